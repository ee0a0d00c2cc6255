"""Run a task under Inspect (UK AI Security Institute), and read its logs back. The one place that imports it."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspect_ai import Task as InspectTask
from inspect_ai import eval_set
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import EvalSample, list_eval_logs, read_eval_log
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from coach.domain.evaluation import Outcome
from coach.errors import CoachError
from evals.suite.engine import EngineUnderTest
from evals.suite.task import Case, Task, failed

Tick = Callable[[str, str], None]
"""Told the task and the sample each time one is done."""
_OUTPUT, _FAILURE = "output", "failure"


@dataclass(frozen=True)
class Planned:
    """A task with the samples that it will run on."""

    task: Task
    cases: tuple[Case, ...]
    version: str


def run_tasks(
    planned: Sequence[Planned],
    engine: EngineUnderTest,
    *,
    folder: Path,
    epochs: int,
    seed: int,
    about: dict[str, Any],
    tick: Tick,
) -> dict[str, tuple[Outcome, ...]]:
    """Run the tasks, or go on where an earlier run in `folder` was stopped; return every sample's outcome by task.

    A sample that is in the logs is not run again.
    """
    tasks = [_inspect_task(item, engine, about, tick) for item in planned]
    _, logs = eval_set(
        tasks,
        log_dir=str(folder),
        model=None,
        display="none",
        log_level="error",
        log_format="eval",
        log_buffer=10,
        epochs=epochs,
        seed=seed,
        max_tasks=1,
        max_samples=1 if not engine.is_model else engine.settings.concurrency,
        retry_attempts=0,
        retry_immediate=False,
        continue_on_fail=True,
        fail_on_error=False,
        log_dir_allow_dirty=True,
    )
    if any(log.status == "cancelled" for log in logs):
        # The runner takes a Ctrl-C for an end in good order.
        raise KeyboardInterrupt
    return {item.task.name: tuple(_outcomes(item, folder)) for item in planned}


def _inspect_task(planned: Planned, engine: EngineUnderTest, about: dict[str, Any], tick: Tick) -> InspectTask:
    cases = {case.id: case for case in planned.cases}
    samples = [
        Sample(id=case.id, input=case.text or case.id, target=case.target, metadata={"slices": case.slices})
        for case in planned.cases
    ]
    return InspectTask(
        name=planned.task.name,
        dataset=MemoryDataset(samples, name=planned.task.dataset),
        solver=_solver(planned.task, cases, engine, tick),
        scorer=_scorer(planned.task, cases),
        version=planned.version,
        metadata={**about, "dataset_version": planned.version},
    )


def _solver(task: Task, cases: dict[str, Case], engine: EngineUnderTest, tick: Tick) -> Solver:
    @solver(name="coach")
    def make() -> Solver:
        async def solve(state: TaskState, generate: Generate) -> TaskState:
            case = cases[str(state.sample_id)]
            try:
                output = await asyncio.to_thread(task.solve, engine, case)
            except CoachError as error:
                state.metadata[_FAILURE] = f"{type(error).__name__}: {error}"
            else:
                state.metadata[_OUTPUT] = output
            state.output.completion = str(state.metadata.get(_OUTPUT, state.metadata.get(_FAILURE)))[:4_000]
            state.completed = True
            tick(task.name, case.id)
            return state

        return solve

    return make()


def _scorer(task: Task, cases: dict[str, Case]) -> Scorer:
    @scorer(name="outcome", metrics=[mean()])
    def make() -> Scorer:
        async def score(state: TaskState, target: Target) -> Score:
            case = cases[str(state.sample_id)]
            if _FAILURE in state.metadata:
                outcome = failed(case, state.metadata[_FAILURE], epoch=state.epoch)
            else:
                outcome = task.score(case, state.metadata[_OUTPUT]).model_copy(update={"epoch": state.epoch})
            kept = {"outcome": outcome.model_dump(mode="json")}
            if outcome.value is None:
                return Score.unscored(answer=outcome.got, explanation=outcome.note, metadata=kept)
            return Score(value=outcome.value, answer=outcome.got, explanation=outcome.note, metadata=kept)

        return score

    return make()


def _outcomes(planned: Planned, folder: Path) -> Iterator[Outcome]:
    cases = {case.id: case for case in planned.cases}
    for sample in _samples(planned.task.name, folder):
        case = cases[str(sample.id)]
        outcome = _outcome(case, sample)
        yield outcome.model_copy(update={"text": ""}) if case.is_private else outcome


def _outcome(case: Case, sample: EvalSample) -> Outcome:
    score = (sample.scores or {}).get("outcome")
    if score is None or not score.metadata or sample.error:
        reason = sample.error.message if sample.error else "the runner kept no score"
        return failed(case, f"a fault in the suite or the product: {reason}", epoch=sample.epoch)
    return Outcome.model_validate(score.metadata["outcome"])


def _samples(task: str, folder: Path) -> list[EvalSample]:
    """Return the samples of the newest log of a task that ran to its end."""
    for info in list_eval_logs(str(folder), descending=True):
        if info.task == task:
            log = read_eval_log(info)
            if log.status == "success":
                return list(log.samples or [])
    return []
