"""What the product asks of the suite of evals, wherever that is."""

from typing import Literal, Protocol

from pydantic import AwareDatetime, Field

from coach.domain.evaluation import Comparison, Run
from coach.domain.record import Line, Record

RunState = Literal["running", "finished", "stopped", "failed"]
"""Stopped: it was ended before its end, and goes on from there. Failed: it ended by itself without results."""
Split = Literal["tune", "test"]
Missing = Literal["suite", "packages"]
"""The suite's own code, which is in a checkout only, or the packages that it needs."""


class TaskChoice(Record):
    """One task that can be measured."""

    name: Line
    title: Line
    question: Line
    """What it measures, in plain words."""


class RunOrder(Record):
    """What somebody wants to have measured."""

    engine: Line
    """As `COACH_MODEL` names it."""
    tasks: tuple[Line, ...] = ()
    """Empty for all of them."""
    split: Split = "test"
    limit: int | None = Field(default=None, ge=1)
    """So many samples of each task at most: for a look, not to measure by."""
    epochs: int = Field(default=1, ge=1)
    seed: int | None = None


class Progress(Record):
    """How far a run has come."""

    done: int = Field(ge=0)
    total: int = Field(ge=0)
    task: str
    pid: int


class KeptRun(Record):
    """One run of which there is a folder, finished or not."""

    id: Line
    state: RunState
    order: RunOrder | None = None
    """None where nothing tells what was ordered; such a run cannot go on."""
    started_at: AwareDatetime | None = None
    progress: Progress | None = None
    last_words: tuple[str, ...] = ()
    """Of a run that failed: the end of its log, without the messages of unforeseen errors."""
    can_stop: bool = False
    """Whether it was started from here; one from a terminal is stopped there."""


class Suite(Protocol):
    """The suite of evals."""

    def missing(self) -> Missing | None:
        """Return what it lacks to run here, if anything."""

    def tasks(self) -> tuple[TaskChoice, ...]:
        """Return the tasks that can be measured.

        Raises:
            SuiteError: the suite is not here, or does not say.
        """

    def runs(self) -> tuple[KeptRun, ...]:
        """Return the runs that are kept, newest first. The suite need not be here."""

    def run(self, run_id: str) -> Run:
        """Return what a finished run measured. The suite need not be here.

        Raises:
            SuiteError: there is no finished run of this name.
        """

    def results(self, run_id: str) -> str:
        """Return a finished run as JSON, to take away. The suite need not be here.

        Raises:
            SuiteError: there is no finished run of this name.
        """

    def start(self, order: RunOrder) -> str:
        """Begin a run in the background, and return its id. It goes on when the app ends.

        Raises:
            SuiteError: the suite is not here, another run is at work, or the disk refuses.
        """

    def go_on(self, run_id: str) -> None:
        """Take up a run where it ended.

        Raises:
            SuiteError: the suite is not here, a run is at work, or nothing tells what was ordered.
        """

    def stop(self, run_id: str) -> None:
        """End a run; what it measured is kept.

        Raises:
            SuiteError: it was started elsewhere.
        """

    def compare(self, before: str, after: str) -> Comparison:
        """Compare two finished runs, sample by sample.

        Raises:
            SuiteError: the suite is not here, or the runs cannot be compared.
        """

    def report(self, run_id: str) -> str:
        """Return the page for readers about a finished run, as HTML.

        Raises:
            SuiteError: the suite is not here, or cannot make the page.
        """
