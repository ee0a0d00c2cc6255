"""What the folder of a run says of it."""

import fcntl
import os
from datetime import timedelta
from pathlib import Path

import pytest

from coach.errors import SuiteError
from coach.suite.folder import (
    LOCK,
    LOG,
    Started,
    describe_finished,
    describe_unfinished,
    list_folders,
    read_results,
    telling_lines,
    write_started,
)
from coach.suite.protocols import RunOrder
from evals.suite import results
from tests.unit.suite.runs import BEGUN, keep_plan, keep_progress, keep_run, make_run

NEWER, OLDER = "20261128T064651-embedded", "20261127T064651-embedded"
NOBODY = 4_194_305
"""Beyond the largest number that Linux gives a process."""
UNFORESEEN = """    1 of 3      retrieval
Traceback (most recent call last):
  File "/home/somebody/checkout/evals/suite/running.py", line 61, in run_suite
    outcomes = run_tasks(account)
  File "/home/somebody/checkout/coach/assess/pipeline.py", line 40, in read
    raise ValueError(text)
ValueError: Maria Lopez said that she left the pallet
"""


def start_here(folder: Path, **changes: object) -> Started:
    started = Started(order=RunOrder(engine="embedded", tasks=("retrieval",)), pid=NOBODY, started_at=BEGUN)
    made = started.model_copy(update=changes)
    write_started(folder, made)
    return made


def test_the_files_have_the_names_that_the_suite_gives_them() -> None:
    from coach.suite import folder

    assert (folder.RESULTS, folder.PLAN, folder.PROGRESS) == (results.RESULTS, results.PLAN, results.PROGRESS)


def test_runs_are_listed_newest_first_and_other_folders_are_not(tmp_path: Path) -> None:
    keep_plan(tmp_path, OLDER)
    keep_run(tmp_path, make_run(id=NEWER))
    (tmp_path / "evals" / ".engine").mkdir()
    (tmp_path / "evals" / "notes").mkdir()

    assert [folder.name for folder in list_folders(tmp_path / "evals")] == [NEWER, OLDER]
    assert list_folders(tmp_path / "nowhere") == []


def test_a_finished_run_says_what_was_ordered_and_whether_it_was_a_look(tmp_path: Path) -> None:
    keep_run(tmp_path, limit=5)

    kept = describe_finished(tmp_path / "evals" / NEWER)

    assert kept.state == "finished"
    assert kept.order == RunOrder(engine="embedded", tasks=("findings", "retrieval"), limit=5, seed=1)
    assert kept.started_at == BEGUN


def test_damaged_results_are_a_failed_run_and_never_half_a_result(tmp_path: Path) -> None:
    folder = keep_plan(tmp_path, NEWER)
    (folder / "run.json").write_text('{"info": {}}', encoding="utf-8")

    assert describe_finished(folder).state == "failed"
    with pytest.raises(SuiteError, match="cannot be read"):
        read_results(folder)


def test_a_run_without_results_and_without_a_process_was_stopped_and_can_go_on(tmp_path: Path) -> None:
    folder = keep_plan(tmp_path, NEWER, limit=3)
    keep_progress(folder, done=40, total=160, pid=NOBODY)

    kept = describe_unfinished(folder)

    assert kept.state == "stopped"
    assert kept.order == RunOrder(engine="embedded", tasks=("retrieval",), limit=3, seed=7)
    assert kept.progress
    assert (kept.progress.done, kept.progress.total) == (40, 160)
    assert kept.started_at == BEGUN


def test_a_run_that_holds_its_lock_is_at_work_and_can_be_stopped(tmp_path: Path) -> None:
    folder = keep_plan(tmp_path, NEWER)
    start_here(folder)
    with (folder / LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        kept = describe_unfinished(folder)

    assert (kept.state, kept.can_stop) == ("running", True)
    assert describe_unfinished(folder).state == "stopped"


def test_a_run_from_a_terminal_is_at_work_and_cannot_be_stopped_from_here(tmp_path: Path) -> None:
    folder = keep_plan(tmp_path, NEWER)
    keep_progress(folder, done=1, total=160, pid=os.getpid())

    kept = describe_unfinished(folder)

    assert (kept.state, kept.can_stop) == ("running", False)


def test_a_process_number_without_news_for_hours_is_somebody_else_s(tmp_path: Path) -> None:
    folder = keep_plan(tmp_path, NEWER)
    keep_progress(folder, done=1, total=160, pid=os.getpid())
    long_ago = (folder / "progress.json").stat().st_mtime - timedelta(hours=2).total_seconds()
    os.utime(folder / "progress.json", (long_ago, long_ago))

    assert describe_unfinished(folder).state == "stopped"


def test_a_run_that_said_why_it_ended_has_failed(tmp_path: Path) -> None:
    folder = keep_plan(tmp_path, NEWER)
    start_here(folder)
    (folder / LOG).write_text("    1 of 3      retrieval\nThere is no task 'x'.\n", encoding="utf-8")

    kept = describe_unfinished(folder)

    assert (kept.state, kept.last_words) == ("failed", ("There is no task 'x'.",))


def test_a_run_that_was_stopped_from_here_has_not_failed_whatever_it_printed(tmp_path: Path) -> None:
    folder = keep_plan(tmp_path, NEWER)
    start_here(folder, is_stopped=True)
    (folder / LOG).write_text(UNFORESEEN, encoding="utf-8")

    assert describe_unfinished(folder).state == "stopped"


def test_only_what_the_last_start_printed_counts(tmp_path: Path) -> None:
    folder = keep_plan(tmp_path, NEWER)
    start_here(folder, log_from=len(UNFORESEEN))
    (folder / LOG).write_text(f"{UNFORESEEN}    1 of 3      retrieval\n", encoding="utf-8")

    assert describe_unfinished(folder).state == "stopped"


def test_of_an_unforeseen_error_only_the_kind_and_the_places_are_shown() -> None:
    assert telling_lines(UNFORESEEN) == (
        "evals/suite/running.py:61 in run_suite",
        "coach/assess/pipeline.py:40 in read",
        "ValueError",
    )


def test_progress_is_no_last_word() -> None:
    assert telling_lines("    1 of 3  retrieval\r    2 of 3  retrieval\n\nThe disk is full.\n") == (
        "The disk is full.",
    )
    assert telling_lines("    1 of 3  retrieval\n") == ()
