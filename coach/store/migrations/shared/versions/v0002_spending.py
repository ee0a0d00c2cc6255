"""Make the table for what calls to a model take each day."""

import sqlalchemy as sa
from alembic import op

revision = "v0002"
down_revision: str | None = "v0001"


def upgrade() -> None:
    """Make the table; it has no column for who called."""
    op.create_table(
        "spending",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_spending"),
    )
