"""Make the table for questions to the authors."""

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision: str | None = None


def upgrade() -> None:
    """Make the table; it has no column for who asked."""
    op.create_table(
        "questions",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_questions"),
        sa.UniqueConstraint("id", name="uq_questions_id"),
    )
