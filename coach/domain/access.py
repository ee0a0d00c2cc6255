"""Who asks, and what they may do here."""

from datetime import datetime
from typing import Annotated, Literal, get_args

from pydantic import StringConstraints

from coach.domain.record import Line, Record

AccessRole = Literal["employee", "champion", "author", "reviewer", "sponsor", "admin"]
"""What somebody may do here; their job is a `Role` of the knowledge base, and the two have nothing to do with each
other."""
ACCESS_ROLES: tuple[AccessRole, ...] = get_args(AccessRole)


class Principal(Record):
    """Who asks: one person, with what they may do."""

    person_id: Annotated[Line, StringConstraints(max_length=100)]
    """Whose records these are. It is opaque: nothing is read out of it."""
    roles: frozenset[AccessRole]
    """With none of them, somebody may do nothing."""
    is_alone: bool = False
    """Whether they are the one user of an installation without sign-on, and so everybody in it."""


class Workplace(Record):
    """Where somebody works, as far as their organisation says; None is not known."""

    team: Line | None = None
    site: Line | None = None


class Session(Record):
    """One sign-on: from its first use until it is ended."""

    begun_at: datetime
    used_at: datetime
    ended_at: datetime | None = None


def local_principal(person_id: str) -> Principal:
    """Return the one user of an installation without sign-on, who may do everything."""
    return Principal(person_id=person_id, roles=frozenset(ACCESS_ROLES), is_alone=True)
