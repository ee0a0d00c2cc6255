"""Two runs beside each other, sample by sample: what got better, what got worse, and is that more than chance?"""

from collections.abc import Iterator, Sequence

from coach.domain.evaluation import Comparison, Difference, Outcome, Run, SampleChange, TaskComparison, TaskResult
from evals.errors import RunError
from evals.scorers.intervals import paired_difference, sign_test

_FEWEST = 5
"""A slice with fewer pairs says nothing."""


def compare_runs(before: Run, after: Run) -> Comparison:
    """Compare the tasks that both runs have on the same dataset.

    Raises:
        RunError: they have no task in common, or a task's dataset is another one.
    """
    common = [
        (earlier, later)
        for earlier in before.tasks
        if not earlier.skipped and (later := after.task(earlier.task)) and not later.skipped
    ]
    if not common:
        raise RunError(f"The runs {before.info.id!r} and {after.info.id!r} have no task in common. Run both anew.")
    return Comparison(
        before=before.info,
        after=after.info,
        tasks=tuple(compare_tasks(earlier, later) for earlier, later in common),
        only_before=tuple(task.task for task in before.tasks if task.task not in {pair[0].task for pair in common}),
        only_after=tuple(task.task for task in after.tasks if task.task not in {pair[0].task for pair in common}),
    )


def compare_tasks(before: TaskResult, after: TaskResult) -> TaskComparison:
    """Compare one task.

    Raises:
        RunError: the dataset is another one, so the samples are no pairs.
    """
    if before.dataset_version != after.dataset_version:
        raise RunError(
            f"The task {before.task!r} ran on two versions of {before.dataset} ({before.dataset_version} and "
            f"{after.dataset_version}). Run both on the same one."
        )
    pairs = _pairs(before.outcomes, after.outcomes)
    return TaskComparison(
        task=before.task,
        title=before.title,
        main=before.main,
        before=before.metrics,
        after=after.metrics,
        difference=_difference("all samples", pairs),
        slices=tuple(_slices(pairs)),
        changes=tuple(_changes(pairs)),
    )


_Pairs = Sequence[tuple[Outcome, Outcome]]


def _pairs(before: Sequence[Outcome], after: Sequence[Outcome]) -> list[tuple[Outcome, Outcome]]:
    """Pair samples by id; where a sample ran several times, the runs of each number are paired."""
    later = {(item.sample_id, item.epoch): item for item in after}
    found = [(item, later[key]) for item in before if (key := (item.sample_id, item.epoch)) in later]
    return [(a, b) for a, b in found if a.value is not None and b.value is not None]


def _difference(name: str, pairs: _Pairs) -> Difference:
    if not pairs:
        return Difference(name=name, n=0, missing="no sample is in both runs")
    old, new = [a.value or 0.0 for a, _ in pairs], [b.value or 0.0 for _, b in pairs]
    mean, low, high = paired_difference(old, new)
    return Difference(
        name=name,
        n=len(pairs),
        before=sum(old) / len(old),
        after=sum(new) / len(new),
        difference=mean,
        low=low,
        high=high,
        p=sign_test(old, new),
        better=sum(b > a for a, b in zip(old, new, strict=True)),
        worse=sum(b < a for a, b in zip(old, new, strict=True)),
    )


def _slices(pairs: _Pairs) -> Iterator[Difference]:
    groups = sorted({(name, value) for before, _ in pairs for name, value in before.slices.items()})
    for name, value in groups:
        inside = [pair for pair in pairs if pair[0].slices.get(name) == value]
        if len(inside) >= _FEWEST:
            yield _difference(f"{name}: {value}", inside)


def _changes(pairs: _Pairs) -> Iterator[SampleChange]:
    changed = [(a, b) for a, b in pairs if (a.value, a.got, a.status) != (b.value, b.got, b.status)]
    for before, after in sorted(changed, key=lambda pair: (pair[1].value or 0.0) - (pair[0].value or 0.0)):
        yield SampleChange(
            sample_id=before.sample_id,
            before=before.value or 0.0,
            after=after.value or 0.0,
            text=before.text,
            expected=before.expected,
            got_before=before.got or before.note,
            got_after=after.got or after.note,
        )
