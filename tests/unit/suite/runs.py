"""Runs of the suite as it leaves them on disk, with figures that were made up."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from coach.domain.evaluation import Curve, Metric, Outcome, Run, RunInfo, TaskResult

STATES = ("shown", "partly_shown", "contrary", "not_described")
BEHAVIOURS = ("own-the-problem", "keep-people-posted", "ask-before-acting")
ACCOUNT = "When a promise cannot be kept I ring the customer before they ring us. At six I go home, whatever is open."
BEGUN = datetime(2026, 11, 28, 6, 46, 51, tzinfo=UTC)


def make_outcome(number: int, *, wrong: int = 0, **changes: object) -> Outcome:
    """Return an account with three findings, so many of them wrong."""
    labels = [
        (item, STATES[(number + at) % 4], STATES[(number + at + (at < wrong)) % 4])
        for at, item in enumerate(BEHAVIOURS)
    ]
    made = Outcome(
        sample_id=f"golden-{number:03}",
        status="scored",
        value=1 - wrong / len(labels),
        slices={"role": "contact-centre-adviser", "style": "chatty"},
        labels=tuple(labels),
        text=f"{ACCOUNT} This is account {number}.",
        expected="; ".join(f"{item}: {expected}" for item, expected, _ in labels),
        got="; ".join(f"{item}: {got}" for item, _, got in labels),
        note="; ".join(f"{item}: marked {want}, found {got}" for item, want, got in labels if want != got),
    )
    return made.model_copy(update=changes)


def make_findings(**changes: object) -> TaskResult:
    """Return the findings of 66 accounts."""
    outcomes = [make_outcome(number, wrong=(3, 0, 0, 1)[number % 4]) for number in range(64)]
    failed = make_outcome(64, wrong=3, status="failed", value=0.0, got="", note="OutputError: the reply broke off")
    made = TaskResult(
        task="findings",
        title="Findings about accounts",
        question="Does the coach find in an account of work what people marked in it, behaviour by behaviour?",
        dataset="golden_accounts.jsonl",
        dataset_version="0123456789ab",
        split="test",
        written_by="the project's authors, with a language model; not employees or L&D staff",
        main="macro-F1",
        metrics=(
            Metric(name="macro-F1", value=0.712, low=0.66, high=0.762, n=198, target=0.75),
            Metric(name="findings right", value=0.784, low=0.72, high=0.83, n=198),
            Metric(name="contrary taken as shown", value=0.031, low=0.01, high=0.08, n=32, target=0.05, at_least=False),
            Metric(
                name="quotes word for word in the account",
                value=1.0,
                low=0.99,
                high=1.0,
                n=301,
                target=1.0,
                is_exact=True,
            ),
            Metric(name="quadratic-weighted kappa", value=None, n=0, missing="there is no such sample", target=0.6),
        ),
        outcomes=(*outcomes, failed, make_outcome(65)),
        curves=(
            Curve(name="confidence", points=((0.35, 0.3, 20), (0.55, 0.62, 41), (0.75, 0.7, 77), (0.93, 0.9, 60))),
        ),
        seconds=21.4,
    )
    return made.model_copy(update=changes)


def make_search(**changes: object) -> TaskResult:
    """Return a search of two questions, one found too far down."""
    made = TaskResult(
        task="retrieval",
        title="Search",
        question="Does the search put a passage that answers on top?",
        dataset="retrieval_golden.jsonl",
        dataset_version="ba9876543210",
        split="test",
        written_by="the project's authors",
        main="nDCG@10",
        metrics=(Metric(name="nDCG@10", value=0.871, low=0.81, high=0.92, n=2, target=0.85),),
        outcomes=(
            Outcome(sample_id="q-1", status="scored", value=0.742, text="Who rings back?", expected="behaviour:own",
                    got="story:calls, behaviour:own", slices={"kind": "behaviour"}),
            Outcome(sample_id="q-2", status="scored", value=1.0, text="May I refund?", expected="behaviour:refund",
                    got="behaviour:refund"),
        ),
    )  # fmt: skip
    return made.model_copy(update=changes)


def make_run(*tasks: TaskResult, id: str = "20261128T064651-embedded", **changes: object) -> Run:
    """Return a finished run of these tasks, or of both."""
    results = tasks or (make_findings(), make_search())
    info = RunInfo(
        id=id,
        started_at=BEGUN,
        finished_at=BEGUN + timedelta(minutes=3),
        engine="embedded",
        model="all-MiniLM-L6-v2-int8@68c004b4",
        knowledge_version="e420a67a6e4d",
        code_version="0.1.0 (67d266112bf1)",
        split="test",
        epochs=1,
        seed=1,
        tasks=tuple(task.task for task in results if not task.skipped),
    )
    return Run(info=info.model_copy(update=changes), tasks=results)


def keep_run(home: Path, run: Run | None = None, *, limit: int | None = None) -> Run:
    """Keep a finished run under a home folder, as the suite does."""
    made = run or make_run()
    folder = keep_plan(home, made.info.id, limit=limit)
    (folder / "run.json").write_text(made.model_dump_json(indent=1), encoding="utf-8")
    return made


def keep_plan(home: Path, run_id: str, *, limit: int | None = None) -> Path:
    """Keep a run that has been planned and not finished; return its folder."""
    folder = home / "evals" / run_id
    folder.mkdir(parents=True)
    plan = {
        "engine": "embedded",
        "model": "all-MiniLM-L6-v2-int8@68c004b4",
        "split": "test",
        "epochs": 1,
        "seed": 7,
        "limit": limit,
        "tasks": {"retrieval": "947bdd370d39"},
    }
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    return folder


def keep_progress(folder: Path, *, done: int, total: int, pid: int) -> None:
    """Keep how far a run has come."""
    progress = {"done": done, "total": total, "task": "retrieval", "pid": pid}
    (folder / "progress.json").write_text(json.dumps(progress), encoding="utf-8")
