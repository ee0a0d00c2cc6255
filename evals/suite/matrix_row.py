"""One engine of a matrix: what it reached, what a plan took, and how far it lies from the first engine."""

from collections.abc import Sequence
from typing import Self

from pydantic import model_validator

from coach.domain.evaluation import Difference, Metric, Run, TaskResult
from coach.domain.record import Line, Record
from evals.errors import RunError
from evals.suite.comparing import compare_tasks


class MatrixRow(Record):
    """An engine with its run, or the reason why there is none."""

    engine: Line
    run: Run | None = None
    reason: str = ""

    @model_validator(mode="after")
    def _ran_or_says_why_not(self) -> Self:
        if (self.run is None) != bool(self.reason):
            raise ValueError(f"{self.engine!r} has a run: {self.run is not None}, and says {self.reason!r}")
        return self

    @property
    def prompts(self) -> tuple[str, ...]:
        """The versions of its prompts, without their hashes."""
        return tuple(ref.partition(":")[0] for ref in self.run.info.prompts) if self.run else ()

    def figure(self, task: str) -> Metric:
        """Return the main figure of a task, or what is missing; a task in which every sample failed has none."""
        result = self.run.task(task) if self.run else None
        if result is None:
            return _missing(task, self.reason or "it was not measured")
        if result.skipped:
            return _missing(task, f"skipped: {result.skipped}")
        if result.outcomes and result.count("failed") == len(result.outcomes):
            return _missing(task, f"all {len(result.outcomes)} samples failed: {result.outcomes[0].note}")
        return result.metric(result.main) or _missing(task, f"the task gave no figure {result.main!r}")

    def per_plan(self) -> tuple[tuple[str, str], ...]:
        """Return what one plan took: calls, tokens, seconds and money, each as text."""
        names = ("calls", "tokens", "seconds", "money")
        info = self.run.info if self.run else None
        if info is None:
            return tuple((name, "–") for name in names)
        if not info.plans:
            return tuple(zip(names, _without_a_model(self.run), strict=True))
        money = "no prices are set" if info.cost is None else f"{info.cost / info.plans:.4f}"
        plans = info.plans
        told = (f"{info.calls / plans:.1f}", f"{info.tokens / plans:,.0f}", f"{info.seconds / plans:.1f}", money)
        return tuple(zip(names, told, strict=True))


def _missing(task: str, reason: str) -> Metric:
    return Metric(name=task, value=None, n=0, missing=reason)


def _without_a_model(run: Run | None) -> tuple[str, str, str, str]:
    if run is None or run.info.engine != "embedded":
        return ("–", "–", "–", "–")
    findings = run.task("findings")
    done = len(findings.outcomes) if findings else 0
    return ("0", "0", f"{findings.seconds / done:.1f}" if findings and done else "–", "0")


def task_titles(rows: Sequence[MatrixRow]) -> dict[str, str]:
    """Return the tasks of all rows, each with its title and main figure, in the order of the first run."""
    titles: dict[str, str] = {}
    for row in rows:
        for result in row.run.tasks if row.run else ():
            titles.setdefault(result.task, f"{result.title}: {result.main}")
    return titles


def first_usable(rows: Sequence[MatrixRow]) -> MatrixRow | None:
    """Return the row that the others are compared with: the first that ran."""
    return next((row for row in rows if row.run), None)


def difference(first: MatrixRow, row: MatrixRow, task: str) -> Difference:
    """Return how far an engine's scores on the same samples lie from the first one's, with the interval over pairs."""
    before, after = _measured(first, task), _measured(row, task)
    if before is None or after is None:
        lacking = first if before is None else row
        return Difference(name=task, n=0, missing=lacking.figure(task).missing)
    try:
        return compare_tasks(before, after).difference
    except RunError as error:
        return Difference(name=task, n=0, missing=str(error))


def _measured(row: MatrixRow, task: str) -> TaskResult | None:
    return row.run.task(task) if row.run and row.figure(task).value is not None else None
