"""The same tasks on several engines, one after the other."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from coach.domain.evaluation import Run
from coach.errors import ModelError, SettingsError
from coach.llm.health import examine_models
from evals.errors import RunError
from evals.suite.engine import EngineUnderTest
from evals.suite.judge import build_judge
from evals.suite.matrix_row import MatrixRow
from evals.suite.running import Order, Tell, run_suite
from evals.suite.spec import name_folder
from evals.suite.task import Task

_NO_MODEL = ("key", "address", "recording", "fallback")
"""What else is examined: worth a warning, and no reason why nothing can be measured."""


def run_matrix(
    specs: Sequence[str],
    tasks: Sequence[Task],
    order: Order,
    *,
    home: Path,
    tell: Tell,
    eval_data: Path | None = None,
    judge: str = "",
) -> tuple[MatrixRow, ...]:
    """Run the tasks on each engine in a folder of its own under the order's, and return a row for each.

    An engine that cannot be used is a row that says why. A matrix that was stopped goes on.

    Raises:
        RunError: an engine is named twice, the judge is one of them, or a folder holds a run of something else.
        DatasetError: a dataset is wrong.
    """
    twice = [spec for spec, count in Counter(specs).items() if count > 1]
    if twice:
        raise RunError(f"The engine {twice[0]!r} is named twice. Name each once; to repeat one, use run --epochs.")
    if not specs:
        raise RunError("No engine is named. Name each with --engine.")
    engines = [EngineUnderTest(spec=spec, home=home, eval_data=eval_data) for spec in specs]
    if judge:
        for engine in engines:
            engine.judge = build_judge(judge, engine=engine.spec, home=home)
    return tuple(
        _row(
            engine, tasks, replace(order, engine=engine.spec, folder=order.folder / _folder(number, engine.spec)), tell
        )
        for number, engine in enumerate(engines, start=1)
    )


def _folder(number: int, spec: str) -> str:
    # Two names may differ in signs alone, so the number tells their folders apart.
    return f"{number}-{name_folder(spec)}"


def _row(engine: EngineUnderTest, tasks: Sequence[Task], order: Order, tell: Tell) -> MatrixRow:
    if engine.judge:
        order = replace(order, judge=engine.judge.described)
    try:
        if reason := _unusable(engine):
            return MatrixRow(engine=engine.spec, reason=reason)
        run = run_suite(tasks, order, engine, tell=tell)
    except (SettingsError, ModelError) as error:
        return MatrixRow(engine=engine.spec, reason=str(error))
    if reason := _gave_nothing(run):
        return MatrixRow(engine=engine.spec, reason=reason)
    return MatrixRow(engine=engine.spec, run=run)


def _unusable(engine: EngineUnderTest) -> str:
    """Return why an engine cannot be used, asking it once; waiting for each sample of a dead server takes hours."""
    if not engine.is_model:
        return ""
    wrong = [health for health in examine_models(engine.settings) if not health.ok]
    return " ".join(health.text for health in wrong if health.name not in _NO_MODEL)


def _gave_nothing(run: Run) -> str:
    """Return the commonest reason where every sample of every task failed; empty where anything came."""
    outcomes = [outcome for task in run.tasks for outcome in task.outcomes]
    if not outcomes or any(outcome.status != "failed" for outcome in outcomes):
        return ""
    (note, _), *_ = Counter(re.sub(r"\s+", " ", outcome.note) for outcome in outcomes).most_common(1)
    return f"All {len(outcomes)} samples failed. Mostly: {note}"
