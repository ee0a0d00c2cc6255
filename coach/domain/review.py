"""What an employee shares with L&D, and what a person there decides about it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from coach.domain.finding import State
from coach.domain.knowledge import Point
from coach.domain.plan import GAP_STATES, RoadblockCause
from coach.domain.record import Line, Record, Slug


class SharedFinding(Record):
    """One finding that the employee chose to share, with the quotes that they chose."""

    behaviour_id: Slug
    state: State
    """The state that counts: the employee's own where they named another than the reading's."""
    point: Point | None = None
    expected_point: Point
    quotes: tuple[str, ...] = ()
    """The words that show the behaviour, strongest first; none where the employee keeps them."""
    counter_quotes: tuple[str, ...] = ()
    """The words that show the contrary, likewise."""
    rule: str = Field(default="", max_length=1_000)
    """Why the reading has its state."""
    read_as: State | None = None
    """What the reading says, where the employee named another state."""
    own_words: str = Field(default="", max_length=2_000)
    """What the employee says about the finding."""


class Need(Record):
    """One step of the shared plan: what would help with a gap."""

    behaviour_id: Slug
    resource_id: Slug | None
    """None where the catalogue has nothing for it."""
    step: str = Field(default="", max_length=2_100)
    """What the employee is going to do, as one sentence."""
    check_on: date | None = None
    """When they look at it again."""


class SharedRoadblock(Record):
    """What stands in the way of a behaviour, with its owner."""

    behaviour_id: Slug
    cause: RoadblockCause
    owner: Line
    """The role of whoever can remove it."""
    text: Line
    own_words: str = Field(default="", max_length=2_000)
    """What the employee adds."""


class Sharing(Record):
    """What an employee chooses to share of one account and its plan. Nothing goes along that is not named here."""

    findings: frozenset[Slug]
    """The behaviours whose findings go along."""
    words: frozenset[Slug] = frozenset()
    """The behaviours whose quotes go along with the finding."""
    steps: frozenset[Slug] = frozenset()
    """The behaviours whose step of the plan goes along with the finding."""
    roadblocks: frozenset[Slug] = frozenset()
    """The behaviours whose roadblocks go along with the finding."""
    note: str = Field(default="", max_length=2_000)
    """What the employee wants L&D to know."""
    may_check: bool = False
    """Whether they agree that the words that go along are used, redacted, to measure the coach."""


class Submission(Record):
    """What one employee chose to share for review, as it was when they shared it."""

    id: str = Field(min_length=1)
    person: str = Field(min_length=1)
    """An opaque key: it tells two people apart and names nobody."""
    role_id: Slug
    team: Line | None
    site: Line | None
    """None where the organisation does not tell."""
    stage_ids: tuple[Slug, ...] = ()
    """The stages of the customer's journey that the role works in."""
    knowledge_version: Line
    submitted_on: date
    asked: tuple[Slug, ...] = Field(min_length=1)
    """The behaviours that the role is asked for in this version. It follows from the role, so anybody may know it."""
    findings: tuple[SharedFinding, ...] = ()
    """What the employee left out is not here: to everybody else it is as if the account had been silent."""
    needs: tuple[Need, ...] = ()
    roadblocks: tuple[SharedRoadblock, ...] = ()
    note: str = Field(default="", max_length=2_000)
    """What the employee wants L&D to know."""
    may_check: bool = False
    """Whether they agree that the words in it are used, redacted, to measure the coach."""

    @model_validator(mode="after")
    def _each_behaviour_is_found_and_planned_once(self) -> Self:
        found = [finding.behaviour_id for finding in self.findings]
        _refuse_twice("findings", found)
        _refuse_twice("needs", [need.behaviour_id for need in self.needs])
        _refuse_twice("behaviours asked for", self.asked)
        if strange := sorted(set(found) - set(self.asked)):
            raise ValueError(f"submission {self.id!r} has findings that its role is not asked for: {strange}")
        return self

    @model_validator(mode="after")
    def _only_gaps_have_needs_and_roadblocks(self) -> Self:
        gaps = {finding.behaviour_id for finding in self.findings if finding.state in GAP_STATES}
        named = {need.behaviour_id for need in self.needs} | {item.behaviour_id for item in self.roadblocks}
        if strange := sorted(named - gaps):
            raise ValueError(f"submission {self.id!r} has needs or roadblocks where it has no gap: {strange}")
        return self

    def state(self, behaviour_id: str) -> State:
        """Return the shared state of a behaviour; what was left out is not described."""
        return next((item.state for item in self.findings if item.behaviour_id == behaviour_id), "not_described")


class Edit(Record):
    """A reviewer's correction of one finding's state."""

    behaviour_id: Slug
    before: State
    after: State
    reason: Line


class Decision(Record):
    """What a person at L&D decided about one submission."""

    submission_id: str = Field(min_length=1)
    by: str = Field(min_length=1)
    """The reviewer's opaque key."""
    at: AwareDatetime
    kind: Literal["approved", "returned"]
    edits: tuple[Edit, ...] = ()
    reason: str = Field(default="", max_length=2_000)

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.kind == "returned" and (self.edits or not self.reason.strip()):
            raise ValueError("a submission is returned as it came, with a reason")
        _refuse_twice("edits", [edit.behaviour_id for edit in self.edits])
        return self


def _refuse_twice(what: str, behaviour_ids: Iterable[str]) -> None:
    if twice := sorted(name for name, count in Counter(behaviour_ids).items() if count > 1):
        raise ValueError(f"{what} name a behaviour twice: {twice}")
