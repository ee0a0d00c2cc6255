"""What is kept of one person, as it is given back to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from coach.domain.record import Record


class KeptRecord(Record):
    """One record of somebody, as the private store keeps it; it need not fit what this version reads."""

    id: str
    updated_at: datetime
    version: int
    """The format of `text`."""
    text: str
    """JSON, unless the record is damaged."""


@dataclass(frozen=True)
class Kind:
    """What a person calls one kind of records."""

    name: str
    """To stand after "Your", with a verb in the plural."""
    holds: str
    """What stands in such a record, in whole sentences."""
    since: str = "you last changed them"
    """From when the days are counted for which such records are kept, to stand after "for so many days after"."""


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "drafts": Kind(
            name="accounts",
            holds=(
                "Each is one account of your work as you typed it, with your role, your guesses, what the coach found, "
                "what you said about it, and what stands in the way."
            ),
        ),
        "plans": Kind(
            name="plans with their notes",
            holds="Each is one plan as it was made, and your notes on how each step goes.",
        ),
        "shares": Kind(
            name="notes of what you shared",
            holds="Each names one submission of yours, and the made-up key under which you take part.",
        ),
        "turns": Kind(
            name="questions with their answers",
            holds="Each is one question that you asked, and the answer with its sources.",
            since="you asked them",
        ),
    }
)
"""Every kind of records in the private store, by the name of its table."""
SUBMISSIONS = Kind(
    name="submissions",
    holds="Each is one page that you shared with L&D and have not taken back, with all that came of it.",
)
"""What is kept of the person elsewhere: it can be found through their own notes alone."""
AUDIT = Kind(
    name="entries in the audit log",
    holds="Each says what you did with what is shared or looked after together, and when. None has a word of yours.",
)
"""What was noted of what the person did, where it was noted with their key."""
ELSEWHERE: Mapping[str, Kind] = MappingProxyType({"submissions": SUBMISSIONS, "audit": AUDIT})
"""What is given to a person beside the records of their private store, by the name of its file."""
