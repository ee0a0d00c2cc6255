"""The blessed baseline of an engine: it moves only by an explicit act with a reason, and the gate holds to it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, ValidationError

from coach.domain.evaluation import Metric, Outcome, Run, TaskResult
from coach.domain.record import Line, Record
from evals.errors import BaselineError
from evals.scorers.intervals import paired_difference

FOLDER = Path(__file__).resolve().parents[1] / "baselines"
MAX_DROP = 0.01
"""A task whose engine gives the same each time may lose so much of its main figure before the gate closes."""


class Blessing(Record):
    """One time that the baseline was moved."""

    at: AwareDatetime
    reason: Line
    code_version: Line


class TaskBaseline(Record):
    """What one task reached."""

    task: Line
    dataset_version: Line
    main: str
    metrics: tuple[Metric, ...]
    values: dict[str, float]
    """The main score of each sample."""


class Baseline(Record):
    """What an engine reached on one split."""

    engine: Line
    model: Line
    split: Literal["tune", "test"]
    epochs: int
    history: tuple[Blessing, ...]
    tasks: tuple[TaskBaseline, ...]


class Regression(Record):
    """One thing that got worse."""

    task: Line
    what: Line
    before: float
    after: float
    text: Line


def baseline_path(engine: str, split: str, folder: Path = FOLDER) -> Path:
    """Return where the baseline of an engine is kept."""
    name = "".join(character if character.isalnum() else "-" for character in engine)
    return folder / f"{name}-{split}.json"


def read_baseline(path: Path) -> Baseline | None:
    """Return the baseline, or None where none was blessed yet.

    Raises:
        BaselineError: the file is no baseline.
    """
    if not path.is_file():
        return None
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        raise BaselineError(
            f"{path.name} is no baseline ({'.'.join(map(str, first['loc']))}: {first['msg']}). Bless a run anew."
        ) from None


def bless(run: Run, reason: str, path: Path) -> Baseline:
    """Make a run the baseline of its engine, and say why; earlier reasons are kept.

    Raises:
        BaselineError: the reason is missing, the run is unfinished, or a task in it had failures of the suite.
    """
    if not reason.strip():
        raise BaselineError("A baseline moves only with a reason. Say it with --reason.")
    if run.info.finished_at is None:
        raise BaselineError(f"The run {run.info.id!r} is not finished. Run the same command again; it goes on.")
    before = read_baseline(path)
    stamp = Blessing(at=datetime.now(UTC), reason=reason.strip(), code_version=run.info.code_version)
    baseline = Baseline(
        engine=run.info.engine,
        model=run.info.model,
        split=run.info.split,
        epochs=run.info.epochs,
        history=(*(before.history if before else ()), stamp),
        tasks=tuple(_baseline_of(result) for result in run.tasks if not result.skipped),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(baseline.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return baseline


def _baseline_of(result: TaskResult) -> TaskBaseline:
    return TaskBaseline(
        task=result.task,
        dataset_version=result.dataset_version,
        main=result.main,
        metrics=result.metrics,
        values=_values(result.outcomes),
    )


def _values(outcomes: Sequence[Outcome]) -> dict[str, float]:
    return {f"{item.sample_id} {item.epoch}": round(item.value, 6) for item in outcomes if item.value is not None}


def find_regressions(run: Run, baseline: Baseline) -> tuple[Regression, ...]:
    """Return what got worse than the baseline; nothing where the run holds it.

    An exact promise that is broken is a regression, unless the baseline broke it as badly. On an engine that gives the
    same each time, so is a loss of more than `MAX_DROP` of a task's main figure; on a language model, a loss that its
    paired interval does not put down to chance.

    Raises:
        BaselineError: a task's dataset is another version than the one that was blessed.
    """
    found: list[Regression] = []
    for result in run.tasks:
        blessed = next((item for item in baseline.tasks if item.task == result.task), None)
        found += _broken_promises(result, blessed)
        if result.skipped or blessed is None:
            continue
        if blessed.dataset_version != result.dataset_version:
            raise BaselineError(
                f"The baseline of {result.task!r} was blessed on version {blessed.dataset_version} of "
                f"{result.dataset}, and this is version {result.dataset_version}. Compare on the same data, or bless "
                "this run with --reason."
            )
        found += _losses(result, blessed, is_model=baseline.engine != "embedded")
    return tuple(found)


def _broken_promises(result: TaskResult, blessed: TaskBaseline | None) -> Iterator[Regression]:
    known = {metric.name: metric.value for metric in blessed.metrics} if blessed else {}
    for metric in result.metrics:
        if metric.is_exact and metric.meets_target is False and not _is_no_worse(metric, known.get(metric.name)):
            yield Regression(
                task=result.task,
                what=metric.name,
                before=metric.target or 0.0,
                after=metric.value or 0.0,
                text=f"{metric.name} must be {metric.target:g} and is {metric.value:g} (n = {metric.n})",
            )


def _is_no_worse(metric: Metric, before: float | None) -> bool:
    """Tell whether a promise was broken as badly when the baseline was blessed: then its reason says so."""
    if metric.value is None or before is None:
        return False
    return metric.value >= before if metric.at_least else metric.value <= before


def _losses(result: TaskResult, blessed: TaskBaseline, *, is_model: bool) -> Iterator[Regression]:
    now = result.metric(result.main)
    then = next((metric for metric in blessed.metrics if metric.name == blessed.main), None)
    if not now or not then or now.value is None or then.value is None:
        return
    loss = (then.value - now.value) if then.at_least else (now.value - then.value)
    if is_model:
        values = _values(result.outcomes)
        shared = [key for key in blessed.values if key in values]
        if not shared:
            return
        _, _, high = paired_difference([blessed.values[key] for key in shared], [values[key] for key in shared])
        if high >= 0:
            return
    elif loss <= MAX_DROP:
        return
    yield Regression(
        task=result.task,
        what=now.name,
        before=then.value,
        after=now.value,
        text=f"{now.name} was {then.value:.3f} and is {now.value:.3f} (n = {now.n})",
    )
