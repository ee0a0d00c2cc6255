"""Make the tables for closed periods and for the submissions that they settled."""

import sqlalchemy as sa
from alembic import op

revision = "v0004"
down_revision: str | None = "v0003"


def upgrade() -> None:
    """Make both tables; nothing in them relates a submission to a closing."""
    op.create_table(
        "closings",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.String(length=64), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_closings"),
        sa.UniqueConstraint("period_id", name="uq_closings_period_id"),
    )
    op.create_table(
        "settled",
        sa.Column("submission_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("submission_id", name="pk_settled"),
    )
