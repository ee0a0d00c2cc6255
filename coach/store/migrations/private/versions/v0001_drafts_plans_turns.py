"""Make the tables for drafts, plans and Ask history."""

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision: str | None = None


def upgrade() -> None:
    """Make three tables of the same shape."""
    for name in ("drafts", "plans", "turns"):
        op.create_table(
            name,
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("person_id", sa.String(length=100), nullable=False),
            sa.Column("id", sa.String(length=64), nullable=False),
            sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("record_version", sa.Integer(), nullable=False),
            sa.Column("record", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("number", name=f"pk_{name}"),
            sa.UniqueConstraint("person_id", "id", name=f"uq_{name}_person_id_id"),
        )
