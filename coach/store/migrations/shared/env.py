"""Run migrations of the shared database in the transaction that coach.store.migrate hands over."""

from alembic import context

from coach.store.schema import SHARED

context.configure(
    connection=context.config.attributes["connection"], target_metadata=SHARED, compare_type=True, render_as_batch=True
)
context.run_migrations()
