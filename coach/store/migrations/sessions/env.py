"""Run migrations of the database of sessions in the transaction that coach.store.migrate hands over."""

from alembic import context

from coach.store.schema import SESSION_DATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SESSION_DATA,
    compare_type=True,
    render_as_batch=True,
)
context.run_migrations()
