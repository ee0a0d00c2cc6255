"""What an evaluation run measured: of the engine, never of a person.

The words are Inspect's: a *task* runs over the *samples* of a *dataset*, a *scorer* gives each sample a *score*, and
*metrics* sum the scores up.
"""

from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from coach.domain.record import Line, Record

AGREEMENT = "findings right"
"""The figure that a run is summed up in: it is the one that needs no explanation."""

NO_TEXT = "No words are shown: the sample has none, or they are somebody's own."

Status = Literal["scored", "failed", "refused", "unscored"]
"""Failed: the engine gave nothing (counted as wrong). Refused: it declined. Unscored: the scorer could not judge."""


class Metric(Record):
    """One figure about one task, with n and an interval."""

    name: Line
    value: float | None
    """None where it could not be computed; `missing` says why."""
    low: float | None = None
    high: float | None = None
    """The 95 % interval."""
    n: int = Field(ge=0)
    target: float | None = None
    at_least: bool = True
    """Whether more is better: the target is then a floor, else a ceiling."""
    is_exact: bool = False
    """Whether it must reach its target whatever the interval: one failure breaks a promise."""
    missing: str = ""

    @model_validator(mode="after")
    def _is_a_number_or_says_why_not(self) -> Self:
        if (self.value is None) != bool(self.missing):
            raise ValueError(f"metric {self.name!r} has value {self.value} and says {self.missing!r}")
        if self.value is not None and self.value != self.value:
            raise ValueError(f"metric {self.name!r} is not a number")
        return self

    @property
    def meets_target(self) -> bool | None:
        """Tell whether the value reaches its target; None where there is no target or no value."""
        if self.target is None or self.value is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target


class Outcome(Record):
    """What became of one sample, and how it was scored."""

    sample_id: Line
    epoch: int = Field(default=1, ge=1)
    status: Status
    value: float | None
    """The sample's main score, 0 (wrong) to 1 (right); None where it is unscored."""
    slices: dict[str, str] = Field(default_factory=dict)
    """Groups that the sample belongs to, such as role and style."""
    counts: dict[str, float] = Field(default_factory=dict)
    """What the metrics are computed from."""
    labels: tuple[tuple[str, str, str], ...] = ()
    """What was expected and what came, by item: (item, expected, got)."""
    text: str = ""
    """What the engine was given."""
    expected: str = ""
    got: str = ""
    note: str = ""
    """The difference in words, or why it failed."""

    @model_validator(mode="after")
    def _only_the_unscored_have_no_value(self) -> Self:
        if (self.status == "unscored") != (self.value is None):
            raise ValueError(f"sample {self.sample_id!r} is {self.status} with value {self.value}")
        return self


class Curve(Record):
    """Points of a picture: how often right, by how sure."""

    name: Line
    points: tuple[tuple[float, float, int], ...]
    """(said, was, n) of each band."""


class TaskResult(Record):
    """One task of a run."""

    task: Line
    title: Line
    question: Line
    """What was measured, in plain words."""
    dataset: Line
    dataset_version: Line
    """The first characters of the hash over its samples and labels."""
    split: Line
    written_by: Line
    """Who wrote and labelled the dataset."""
    metrics: tuple[Metric, ...] = ()
    main: str = ""
    """The name of the metric that a regression is judged by."""
    outcomes: tuple[Outcome, ...] = ()
    curves: tuple[Curve, ...] = ()
    skipped: str = ""
    """Why the task did not run; empty where it did."""
    seconds: float = Field(default=0.0, ge=0)

    def metric(self, name: str) -> Metric | None:
        """Return the metric of this name."""
        return next((metric for metric in self.metrics if metric.name == name), None)

    def count(self, status: Status) -> int:
        """Return how many samples ended this way."""
        return sum(outcome.status == status for outcome in self.outcomes)


class RunInfo(Record):
    """What was run, so that it can be run again."""

    id: Line
    started_at: AwareDatetime
    finished_at: AwareDatetime | None = None
    engine: Line
    """As `COACH_MODEL` names it."""
    model: Line
    judge: str = ""
    prompts: tuple[str, ...] = ()
    knowledge_version: Line
    code_version: Line
    split: Literal["tune", "test"]
    epochs: int = Field(ge=1)
    seed: int
    tasks: tuple[str, ...]
    plans: int = Field(default=0, ge=0)
    """How many accounts a model read: what the calls, tokens, cost and seconds are for."""
    calls: int = Field(default=0, ge=0)
    tokens: int = Field(default=0, ge=0)
    cost: float | None = Field(default=None, ge=0)
    seconds: float = Field(default=0.0, ge=0)


class Run(Record):
    """One run of the suite."""

    info: RunInfo
    tasks: tuple[TaskResult, ...]

    def task(self, name: str) -> TaskResult | None:
        """Return the result of one task."""
        return next((result for result in self.tasks if result.task == name), None)


class Difference(Record):
    """The same samples in two runs: how far the mean of their main scores moved."""

    name: Line
    n: int = Field(ge=0)
    before: float | None = None
    after: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    """The 95 % interval of the difference, over pairs."""
    p: float | None = None
    """Of the exact sign test over the samples that changed."""
    better: int = 0
    worse: int = 0
    missing: str = ""


class SampleChange(Record):
    """One sample that came out otherwise."""

    sample_id: Line
    before: float
    after: float
    text: str
    expected: str
    got_before: str
    got_after: str


class TaskComparison(Record):
    """One task in two runs."""

    task: Line
    title: Line
    main: str
    before: tuple[Metric, ...]
    after: tuple[Metric, ...]
    difference: Difference
    slices: tuple[Difference, ...]
    changes: tuple[SampleChange, ...]
    """Those that got worse first."""


class Comparison(Record):
    """Two runs beside each other."""

    before: RunInfo
    after: RunInfo
    tasks: tuple[TaskComparison, ...]
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
