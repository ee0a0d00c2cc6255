"""Make the tables for submissions and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "v0009"
down_revision: str | None = "v0002"


def upgrade() -> None:
    """Make both tables."""
    for name in ("submissions", "decisions"):
        op.create_table(
            name,
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("record_version", sa.Integer(), nullable=False),
            sa.Column("record", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("number", name=f"pk_{name}"),
        )
