"""Two runs beside each other: pairs of the same samples, and nothing else."""

import pytest

from evals.errors import RunError
from evals.suite.comparing import compare_runs
from tests.unit.evals.suite.building import make_outcomes, make_result, make_run, numbered


def test_the_difference_is_over_pairs_with_its_interval_and_the_worst_changes_come_first() -> None:
    before = make_run(make_result(numbered([0.0, 0.5, 1.0, 1.0, 0.5])))
    after = make_run(make_result(numbered([1.0, 0.5, 1.0, 0.0, 1.0])), id="two")

    task = compare_runs(before, after).tasks[0]

    assert (task.difference.n, task.difference.better, task.difference.worse) == (5, 2, 1)
    assert task.difference.difference == pytest.approx(0.1)
    assert task.difference.low is not None
    assert task.difference.high is not None
    assert task.difference.low <= 0.1 <= task.difference.high
    assert [change.sample_id for change in task.changes] == ["s3", "s4", "s0"]
    assert [part.name for part in task.slices] == ["role: picker"]


def test_samples_that_only_one_run_has_are_no_pairs() -> None:
    before = make_run(make_result(numbered([1.0, 1.0])))
    after = make_run(make_result({"s1": 1.0, "elsewhere": 0.0}), id="two")

    assert compare_runs(before, after).tasks[0].difference.n == 1


def test_another_version_of_the_dataset_is_refused() -> None:
    before = make_run(make_result(numbered([1.0])))
    after = make_run(make_result(numbered([1.0]), dataset_version="bbbb"), id="two")

    with pytest.raises(RunError, match=r"two versions of golden_accounts.jsonl \(aaaa and bbbb\)"):
        compare_runs(before, after)


def test_runs_without_a_common_task_are_refused() -> None:
    with pytest.raises(RunError, match="no task in common"):
        compare_runs(make_run(make_result(numbered([1.0]))), make_run(make_result(numbered([1.0]), task="plans")))


def test_a_small_slice_says_nothing() -> None:
    outcomes = (*make_outcomes(numbered([1.0] * 5), role="picker"), *make_outcomes({"x": 1.0}, role="buyer"))
    run = make_run(make_result(numbered([1.0]), outcomes=outcomes))

    assert [part.name for part in compare_runs(run, run).tasks[0].slices] == ["role: picker"]


def test_what_only_one_run_measured_is_named() -> None:
    both, more = make_result(numbered([1.0])), make_result(numbered([1.0]), task="plans")

    comparison = compare_runs(make_run(both), make_run(both, more))

    assert (comparison.only_before, comparison.only_after) == ((), ("plans",))
