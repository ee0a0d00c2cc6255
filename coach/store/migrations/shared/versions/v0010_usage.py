"""Make the tables for how many people used which part of the coach."""

import sqlalchemy as sa
from alembic import op

revision = "v0010"
down_revision: str | None = "v0004"


def upgrade() -> None:
    """Make the tables; when a week is over, its key and its marks are deleted."""
    op.create_table(
        "usage_keys",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("week", name="pk_usage_keys"),
    )
    op.create_table(
        "usage_marks",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("area", sa.String(length=16), nullable=False),
        sa.Column("role_id", sa.String(length=100), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("week", "area", "role_id", "mark", name="pk_usage_marks"),
    )
    op.create_table(
        "usage_weeks",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("area", sa.String(length=16), nullable=False),
        sa.Column("role_id", sa.String(length=100), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "area", "role_id", name="pk_usage_weeks"),
    )
