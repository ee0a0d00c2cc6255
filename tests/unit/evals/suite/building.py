"""Runs to compare, made of few samples."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from coach.domain.evaluation import Metric, Outcome, Run, RunInfo, TaskResult


def make_outcomes(values: Mapping[str, float], **slices: str) -> tuple[Outcome, ...]:
    """Return one outcome a sample, with its value."""
    return tuple(
        Outcome(sample_id=name, status="scored", value=value, slices=slices, text=f"text of {name}", got=f"{value:.2f}")
        for name, value in values.items()
    )


def make_result(values: Mapping[str, float], **overrides: Any) -> TaskResult:
    """Return a task's result whose main figure is the mean of the values."""
    outcomes = overrides.pop("outcomes", make_outcomes(values, role="picker"))
    mean = sum(values.values()) / len(values) if values else None
    metric = Metric(name="mean", value=mean, n=len(values), missing="" if values else "no sample")
    data: dict[str, Any] = {
        "task": "findings",
        "title": "Findings",
        "question": "Does it find what people marked?",
        "dataset": "golden_accounts.jsonl",
        "dataset_version": "aaaa",
        "split": "test",
        "written_by": "the authors",
        "metrics": (metric,),
        "main": "mean",
        "outcomes": outcomes,
    }
    return TaskResult(**{**data, **overrides})


def make_run(*tasks: TaskResult, **overrides: Any) -> Run:
    """Return a finished run of these tasks."""
    data: dict[str, Any] = {
        "id": "one",
        "started_at": datetime(2026, 11, 28, 9, tzinfo=UTC),
        "finished_at": datetime(2026, 11, 28, 10, tzinfo=UTC),
        "engine": "embedded",
        "model": "minilm",
        "knowledge_version": "k1",
        "code_version": "0.1.0",
        "split": "test",
        "epochs": 1,
        "seed": 7,
        "tasks": tuple(task.task for task in tasks),
    }
    return Run(info=RunInfo(**{**data, **overrides}), tasks=tasks)


def numbered(values: Sequence[float]) -> dict[str, float]:
    """Return values by sample ids."""
    return {f"s{number}": value for number, value in enumerate(values)}
