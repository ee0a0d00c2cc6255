"""What a model may say about an account: closed, short lists of places and kinds.

Nothing of a model's own words is ever shown. No field holds an emotion, a mark for a person or a comment.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from coach.domain.finding import Bearing
from coach.domain.record import Record

MAX_QUOTES = 48
"""Three for each bearing of eight behaviours."""
MAX_STATEMENTS = 40
"""As many as are put into plain words by one call."""
MAX_MATCHES = 100

_Id = Annotated[str, StringConstraints(max_length=100)]
_Point = Literal[0, 1, 2, 3, 4]
"""0 stands for none, because some small models cannot leave a number out."""


class Quoted(Record):
    """Words that bear on a behaviour, as the model says."""

    quote: str = Field(max_length=2_000)
    behaviour_id: _Id
    bearing: Bearing
    point: _Point


class EvidenceReply(Record):
    """The reply to `assess/read`."""

    evidence: tuple[Quoted, ...] = Field(max_length=MAX_QUOTES)


class Plain(Record):
    """One statement in plain words."""

    number: int
    plain: str = Field(max_length=2_000)


class PlainReply(Record):
    """The reply to `assess/plain`."""

    statements: tuple[Plain, ...] = Field(max_length=MAX_STATEMENTS)


class Match(Record):
    """A statement that bears on a behaviour, as the model says."""

    number: int
    behaviour_id: _Id
    bearing: Bearing
    point: _Point


class MatchReply(Record):
    """The reply to `assess/match`."""

    matches: tuple[Match, ...] = Field(max_length=MAX_MATCHES)


def can_be_used(item: Quoted | Match, behaviour_ids: frozenset[str]) -> bool:
    """Return whether an item is about a behaviour of the role and says at which point it shows it."""
    return item.behaviour_id in behaviour_ids and (item.bearing == "contrary" or item.point > 0)
