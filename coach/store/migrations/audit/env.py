"""Run migrations of the audit log in the transaction that coach.store.migrate hands over."""

from alembic import context

from coach.store.schema import AUDIT_DATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=AUDIT_DATA,
    compare_type=True,
    render_as_batch=True,
)
context.run_migrations()
