"""Run the suite: choose the tasks, run them on one engine, sum the outcomes up, keep the results."""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from coach.domain.evaluation import Outcome, Run, RunInfo, TaskResult
from evals.errors import RunError
from evals.scorers.repeats import metrics_of_repeats
from evals.suite.engine import EngineUnderTest
from evals.suite.inspecting import Planned, run_tasks
from evals.suite.results import LOGS, read_plan, read_run, write_plan, write_progress, write_run
from evals.suite.task import Case, SkippedTask, Task

SEED = 20_261_128
Tell = Callable[[int, int, str], None]
"""Told how many samples are done, of how many, and the task at work."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What somebody wants to have run."""

    engine: str = "embedded"
    split: str = "test"
    epochs: int = 1
    seed: int = SEED
    limit: int | None = None
    """So many samples of each task at most; for a look, never for a baseline."""
    judge: str = ""
    folder: Path = field(default_factory=Path)


def run_suite(tasks: Sequence[Task], order: Order, engine: EngineUnderTest, *, tell: Tell) -> Run:
    """Run the tasks and keep the results in the order's folder; a stopped run of the same order goes on.

    Raises:
        RunError: the folder holds a run of something else.
        DatasetError: a dataset is wrong.
        SettingsError: the engine cannot be used.
    """
    started = datetime.now(UTC)
    planned, skipped = plan(tasks, order, engine)
    identity = _identity(order, engine, planned)
    write_plan(order.folder, identity)
    done = _finished(order.folder)
    if done:
        return done
    total, counted = sum(len(item.cases) for item in planned) * order.epochs, [0]

    def tick(task: str, _sample: str) -> None:
        counted[0] += 1
        write_progress(order.folder, done=counted[0], total=total, task=task)
        tell(counted[0], total, task)

    write_progress(order.folder, done=0, total=total, task=planned[0].task.name if planned else "")
    results: list[TaskResult] = list(skipped)
    for item in planned:
        begun = time.monotonic()
        outcomes = run_tasks(
            [item],
            engine,
            folder=order.folder / LOGS / item.task.name,
            epochs=order.epochs,
            seed=order.seed,
            about=identity,
            tick=tick,
        )[item.task.name]
        results.append(sum_up(item, outcomes, order.split, seconds=time.monotonic() - begun))
        # What an earlier try of this run has done was not run again, and is done all the same.
        counted[0] = sum(len(result.outcomes) for result in results)
        write_progress(order.folder, done=counted[0], total=total, task=item.task.name)
    wanted = [task.name for task in tasks]
    results.sort(key=lambda result: wanted.index(result.task))
    run = Run(info=_info(order, engine, results, started), tasks=tuple(results))
    write_run(run, order.folder)
    return run


def find_unfinished(tasks: Sequence[Task], order: Order, engine: EngineUnderTest, among: Iterable[Path]) -> Path | None:
    """Return the first of the folders in which a run of just this order was stopped."""
    identity = _identity(order, engine, plan(tasks, order, engine)[0])
    return next((folder for folder in among if _finished(folder) is None and read_plan(folder) == identity), None)


def plan(tasks: Sequence[Task], order: Order, engine: EngineUnderTest) -> tuple[list[Planned], list[TaskResult]]:
    """Return the tasks with their samples, and those that are skipped with the reason."""
    planned, skipped = [], []
    for task in tasks:
        try:
            cases = tuple(task.cases(engine, order.split))[: order.limit]
        except SkippedTask as reason:
            skipped.append(_described(task, order.split, version="none", skipped=str(reason)))
            continue
        if not cases:
            skipped.append(_described(task, order.split, version="none", skipped=f"it has no split {order.split!r}"))
            continue
        _check_ids(task, cases)
        planned.append(Planned(task, cases, version_of(cases)))
    return planned, skipped


def version_of(cases: Sequence[Case]) -> str:
    """Return the first characters of the hash over the samples and their targets."""
    digest = hashlib.sha256()
    for case in cases:
        # Whether a text may be shown changes nothing that is measured.
        measured = {name: value for name, value in asdict(case).items() if name != "is_private"}
        digest.update(json.dumps(measured, sort_keys=True, ensure_ascii=False).encode("utf-8"))
    return digest.hexdigest()[:12]


def sum_up(planned: Planned, outcomes: Sequence[Outcome], split: str, *, seconds: float = 0.0) -> TaskResult:
    """Return a task's result from the outcomes of its samples."""
    task = planned.task
    described = _described(task, split, version=planned.version)
    return described.model_copy(
        update={
            "metrics": metrics_of_repeats(outcomes, task.metrics),
            "outcomes": tuple(outcomes),
            "curves": task.curves(outcomes),
            "seconds": round(seconds, 2),
        }
    )


def _described(task: Task, split: str, *, version: str, skipped: str = "") -> TaskResult:
    return TaskResult(
        task=task.name,
        title=task.title,
        question=task.question,
        dataset=task.dataset,
        dataset_version=version,
        split=split,
        written_by=task.written_by,
        main=task.main,
        skipped=skipped,
    )


def _check_ids(task: Task, cases: Sequence[Case]) -> None:
    seen = set[str]()
    for case in cases:
        if case.id in seen:
            raise RunError(f"The task {task.name!r} has the sample {case.id!r} twice. Give each its own id.")
        seen.add(case.id)


def source_version() -> str:
    """Return the first characters of the hash over the code of the product and of the suite."""
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parents[2]
    for path in sorted([*root.glob("coach/**/*.py"), *root.glob("coach/**/*.json"), *root.glob("evals/**/*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _identity(order: Order, engine: EngineUnderTest, planned: Sequence[Planned]) -> dict[str, object]:
    provenance = engine.provenance
    return {
        "engine": order.engine,
        "model": provenance.model,
        "prompts": list(provenance.prompts),
        "judge": order.judge,
        "knowledge_version": provenance.knowledge_version,
        "code_version": provenance.code_version,
        "source_version": source_version(),
        "split": order.split,
        "epochs": order.epochs,
        "seed": order.seed,
        "limit": order.limit,
        "tasks": {item.task.name: item.version for item in planned},
    }


def _finished(folder: Path) -> Run | None:
    try:
        return read_run(folder)
    except RunError:
        return None


def _info(order: Order, engine: EngineUnderTest, results: Sequence[TaskResult], started: datetime) -> RunInfo:
    provenance = engine.provenance
    spent = [outcome.counts for result in results for outcome in result.outcomes if "calls" in outcome.counts]
    costs = [counts["cost"] for counts in spent if "cost" in counts]
    return RunInfo(
        id=order.folder.name or "run",
        started_at=started,
        finished_at=datetime.now(UTC),
        engine=order.engine,
        model=provenance.model,
        judge=order.judge,
        prompts=provenance.prompts,
        knowledge_version=provenance.knowledge_version,
        code_version=f"{provenance.code_version} ({source_version()})",
        split="tune" if order.split == "tune" else "test",
        epochs=order.epochs,
        seed=order.seed,
        tasks=tuple(result.task for result in results if not result.skipped),
        plans=len(spent),
        calls=int(sum(counts["calls"] for counts in spent)),
        tokens=int(sum(counts["tokens"] for counts in spent)),
        cost=sum(costs) if costs else None,
        seconds=round(sum(counts["seconds"] for counts in spent), 2),
    )
