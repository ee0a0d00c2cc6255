"""What is kept of a closed period: blocks of people as counts, in which nobody can be found."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from coach.domain.record import Line, Record, Slug

SMALLEST_BLOCK = 5
"""k: how many people a block has at least, unless a setting asks for more or fewer."""
SMALLEST_BLOCK_AGAIN = 10
"""How many a block has at least of people who were counted in an earlier period."""
LEAST_SMALLEST_BLOCK = 3
"""With fewer, leaving two people open would leave nothing to tell."""

LEFT_OPEN = 2
"""Of how many people a count leaves the state open where nearly everybody shares a gap."""


class Period(Record):
    """A stretch of time that is reported as one, such as a quarter."""

    id: Slug
    name: Line
    first: date
    last: date
    """The last day, included."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"period {self.id!r} ends on {self.last}, before it begins on {self.first}")
        return self


class Place(Record):
    """Where somebody works. Colleagues know this of each other; it says nothing about anybody's account."""

    role_id: Slug | None = None
    team: Line | None = None
    site: Line | None = None
    """Of a group: None where its people differ, or where the organisation does not tell."""


class Tally(Record):
    """The states of one behaviour in one block."""

    behaviour_id: Slug
    n: int = Field(ge=LEAST_SMALLEST_BLOCK)
    """The people of the block whose role is asked for it."""
    shown: int = Field(ge=0)
    partly_shown: int = Field(ge=0)
    contrary: int = Field(ge=0)
    not_described: int = Field(ge=0)
    """What an account does not describe, or its writer left out."""
    open: Literal[0, 2]
    """Two people whose state is not told: any state is possible for each of them. 0 where nobody's is open."""

    @property
    def gaps(self) -> int:
        """Return how many people are told to have a gap."""
        return self.partly_shown + self.contrary

    @model_validator(mode="after")
    def _tells_nobodys_state(self) -> Self:
        if self.gaps + self.shown + self.not_described + self.open != self.n:
            raise ValueError(f"the states of {self.behaviour_id!r} do not sum up to {self.n} people")
        if self.gaps > self.n - LEFT_OPEN:
            raise ValueError(f"{self.gaps} of {self.n} people have a gap in {self.behaviour_id!r}: too many to tell")
        if bool(self.open) != (self.gaps == self.n - LEFT_OPEN):
            raise ValueError(f"two people are left open where all but two have a gap, and only there; {self.n=}")
        return self


class NeedCount(Record):
    """How many people of one block need the same thing for the same behaviour."""

    behaviour_id: Slug
    resource_id: Slug | None
    """None where the catalogue has nothing for it."""
    people: int = Field(ge=1)


class RoadblockCount(Record):
    """How many people of one block name a roadblock of the same owner for the same behaviour."""

    behaviour_id: Slug
    owner: Line
    people: int = Field(ge=1)


class Block(Record):
    """People of one closed period as counts. Nothing here or anywhere else says who they are."""

    place: Place
    """What they have in common."""
    stage_ids: tuple[Slug, ...] = ()
    """The journey stages that all of them work in."""
    n: int = Field(ge=LEAST_SMALLEST_BLOCK)
    """How many people."""
    tallies: tuple[Tally, ...]
    """Of the behaviours that enough of them are asked for."""
    needs: tuple[NeedCount, ...] = ()
    roadblocks: tuple[RoadblockCount, ...] = ()
    """Needs and roadblocks are told of one role only: the catalogue and the owners could give away another."""

    def tally(self, behaviour_id: str) -> Tally | None:
        """Return the states of a behaviour, or None where fewer than k of the people are asked for it."""
        return next((tally for tally in self.tallies if tally.behaviour_id == behaviour_id), None)

    @model_validator(mode="after")
    def _tells_no_more_needs_and_roadblocks_than_gaps(self) -> Self:
        gaps = {tally.behaviour_id: tally.gaps for tally in self.tallies}
        needs: Counter[str] = Counter()
        for need in self.needs:
            needs[need.behaviour_id] += need.people
        told = [*needs.items(), *((item.behaviour_id, item.people) for item in self.roadblocks)]
        if told and self.place.role_id is None:
            raise ValueError("needs and roadblocks are told of a block of one role only")
        if strange := sorted({behaviour_id for behaviour_id, people in told if people > gaps.get(behaviour_id, 0)}):
            raise ValueError(f"more people have needs or roadblocks than have a gap in {strange}")
        return self


class Closing(Record):
    """A closed period, as it is kept and as every report is made from it. It never changes again.

    A submission that is withdrawn after the closing stays in these counts: to take one person out of figures that were
    already shown would tell what that person had shared.
    """

    period: Period
    k: int = Field(ge=LEAST_SMALLEST_BLOCK)
    """How many people each block had to have, …"""
    k_again: int
    """… and each block of people who had been counted before."""
    blocks: tuple[Block, ...]
    some_wait: bool
    """Whether anybody's submission waits for the next period; how many do, and where, is kept nowhere."""
    knowledge_versions: tuple[Line, ...] = ()
    """The versions of the knowledge that the accounts were read with."""

    @model_validator(mode="after")
    def _counts_nobody_in_a_smaller_group(self) -> Self:
        if self.k_again < self.k:
            raise ValueError(f"{self.k_again} people who are counted again are fewer than {self.k} others")
        for n in _sizes(self.blocks):
            if n < self.k:
                raise ValueError(f"a count of {n} people is smaller than {self.k}, so it must not be kept")
        return self


class ClosedPeriod(Record):
    """What closing a period gives: the counts, and apart from them which submissions are done with."""

    closing: Closing
    settled: frozenset[str]
    """Ids of the submissions that are in some block, and of older ones of the same people. It is not kept who is in
    which block."""


def _sizes(blocks: Iterable[Block]) -> Iterable[int]:
    for block in blocks:
        yield block.n
        yield from (tally.n for tally in block.tallies)
