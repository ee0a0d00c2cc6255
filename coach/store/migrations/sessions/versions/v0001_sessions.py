"""Make the table for sessions."""

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision: str | None = None


def upgrade() -> None:
    """Make the table; it has no column for who signed on."""
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_sessions"),
    )
