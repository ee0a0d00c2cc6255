"""What a task is: samples, what the engine makes of one, how that is scored, and what the scores add up to.

A task knows nothing of the runner. `evals/suite/inspecting.py` runs it under Inspect.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from coach.domain.evaluation import Curve, Metric, Outcome
from evals.suite.engine import EngineUnderTest

Split = str
"""tune or test; a task whose dataset has no such split says so by returning nothing for "tune"."""

FAILED = "failed"
"""What an item counts as where the engine gave nothing: wrong, whatever was expected."""
OWN_DATA = "the project's authors, with a language model; not employees or L&D staff"


class SkippedTask(Exception):
    """The task cannot run here; the message says why."""


@dataclass(frozen=True)
class Case:
    """One sample with its target, before any engine has seen it."""

    id: str
    text: str
    """What the engine is given, as a reader of the report sees it."""
    target: str
    """What is expected, as a reader of the report sees it."""
    data: dict[str, Any] = field(default_factory=dict)
    """What the task needs to run and score it; only JSON values."""
    slices: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    """What is expected, by item, where the sample has several; each counts as wrong where the engine gives nothing."""
    is_private: bool = False
    """Whether the text is somebody's own: it stays in the log, and neither results nor reports hold it."""


class Task(Protocol):
    """One task."""

    name: str
    title: str
    question: str
    main: str
    dataset: str
    """The file, or the folder of data by others."""
    written_by: str

    def cases(self, engine: EngineUnderTest, split: Split) -> Sequence[Case]:
        """Return the samples of a split.

        Raises:
            SkippedTask: its data is not here, or it has nothing to measure on this engine.
            DatasetError: the data is wrong; the message names file, line and remedy.
        """

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Return what the engine makes of a sample, as JSON values.

        Raises:
            CoachError: the engine gave nothing; that counts as a failure.
        """

    def score(self, case: Case, output: dict[str, Any]) -> Outcome:
        """Score one output. Pure."""

    def metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        """Sum the outcomes up. Pure. Failures count as wrong."""

    def curves(self, outcomes: Sequence[Outcome]) -> tuple[Curve, ...]:
        """Return the pictures' points, if the task has any."""


class NoCurves:
    """A task without pictures of its own."""

    def curves(self, outcomes: Sequence[Outcome]) -> tuple[Curve, ...]:
        """Return none."""
        return ()


def failed(case: Case, reason: str, *, epoch: int = 1) -> Outcome:
    """Return the outcome of a sample that the engine gave nothing for: wrong, and said so."""
    return Outcome(
        sample_id=case.id,
        epoch=epoch,
        status="failed",
        value=0.0,
        slices=case.slices,
        labels=tuple((item, expected, FAILED) for item, expected in case.labels.items()),
        text=case.text,
        expected=case.target,
        note=reason,
    )
