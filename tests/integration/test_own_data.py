"""`coach my-data` and `coach retain`, each in a process of its own, on a home with records of two people."""

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from coach.store.private import SqlitePrivateStore
from tests.builders import make_draft, make_saved_plan, make_turn
from tests.conftest import ROOT, Clock


@pytest.fixture
def home(tmp_path: Path) -> Path:
    store = SqlitePrivateStore.open(tmp_path / "home", clock=Clock())
    for person_id, words in (("mirela", "I scan the shelf."), ("owen", "I lend kettles.")):
        store.save_draft(make_draft(text=words), person_id=person_id)
        store.save_plan(make_saved_plan(), person_id=person_id)
        store.add_turn(make_turn(), person_id=person_id)
    store.close()
    return tmp_path / "home"


def my_data(home: Path, knowledge: Path, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    return run(home, knowledge, "my-data", *arguments, answer=answer)


def run(
    home: Path, knowledge: Path, *arguments: str, answer: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home.parent),
        "COACH_HOME": str(home),
        "COACH_KNOWLEDGE": str(knowledge),
        "COACH_PERSON": "mirela",
        **settings,
    }
    command = [sys.executable, "-W", "error", "-m", "coach", *arguments]
    return subprocess.run(
        command, input=answer, env=environment, cwd=home.parent, text=True, capture_output=True, timeout=120
    )


def counts(home: Path, person_id: str) -> list[int]:
    store = SqlitePrivateStore.open(home, clock=Clock())
    kept = [len(records) for records in store.everything(person_id=person_id).values()]
    store.close()
    return kept


def test_all_that_is_kept_of_me_is_written_for_me_alone_and_never_over_another_file(
    home: Path, tiny_knowledge: Path
) -> None:
    out = home.parent / "mine.zip"
    done = my_data(home, tiny_knowledge, "export", "--out", str(out))

    assert (done.returncode, done.stdout) == (0, "")
    assert "Everything that is kept of 'mirela' is in mine.zip." in done.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with ZipFile(out) as packed:
        files = {name: packed.read(name).decode() for name in packed.namelist()}
    (draft,) = json.loads(files["drafts.json"])
    assert draft["record"]["text"] == "I scan the shelf."
    assert "kettles" not in repr(files)

    before = out.read_bytes()
    again = my_data(home, tiny_knowledge, "export", "--out", str(out))
    assert again.returncode == 1
    assert "There is a file" in again.stderr
    assert "No file was written." in again.stderr
    assert out.read_bytes() == before


def test_a_folder_that_is_not_there_is_said_and_nothing_is_written(home: Path, tiny_knowledge: Path) -> None:
    done = my_data(home, tiny_knowledge, "export", "--out", str(home.parent / "nowhere" / "mine.zip"))

    assert done.returncode == 1
    assert "No file was written." in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_nothing_is_deleted_until_the_question_is_answered_with_yes(home: Path, tiny_knowledge: Path) -> None:
    for answer in ("n\n", ""):
        assert my_data(home, tiny_knowledge, "delete", answer=answer).returncode == 1
        assert counts(home, "mirela") == [1, 1, 0, 1]

    done = my_data(home, tiny_knowledge, "delete", answer="y\n")

    assert (done.returncode, done.stdout) == (0, "")
    assert "Everything that was kept of 'mirela' is deleted." in done.stderr
    assert (counts(home, "mirela"), counts(home, "owen")) == ([0, 0, 0, 0], [1, 1, 0, 1])


def test_what_is_over_its_time_is_counted_and_deleted_by_a_command_that_shows_no_word(
    home: Path, tiny_knowledge: Path
) -> None:
    store = SqlitePrivateStore.open(home, clock=lambda: datetime.now(UTC) - timedelta(days=40))
    store.save_draft(make_draft(text="I scan the shelf."), person_id="mirela")
    store.close()
    limits = {"COACH_KEEP_DRAFTS_DAYS": "30"}

    counted = run(home, tiny_knowledge, "retain", "--dry-run", "--json", **limits)
    assert (counted.returncode, counted.stderr) == (0, "")
    assert json.loads(counted.stdout) == {"dry_run": True, "kinds": [{"kind": "drafts", "keep_days": 30, "due": 1}]}
    assert counts(home, "mirela") == [1, 1, 0, 1]

    done = run(home, tiny_knowledge, "retain", **limits)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        "Accounts: kept for 30 days; 1 deleted.",
        "Plans with their notes: kept until the person deletes them.",
        "Notes of what you shared: kept until the person deletes them.",
        "Questions with their answers: kept until the person deletes them.",
        "Entries of the audit log: kept for 400 days; 0 deleted.",
    ]
    assert (counts(home, "mirela"), counts(home, "owen")) == ([0, 1, 0, 1], [1, 1, 0, 1])
    assert not (home / "audit.db").exists(), "nothing was noted, so there is no log to cut"
