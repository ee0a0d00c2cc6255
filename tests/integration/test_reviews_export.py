"""`coach reviews export` in a process of its own, on a home in which two people have read what somebody shared."""

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from coach.domain.review import SharedFinding
from coach.domain.review_case import ReadState, ReviewCase, SecondReading
from coach.review.decide import decide
from coach.store.submissions import SqliteSubmissionStore
from evals.reviewers import import_reviews
from tests.builders import make_knowledge
from tests.conftest import ROOT, Clock
from tests.unit.report.building import make_submission

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
WORDS = "I rang Margaret Hollis on 07700 900123 and sorted it out with her."


def keep_what_two_read(home: Path) -> SqliteSubmissionStore:
    finding = SharedFinding(behaviour_id="own-it", state="shown", point=3, expected_point=3, quotes=(WORDS,))
    submission = make_submission(role_id="shop-adviser", findings=(finding,), may_check=True)
    store = SqliteSubmissionStore.open(home, clock=Clock())
    store.add_submission(submission)
    store.add_event(decide(ReviewCase(submission=submission), "approved", by="lena", at=NOW), after=0)
    read = (ReadState(behaviour_id="own-it", state="partly_shown"),)
    store.add_event(SecondReading(submission_id=submission.id, by="piet", at=NOW, states=read), after=1)
    return store


def export(home: Path, knowledge: Path, out: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home.parent),
        "COACH_HOME": str(home),
        "COACH_KNOWLEDGE": str(knowledge),
    }
    command = [sys.executable, "-W", "error", "-m", "coach", "reviews", "export", "--out", str(out)]
    return subprocess.run(command, env=environment, cwd=home.parent, text=True, capture_output=True, timeout=120)


def test_what_two_people_read_is_written_for_the_evals_until_it_is_taken_back(
    tmp_path: Path, tiny_knowledge: Path
) -> None:
    home, out = tmp_path / "home", tmp_path / "reviews.jsonl"
    store = keep_what_two_read(home)
    done = export(home, tiny_knowledge, out)

    assert (done.returncode, done.stdout) == (0, "")
    assert "1 finding that two people have read." in done.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "Margaret" not in out.read_text("utf-8")
    (joined,) = import_reviews(out, make_knowledge(), tmp_path / "reviewed").joined
    assert (joined.reader_1, joined.reader_2, joined.consent) == ("shown", "partly_shown", True)

    store.withdraw("ann-1")
    store.close()
    later = export(home, tiny_knowledge, tmp_path / "later.jsonl")

    assert later.returncode == 1
    assert "0 findings that two people have read. No file was written." in " ".join(later.stderr.split())
    assert not (tmp_path / "later.jsonl").exists()
