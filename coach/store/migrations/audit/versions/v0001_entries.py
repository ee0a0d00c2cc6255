"""Make the tables of the audit log, which let nothing be changed."""

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision: str | None = None


# SQLite keeps to these; whoever takes them away is found by the chain.
_GUARDS = (
    """CREATE TRIGGER no_gap_in_entries BEFORE INSERT ON entries
    WHEN NEW.number <> coalesce((SELECT max(number) FROM head), 0) + 1
    BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END""",
    """CREATE TRIGGER no_update_of_entries BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END""",
    # Only what was cut: its last number and hash are kept first.
    """CREATE TRIGGER no_delete_of_entries BEFORE DELETE ON entries
    WHEN OLD.number > coalesce((SELECT max(number) FROM cuts), 0)
    BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END""",
    """CREATE TRIGGER no_cut_at_what_is_no_entry BEFORE INSERT ON cuts
    WHEN NOT EXISTS (SELECT 1 FROM entries WHERE number = NEW.number AND hash = NEW.hash)
    BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END""",
    """CREATE TRIGGER no_update_of_cuts BEFORE UPDATE ON cuts
    BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END""",
    """CREATE TRIGGER no_delete_of_cuts BEFORE DELETE ON cuts
    BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END""",
    """CREATE TRIGGER no_second_head BEFORE INSERT ON head
    WHEN EXISTS (SELECT 1 FROM head)
    BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END""",
    """CREATE TRIGGER no_step_back_of_head BEFORE UPDATE ON head
    WHEN NEW.number <> OLD.number + 1
    BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END""",
    """CREATE TRIGGER no_delete_of_head BEFORE DELETE ON head
    BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END""",
)


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
    for guard in _GUARDS:
        op.execute(guard)
