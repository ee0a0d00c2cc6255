"""What the audit log keeps: who did what to which record, when, and how it ended. Never a word of anybody's."""

from typing import Literal

from pydantic import AwareDatetime, Field

from coach.domain.record import Record

SENDER = "sender"
"""Stands for whoever shared a submission: with their key, the log would say whose it is."""
UPKEEP = "upkeep"
"""Stands for what the product does by itself."""

Outcome = Literal["begun", "done", "refused", "failed"]
"""Begun, for what changes something; and how it ended. What only opens something is noted once, at its end."""


class AuditNote(Record):
    """Who does what to which record."""

    who: str = Field(min_length=1, max_length=100)
    """An opaque key."""
    did: str = Field(pattern=r"^[a-z_]{1,64}$")
    """The name of the use case."""
    kind: str = Field(pattern=r"^[a-z -]{1,64}$")
    """The kind of record."""
    record_id: str = Field(default="", pattern=r"^[0-9A-Za-z._:-]{0,64}$")
    """Which one; nothing where there is no single one, or it is not known yet."""


class AuditEntry(AuditNote):
    """One line of the log."""

    number: int = Field(ge=1)
    at: AwareDatetime
    """When; of what a sender did, the day alone."""
    outcome: Outcome
    begun: int | None = None
    """The number of the entry that says that it began."""
    hash: str
    """Of all of this and of the hash of the entry before."""


class AuditCheck(Record):
    """Whether the log is whole."""

    entries: int
    cut: int
    """Up to which number the oldest entries were deleted when their time was over; 0 for none."""
    last_hash: str
    """The hash of the newest entry."""
    broken_at: int | None = None
    """The number of the first entry that is not as it was written; None where all are."""
    why: str = ""


def without_beginnings(entries: tuple[AuditEntry, ...]) -> tuple[AuditEntry, ...]:
    """Return the entries without the beginning of what has an end among them."""
    ended = {entry.begun for entry in entries}
    return tuple(entry for entry in entries if entry.number not in ended)
