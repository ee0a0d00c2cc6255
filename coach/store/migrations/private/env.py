"""Run migrations of the private database in the transaction that coach.store.migrate hands over."""

from alembic import context

from coach.store.schema import PRIVATE

context.configure(
    connection=context.config.attributes["connection"], target_metadata=PRIVATE, compare_type=True, render_as_batch=True
)
context.run_migrations()
