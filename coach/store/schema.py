"""The tables: one MetaData for each database.

A change here needs a new file under `migrations/`; a test compares the two.
"""

from datetime import UTC, datetime

from sqlalchemy import Column, Date, DateTime, Dialect, Integer, MetaData, String, Table, Text, UniqueConstraint
from sqlalchemy.types import TypeDecorator

# Named constraints can be changed later; SQLite gives them no names of its own.
_NAMES = {"pk": "pk_%(table_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s", "ix": "ix_%(column_0_N_label)s"}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC also where the database has no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn the moment into UTC."""
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC, with its time zone."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


PRIVATE = MetaData(naming_convention=_NAMES)
SHARED = MetaData(naming_convention=_NAMES)
SESSION_DATA = MetaData(naming_convention=_NAMES)
AUDIT_DATA = MetaData(naming_convention=_NAMES)


def _owned_table(name: str) -> Table:
    return Table(
        name,
        PRIVATE,
        # The order in which rows came, whatever the clock said.
        Column("number", Integer, primary_key=True),
        Column("person_id", String(100), nullable=False),
        Column("id", String(64), nullable=False),
        Column("updated_at", UtcDateTime, nullable=False),
        Column("record_version", Integer, nullable=False),
        Column("record", Text, nullable=False),
        # An id is unique for its owner: nobody can write over, or even notice, another person's record.
        UniqueConstraint("person_id", "id"),
    )


DRAFTS = _owned_table("drafts")
PLANS = _owned_table("plans")
TURNS = _owned_table("turns")
SHARES = _owned_table("shares")

QUESTIONS = Table(
    "questions",
    SHARED,
    Column("number", Integer, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    # A day and no hour: an exact time could be matched with who was at work.
    Column("asked_on", Date, nullable=False),
    Column("record_version", Integer, nullable=False),
    Column("record", Text, nullable=False),
)

SUBMISSIONS = Table(
    "submissions",
    SHARED,
    Column("number", Integer, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("record_version", Integer, nullable=False),
    Column("record", Text, nullable=False),
)

CASE_EVENTS = Table(
    "case_events",
    SHARED,
    Column("number", Integer, primary_key=True),
    Column("submission_id", String(64), nullable=False),
    # From 0. Of two who add the same place of one history, the database takes one.
    Column("place", Integer, nullable=False),
    Column("record_version", Integer, nullable=False),
    Column("record", Text, nullable=False),
    UniqueConstraint("submission_id", "place"),
)

SPENDING = Table(
    "spending",
    SHARED,
    Column("day", Date, primary_key=True),
    # Reserved for calls that have not ended, too.
    Column("tokens", Integer, nullable=False),
    # In millionths of the currency.
    Column("cost", Integer, nullable=False),
)

CLOSINGS = Table(
    "closings",
    SHARED,
    Column("number", Integer, primary_key=True),
    Column("period_id", String(64), nullable=False, unique=True),
    Column("closed_at", UtcDateTime, nullable=False),
    Column("record_version", Integer, nullable=False),
    Column("record", Text, nullable=False),
)

# Bare ids, in no relation to a closing: it is kept nowhere who was put together with whom.
SETTLED = Table("settled", SHARED, Column("submission_id", String(64), primary_key=True))

# While a week lasts: its key, and who counts as a hash with it. Both go when the week is over, …
USAGE_KEYS = Table(
    "usage_keys", SHARED, Column("week", Date, primary_key=True), Column("key", String(64), nullable=False)
)

USAGE_MARKS = Table(
    "usage_marks",
    SHARED,
    Column("week", Date, primary_key=True),
    Column("area", String(16), primary_key=True),
    Column("role_id", String(100), primary_key=True),
    Column("mark", String(64), primary_key=True),
)

# … and these counts stay.
USAGE_WEEKS = Table(
    "usage_weeks",
    SHARED,
    Column("week", Date, primary_key=True),
    Column("area", String(16), primary_key=True),
    Column("role_id", String(100), primary_key=True),
    Column("people", Integer, nullable=False),
)

SESSIONS = Table(
    "sessions",
    SESSION_DATA,
    # Of what the provider said at sign-on. Nobody can be told from it, and no cookie can be made of it.
    Column("hash", String(64), primary_key=True),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("keep_until", UtcDateTime, nullable=False),
)

AUDIT_ENTRIES = Table(
    "entries",
    AUDIT_DATA,
    # Without a gap.
    Column("number", Integer, primary_key=True, autoincrement=False),
    # As text, because what is hashed must come back exactly as it went in.
    Column("at", String(32), nullable=False, index=True),
    Column("who", String(100), nullable=False),
    Column("did", String(64), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("record_id", String(64), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("begun", Integer, nullable=True),
    Column("before", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

# One row: without it, nobody would notice that the newest entries are gone.
AUDIT_HEAD = Table(
    "head",
    AUDIT_DATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
)

# The last entry of each part that was deleted when its time was over.
AUDIT_CUTS = Table(
    "cuts",
    AUDIT_DATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("cut_at", UtcDateTime, nullable=False),
)
