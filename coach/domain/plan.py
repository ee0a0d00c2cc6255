"""From gaps to a personal plan of at most three steps."""

from datetime import date
from typing import Literal

from pydantic import Field

from coach.domain.finding import Evidence, State
from coach.domain.knowledge import Point, ResourceKind
from coach.domain.provenance import Provenance
from coach.domain.record import Line, Record, Slug

MAX_FOCUS = 3
"""A plan has at most this many focus behaviours."""

Cause = Literal["clarity", "skill", "motive", "tools_process", "authority_capacity"]
CAUSES: tuple[Cause, ...] = ("clarity", "skill", "motive", "tools_process", "authority_capacity")
RoadblockCause = Literal["motive", "tools_process", "authority_capacity"]
"""What training cannot change."""
CauseAnswer = Literal["yes", "no", "not_sure"]
GapState = Literal["contrary", "partly_shown"]
GAP_STATES: tuple[GapState, ...] = ("contrary", "partly_shown")
"""The states that say something against a person's work, in the order in which gaps are dealt with."""


class Gap(Record):
    """A behaviour that the account contradicts or shows in part."""

    behaviour_id: Slug
    state: GapState
    point: Point | None
    expected_point: Point
    distance: int = Field(ge=0, le=4)
    """Scale points from the shown to the expected point; with nothing shown, the expected point itself."""
    priority: int = Field(ge=1)


class CauseQuestion(Record):
    """One of the five short questions about what stands in the way; "no" names the cause."""

    cause: Cause
    question: Line


class CauseAnswers(Record):
    """The employee's answers to the five questions about one gap."""

    behaviour_id: Slug
    answers: dict[Cause, CauseAnswer] = Field(default_factory=dict)
    words: str = Field(default="", max_length=2_000)
    """What the employee adds in their own words."""


class Roadblock(Record):
    """A gap that training cannot fill, with the owner who can."""

    behaviour_id: Slug
    cause: RoadblockCause
    owner: Line
    text: Line
    words: str = ""


class Action(Record):
    """One if-then step: the moment, and what the person does then."""

    when: Line
    then: Line

    def sentence(self) -> str:
        """Return the action as one sentence."""
        return f"If {self.when}, then I {self.then}."


class ResourceChoice(Record):
    """A catalogued resource and why it was chosen."""

    resource_id: Slug
    title: Line
    kind: ResourceKind
    summary: Line
    minutes: int
    cost: Line
    where: Line
    why: Line


class StoryChoice(Record):
    """A story about the behaviour, with the link to the reader's own job."""

    story_id: Slug
    title: Line
    excerpt: Line
    """Sentences of the story, word for word."""
    in_your_job: Line
    """The story in the role's terms: my task, the next person, the customer's feeling."""


class Helper(Record):
    """A person who chose to be asked."""

    champion_id: Slug
    name: Line
    role_name: Line
    site: Line
    contact: Line


class PlanItem(Record):
    """One focus behaviour: now → desired → bridge."""

    behaviour_id: Slug
    behaviour_name: Line
    state: State
    now: tuple[Evidence, ...]
    """The employee's own words. Empty only where the employee named the gap without a quote."""
    now_in_own_words: str = ""
    desired_point: Point
    desired: Line
    """The anchor text of the desired point."""
    feeling: Line
    causes: tuple[Cause, ...]
    """Trainable causes the employee named; empty if they named none."""
    action: Action
    resource: ResourceChoice | None
    uncovered: Line | None
    """What the catalogue lacks for this step, if it lacks something."""
    story: StoryChoice | None
    helper: Helper | None
    check_on: date
    rule: Line
    """Why this behaviour stands at this place in the plan."""


class Strength(Record):
    """A behaviour that the account shows, with the words that show it."""

    behaviour_id: Slug
    behaviour_name: Line
    quote: str


class GapPlan(Record):
    """A personal plan: strengths first, then at most three focus behaviours."""

    role_id: Slug
    role_name: Line
    made_on: date
    strengths: tuple[Strength, ...]
    items: tuple[PlanItem, ...] = Field(max_length=MAX_FOCUS)
    roadblocks: tuple[Roadblock, ...]
    later: tuple[Slug, ...]
    """Gaps beyond the first three, by behaviour id, in order; the employee may swap one in."""
    not_described: tuple[Slug, ...]
    uncovered: tuple[Line, ...]
    """Needs that the catalogue does not cover, for L&D."""
    provenance: Provenance
    asked_prints: dict[Slug, str] = Field(default_factory=dict)
    """As in the assessment that it was made from."""


CheckInOutcome = Literal["tried", "stuck", "done"]


class CheckIn(Record):
    """What became of one step, in the employee's word."""

    behaviour_id: Slug
    outcome: CheckInOutcome
    note: str = Field(default="", max_length=2_000)
    on: date
