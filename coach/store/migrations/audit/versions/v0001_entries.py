"""Make the tables of the audit log, which let nothing be changed."""

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision: str | None = None


def upgrade() -> None:
    """Make the tables and their guards."""
    op.create_table(
        "entries",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("did", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("begun", sa.Integer(), nullable=True),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_entries"),
    )
    op.create_index("ix_entries_at", "entries", ["at"])
    op.create_table(
        "head",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_head"),
    )
    op.create_table(
        "cuts",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("cut_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_cuts"),
    )
    # Which also keeps an entry from being replaced.
    _refuse("entries", "INSERT", when="NEW.number <> coalesce((SELECT max(number) FROM head), 0) + 1")
    _refuse("entries", "UPDATE")
    # Only what was cut: its last number and hash are kept first.
    _refuse("entries", "DELETE", when="OLD.number > coalesce((SELECT max(number) FROM cuts), 0)")
    is_of_an_entry = "EXISTS (SELECT 1 FROM entries WHERE number = NEW.number AND hash = NEW.hash)"
    _refuse("cuts", "INSERT", when=f"NOT {is_of_an_entry}")
    _refuse("cuts", "UPDATE")
    _refuse("cuts", "DELETE")
    _refuse("head", "UPDATE", when="NEW.number <> OLD.number + 1")
    _refuse("head", "INSERT", when="EXISTS (SELECT 1 FROM head)")
    _refuse("head", "DELETE")


def _refuse(table: str, action: str, *, when: str = "1") -> None:
    op.execute(
        f"CREATE TRIGGER no_{action.lower()}_of_{table} BEFORE {action} ON {table} WHEN {when} "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END"
    )
