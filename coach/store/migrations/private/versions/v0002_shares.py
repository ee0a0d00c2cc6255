"""Make the table for what a person knows of their own submissions."""

import sqlalchemy as sa
from alembic import op

revision = "v0002"
down_revision: str | None = "v0001"


def upgrade() -> None:
    """Make the table, of the same shape as the others."""
    op.create_table(
        "shares",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=100), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_shares"),
        sa.UniqueConstraint("person_id", "id", name="uq_shares_person_id_id"),
    )
