"""The suite as a program of its own: a real run in the background, from its start to its end."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from coach.bootstrap import build_coach
from coach.errors import SuiteError
from coach.service import Coach
from coach.settings import Settings
from coach.suite.folder import LOCK, read_started
from coach.suite.protocols import KeptRun
from tests.builders import ME
from tests.unit.suite.runs import keep_plan, keep_run, make_findings, make_run, make_search

PATIENCE_S = 120
pytestmark = pytest.mark.slow


@pytest.fixture
def coach(tmp_path: Path, demo_home: Path) -> Iterator[Coach]:
    """Return a Coach with a home of its own; what it started is ended."""
    home = tmp_path / "home"
    engine = home / "evals" / ".engine"
    engine.parent.mkdir(parents=True)
    shutil.copytree(demo_home, engine, ignore=shutil.ignore_patterns("*.tmp", "new-*", "*.db*"))
    coach = build_coach(Settings(home=home), clock=lambda: datetime.now(UTC))
    yield coach
    for run in coach.eval_runs(principal=ME):
        if run.can_stop:
            coach.stop_eval(run.id, principal=ME)


def wait_until(coach: Coach, run_id: str, is_so: Callable[[KeptRun], object]) -> KeptRun:
    """Ask how the run stands until it is so."""
    until = monotonic() + PATIENCE_S
    while not is_so(kept := next(run for run in coach.eval_runs(principal=ME) if run.id == run_id)):
        assert monotonic() < until, kept
        Event().wait(0.1)
    return kept


def test_a_run_in_the_background_measures_the_engine_and_can_be_seen_when_it_is_over(coach: Coach) -> None:
    run_id = coach.start_eval(["retrieval"], limit=3, principal=ME)

    kept = wait_until(coach, run_id, lambda run: run.state != "running")

    assert kept.state == "finished", kept.last_words
    assert kept.order
    assert kept.order.limit == 3
    (search,) = coach.eval_run(run_id, principal=ME).tasks
    assert len(search.outcomes) == 3
    assert coach.changes_since_eval(coach.eval_run(run_id, principal=ME), principal=ME) == ()
    assert coach.compare_evals(run_id, run_id, principal=ME).tasks[0].difference.difference == 0


def test_one_run_at_a_time_which_can_be_stopped_and_goes_on_where_it_was(coach: Coach) -> None:
    run_id = coach.start_eval(["retrieval"], principal=ME)
    with pytest.raises(SuiteError, match="at work already"):
        coach.start_eval(["retrieval"], principal=ME)
    wait_until(coach, run_id, lambda run: run.progress and run.progress.done >= 20)

    coach.stop_eval(run_id, principal=ME)
    (stopped,) = coach.eval_runs(principal=ME)
    assert (stopped.state, stopped.last_words) == ("stopped", ())
    assert stopped.progress
    with pytest.raises(SuiteError, match="has no results"):
        coach.eval_run(run_id, principal=ME)

    coach.go_on_with_eval(run_id, principal=ME)
    again = wait_until(coach, run_id, lambda run: run.state != "running")
    assert again.state == "finished", again.last_words
    samples = {outcome.sample_id for outcome in coach.eval_run(run_id, principal=ME).tasks[0].outcomes}
    assert len(samples) == stopped.progress.total


def test_a_run_that_the_suite_refuses_says_why(coach: Coach) -> None:
    run_id = coach.start_eval(["no-such-task"], principal=ME)

    kept = wait_until(coach, run_id, lambda run: run.state != "running")

    assert kept.state == "failed"
    assert "There is no task 'no-such-task'" in kept.last_words[-1]


def test_the_suite_says_what_it_can_measure(coach: Coach) -> None:
    assert {"findings", "retrieval"} <= {task.name for task in coach.eval_tasks(principal=ME)}


def test_runs_on_other_data_are_untold(coach: Coach, tmp_path: Path) -> None:
    home = tmp_path / "home"
    one = keep_run(home)
    other = keep_run(home, make_run(make_search(dataset_version="other"), id="20261127T000000-embedded"))
    nothing = keep_run(home, make_run(make_findings(), id="20261126T000000-embedded"))

    with pytest.raises(SuiteError, match="two versions of retrieval_golden"):
        coach.compare_evals(other.info.id, one.info.id, principal=ME)
    with pytest.raises(SuiteError, match="no task in common"):
        coach.compare_evals(nothing.info.id, other.info.id, principal=ME)


def test_nothing_outside_the_folder_of_runs_can_be_asked_for(coach: Coach, tmp_path: Path) -> None:
    keep_run(tmp_path / "elsewhere")

    for name in ("../../elsewhere/evals/20261128T064651-embedded", str(tmp_path), "", "."):
        with pytest.raises(SuiteError, match="There is no run"):
            coach.eval_results(name, principal=ME)


def test_a_run_that_is_over_is_not_stopped_a_second_time(coach: Coach, tmp_path: Path) -> None:
    folder = keep_plan(tmp_path / "home", "20261128T064651-embedded")
    (folder / LOCK).touch()

    coach.stop_eval(folder.name, principal=ME)

    assert read_started(folder) is None
