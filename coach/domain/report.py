"""What a report of a group says. Every figure is a sum over whole blocks, so none is about fewer than k people."""

from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from coach.domain.block import Period
from coach.domain.record import Line, Record, Slug

Dimension = Literal["role", "team", "site", "stage"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
FIELDS: dict[Dimension, str] = {"role": "role_id", "team": "team", "site": "site", "stage": "stage_id"}
"""What each dimension is called in a filter."""

HiddenReason = Literal["small_group", "few_asked", "mixed_roles"]
HIDDEN_WORDS: dict[HiddenReason, str] = {
    "small_group": "Too few people to be shown, perhaps nobody. Whoever is here counts with a larger group.",
    "few_asked": "Too few people here are asked for this.",
    "mixed_roles": "Told of groups of one role only. Here roles are counted together.",
}


class Hidden(Record):
    """A figure that is not shown, and why. It is never a zero."""

    reason: HiddenReason

    @property
    def words(self) -> str:
        """Return the reason in words."""
        return HIDDEN_WORDS[self.reason]


class Filter(Record):
    """The part of the organisation that a report is about; None takes in everybody."""

    role_id: Slug | None = None
    team: Line | None = None
    site: Line | None = None
    stage_id: Slug | None = None


class View(Record):
    """What a reader asks to see."""

    period_id: Slug
    rows: Dimension
    values: tuple[Line, ...]
    """The rows, from the organisation's own lists: they stand there whether or not anybody shared anything."""
    behaviour_ids: tuple[Slug, ...]
    """The columns."""
    only: Filter = Filter()

    @model_validator(mode="after")
    def _rows_are_not_fixed_by_the_filter(self) -> Self:
        if getattr(self.only, FIELDS[self.rows]) is not None:
            raise ValueError(f"the filter keeps to one {self.rows}, so there are no rows by {self.rows}")
        return self

    def filter_of(self, value: str) -> Filter:
        """Return the part of the organisation that one row is about."""
        return self.only.model_copy(update={FIELDS[self.rows]: value})


class Headcount(Record):
    """How many people work in one place, as the organisation says."""

    role_id: Slug | None = None
    team: Line | None = None
    site: Line | None = None
    people: int = Field(ge=0)


class Target(Record):
    """How large a share of people the organisation wants to show a behaviour."""

    behaviour_id: Slug
    percent: int = Field(ge=0, le=100)

    @property
    def share(self) -> float:
        """Return the target as a share, 0 to 1."""
        return self.percent / 100


class Organisation(Record):
    """What a report needs to know of an organisation besides its knowledge; all of it may be left out."""

    note: Line | None = None
    """A remark that stands on every report, such as that its figures were made up."""
    teams: tuple[Line, ...] = ()
    sites: tuple[Line, ...] = ()
    """Reports by team or site have a row for each of these, whether or not anybody there shared anything."""
    headcounts: tuple[Headcount, ...] = ()
    targets: tuple[Target, ...] = ()


class Periods(Record):
    """Which periods were closed, and which one may be closed now."""

    closed: tuple[Period, ...]
    """In the order in which they were closed."""
    next: Period | None
    """The oldest quarter that is over and not closed; None where there is none, or nobody shared anything yet."""


class Share(Record):
    """Some people of a group."""

    people: int = Field(ge=0)
    n: int = Field(ge=1)
    share: float = Field(ge=0.0, le=1.0)
    low: float = Field(ge=0.0, le=1.0)
    high: float = Field(ge=0.0, le=1.0)
    """The 95 % interval (Wilson). It holds whatever is true of those who are left open."""

    @model_validator(mode="after")
    def _lies_in_its_interval(self) -> Self:
        if not self.low <= self.share <= self.high:
            raise ValueError(f"the share {self.share} is not between {self.low} and {self.high}")
        return self


class Cell(Record):
    """One behaviour in one group."""

    behaviour_id: Slug
    n: int = Field(ge=1)
    """How many people are asked for it and counted."""
    shown: Share
    partly_shown: Share
    contrary: Share
    not_described: Share
    open: int = Field(ge=0)
    """How many people's state is not told."""


class Coverage(Record):
    """People in blocks of a group, out of all who work there."""

    people: int = Field(ge=1)
    headcount: int = Field(ge=1)
    share: float = Field(ge=0.0, le=1.0)


class Row(Record):
    """One group, with its cells in the order of the view's behaviours."""

    value: Line | None
    """The role, team, site or stage; None for everybody the filter takes in."""
    n: int | Hidden
    """How many people are in blocks that lie wholly in the group."""
    coverage: Coverage | None
    """None where nobody's figures are shown or the headcount is not known."""
    cells: tuple[Cell | Hidden, ...]


class TrendPoint(Record):
    """One behaviour in one period."""

    period: Period
    is_baseline: bool
    """Whether it is the first period; the others are checkpoints."""
    cell: Cell | Hidden
    knowledge_versions: tuple[Line, ...]
    """Where they differ between two points, the vision may have changed and not the people."""


class Trend(Record):
    """One behaviour from the baseline over the checkpoints to the target."""

    behaviour_id: Slug
    points: tuple[TrendPoint, ...]
    target: float | None
    """The share of people who are to show it; None where the organisation set none."""


class ResourceDemand(Record):
    """How many shared steps name one catalogued resource, and the time that takes."""

    resource_id: Slug
    title: Line | None
    """None where the catalogue no longer has it."""
    steps: int = Field(ge=0)
    """Who needs it for two behaviours counts twice."""
    minutes_each: int | None
    minutes: int | None
    """For all steps together."""


class UncoveredDemand(Record):
    """How many people need something for a behaviour that the catalogue does not have."""

    behaviour_id: Slug
    people: int = Field(ge=1)


class Demand(Record):
    """What the shared plans ask of the catalogue."""

    n: int = Field(ge=1)
    """How many people's plans are told."""
    resources: tuple[ResourceDemand, ...]
    """The whole catalogue, and what is still named of an older one."""
    uncovered: tuple[UncoveredDemand, ...]
    more_in: tuple[Slug, ...]
    """Behaviours that more may be needed for: where nearly everybody has a gap, some people are left open."""


class OwnerRoadblock(Record):
    """How many people name a roadblock of one owner for one behaviour."""

    owner: Line
    behaviour_id: Slug
    people: int = Field(ge=1)


class RoadblockReport(Record):
    """What stands in the way, by whose it is."""

    n: int = Field(ge=1)
    """How many people's roadblocks are told."""
    items: tuple[OwnerRoadblock, ...]
    more_in: tuple[Slug, ...]
    """Behaviours that more people may name a roadblock for, for the same reason."""


class CohortReport(Record):
    """A report of one period: where groups need help, what changed, what to build, what stands in the way."""

    view: View
    period: Period
    k: int
    """Every figure is about at least so many people, …"""
    k_again: int
    """… and about at least so many if they were counted before."""
    total: Row
    rows: tuple[Row, ...]
    trends: tuple[Trend, ...]
    """Of everybody the filter takes in."""
    demand: Demand | Hidden
    roadblocks: RoadblockReport | Hidden
    some_wait: bool
    """Whether some submissions wait for the next period, because there are too few people to count them with."""
