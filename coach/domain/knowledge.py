"""What an organisation asks of its people: vision, behaviours, roles, stories, resources, champions, human routes."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from coach.domain.record import Line, Record, Slug

Point = Annotated[int, Field(ge=1, le=4)]
"""A scale point, 1 to 4. It orders anchors; it is never a mark for a person."""

POINTS: tuple[int, ...] = (1, 2, 3, 4)

RoleKind = Literal["front_line", "back_office", "manager", "supplier"]
ResourceKind = Literal["practice", "shadowing", "job_aid", "course", "community", "reading"]
TrainableCause = Literal["clarity", "skill"]

Topic = Literal["distress", "legal", "grievance", "safety"]
"""What is for a person and never for the coach: distress, legal questions, HR grievances, emergencies."""
TOPICS: tuple[Topic, ...] = ("distress", "legal", "grievance", "safety")


class Promise(Record):
    """One thing that every customer can count on."""

    id: Slug
    text: Line
    feeling: Line
    """What a customer feels when the promise is kept."""


class CustomerGroup(Record):
    """Somebody the organisation serves, outside or inside it."""

    id: Slug
    name: Line
    kind: Literal["external", "internal"]
    needs: Line


class Vision(Record):
    """What customers should experience, in the organisation's own words."""

    id: Slug
    organisation: Line
    about: Line
    statement: Line
    why: Line
    promises: tuple[Promise, ...] = Field(min_length=1)
    customers: tuple[CustomerGroup, ...] = Field(min_length=1)
    sponsor_role_id: Slug
    review_by: date


class JourneyStage(Record):
    """One stage of the customer's journey and the feeling the vision wants there."""

    id: Slug
    name: Line
    customer_does: Line
    feeling: Line
    worst_moment: Line
    """What goes wrong here when nobody thinks of the customer."""


class Anchor(Record):
    """The observable description of one scale point, with statements that employees might write."""

    point: Point
    text: Line
    examples: tuple[Line, ...] = Field(min_length=4)


class Behaviour(Record):
    """One observable action that the vision asks of a role."""

    id: Slug
    name: Line
    summary: Line
    priority: int = Field(ge=1)
    """The behaviour's place in the vision; 1 comes first."""
    promise_id: Slug
    feeling: Line
    why: Line
    do: tuple[Line, ...] = Field(min_length=2)
    dont: tuple[Line, ...] = Field(min_length=2)
    looks_like: tuple[Line, ...] = Field(min_length=1)
    sounds_like: tuple[Line, ...] = Field(min_length=1)
    feels_like: tuple[Line, ...] = Field(min_length=1)
    anchors: tuple[Anchor, ...]
    contrary: tuple[Line, ...] = Field(min_length=4)
    """Statements that show the opposite ("not this")."""
    settling_question: Line
    """The one question that lets somebody describe this behaviour."""
    owner: Line
    review_by: date

    @field_validator("anchors")
    @classmethod
    def _every_point_is_anchored_once(cls, anchors: tuple[Anchor, ...]) -> tuple[Anchor, ...]:
        points = tuple(anchor.point for anchor in anchors)
        if points != POINTS:
            raise ValueError(
                f"anchors must describe points 1, 2, 3 and 4 once each, in this order; found {list(points)}"
            )
        return anchors

    def anchor(self, point: int) -> Anchor:
        """Return the anchor of `point` (1 to 4)."""
        return self.anchors[point - 1]


class Expectation(Record):
    """What the vision asks of one role in one behaviour, with a moment from that job."""

    behaviour_id: Slug
    point: Point
    when: Line
    """A moment from this job that completes "When …", without the word "when"."""
    then: Line
    """What a person in this role does then, in the first person: completes "… I …", without the "I"."""


class LineOfSight(Record):
    """How one task reaches the customer: my task → next person → customer feeling → promise."""

    task: Line
    next_person: Line
    customer_feeling: Line
    promise_id: Slug


class FreePass(Record):
    """A behaviour that a role is not asked for, accepted by somebody by name."""

    behaviour_id: Slug
    accepted_by: Line
    reason: Line


class Role(Record):
    """A job in the organisation or at one of its suppliers."""

    id: Slug
    name: Line
    also_called: tuple[Line, ...] = ()
    area: Slug
    kind: RoleKind
    summary: Line
    tasks: tuple[Line, ...] = Field(min_length=3)
    line_of_sight: tuple[LineOfSight, ...] = Field(min_length=1)
    expectations: tuple[Expectation, ...] = Field(min_length=1)
    free_passes: tuple[FreePass, ...] = ()
    situations: tuple[Line, ...] = Field(min_length=3)
    """Prompts that draw out an account, one situation each."""
    starting_questions: tuple[Line, ...] = Field(min_length=3)
    review_by: date

    def expectation(self, behaviour_id: str) -> Expectation | None:
        """Return what the role is asked for in this behaviour, or None if it does not apply."""
        return next((item for item in self.expectations if item.behaviour_id == behaviour_id), None)


class Story(Record):
    """A consented true example of a behaviour, told by the people in it."""

    id: Slug
    title: Line
    behaviour_ids: tuple[Slug, ...] = Field(min_length=1)
    role_id: Slug
    stage_id: Slug
    feeling: Line
    consent: Line
    """Who agreed to the telling, and when."""
    told_on: date
    review_by: date
    body: Annotated[str, Field(min_length=80, max_length=6_000)]


class Resource(Record):
    """A catalogued thing to learn or practise with."""

    id: Slug
    title: Line
    kind: ResourceKind
    summary: Line
    behaviour_ids: tuple[Slug, ...] = Field(min_length=1)
    points: tuple[Point, ...] = Field(min_length=1)
    """The scale points it helps somebody to reach."""
    causes: tuple[TrainableCause, ...] = Field(min_length=1)
    """Which causes it answers: not clear what is asked, or not yet able to do it."""
    role_kinds: tuple[RoleKind, ...] = ()
    """The kinds of role it suits; empty means all."""
    minutes: int = Field(ge=1, le=2_400)
    cost: Line
    where: Line
    review_by: date


class Champion(Record):
    """Somebody who chose to be asked about a behaviour."""

    id: Slug
    name: Line
    role_id: Slug
    site: Line
    behaviour_ids: tuple[Slug, ...] = Field(min_length=1)
    contact: Line
    opted_in_on: date
    review_by: date


class Route(Record):
    """Whom employees can turn to with something that no coach should answer."""

    topic: Topic
    words: Line
    """What the coach says first; plain and kind, and no advice."""
    who: Line
    how: Line
    """How to reach them, and when."""
    review_by: date
