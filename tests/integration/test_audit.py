"""`coach audit`, `coach retain` and `coach restore`, each in a process of its own, on a home with an audit log."""

import json
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.domain.audit import AuditNote
from coach.store.audit import SqliteAuditLog
from coach.store.private import SqlitePrivateStore
from tests.integration.test_own_data import run

NOW = datetime.now(UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose log has one entry of long ago and two of today."""
    days = iter([500, *[0] * 3])
    log = SqliteAuditLog.open(tmp_path / "home", clock=lambda: NOW - timedelta(days=next(days)))
    for record_id in ("old", "new", "newer"):
        log.append(AuditNote(who="rita", did="decide", kind="submission", record_id=record_id), "done")
    log.close()
    SqlitePrivateStore.open(tmp_path / "home", clock=lambda: NOW).close()
    return tmp_path / "home"


def words(done: subprocess.CompletedProcess[str]) -> str:
    return " ".join(done.stderr.split())


def test_the_log_is_listed_in_words_and_as_data_and_reading_it_is_noted(home: Path, tiny_knowledge: Path) -> None:
    listed = run(home, tiny_knowledge, "audit", "list")
    told = run(home, tiny_knowledge, "audit", "list", "--json", "--since", f"{NOW - timedelta(days=1):%Y-%m-%d}")

    assert (listed.returncode, listed.stdout) == (0, "")
    assert "rita decided about a submission old" in words(listed)
    entries = json.loads(told.stdout)
    assert [(entry["number"], entry["who"], entry["did"], entry["record_id"]) for entry in entries] == [
        (2, "rita", "decide", "new"),
        (3, "rita", "decide", "newer"),
        (4, "mirela", "audit_entries", ""),
    ]
    assert told.stderr == ""
    wrong = run(home, tiny_knowledge, "audit", "list", "--since", "yesterday")
    assert wrong.returncode == 2


def test_a_whole_log_is_said_to_be_whole_and_a_broken_one_where(home: Path, tiny_knowledge: Path) -> None:
    whole = json.loads(run(home, tiny_knowledge, "audit", "verify", "--json").stdout)
    assert (whole["entries"], whole["broken_at"]) == (3, None)
    noted_elsewhere = whole["last_hash"]
    assert "The audit log is whole: 3 entries. Last hash:" in words(run(home, tiny_knowledge, "audit", "verify"))

    with closing(sqlite3.connect(home / "audit.db")) as raw, raw:
        raw.execute("DROP TRIGGER no_update_of_entries")
        raw.execute("UPDATE entries SET who = 'owen' WHERE number = 2")
    broken = run(home, tiny_knowledge, "audit", "verify", "--holds", noted_elsewhere)
    assert (broken.returncode, broken.stdout) == (1, "")
    assert words(broken) == "The audit log is broken at entry 2. It is not as it was written."

    for file in home.glob("audit.db*"):
        file.unlink()
    gone = run(home, tiny_knowledge, "audit", "verify", "--holds", noted_elsewhere)
    assert gone.returncode == 1
    assert "The audit log is whole: 0 entries." in words(gone)
    assert "No entry has the hash" in words(gone)


def test_the_oldest_entries_go_when_their_time_is_over_and_the_log_stays_whole(
    home: Path, tiny_knowledge: Path
) -> None:
    counted = run(home, tiny_knowledge, "retain", "--dry-run", "--json")
    assert json.loads(counted.stdout) == {"dry_run": True, "kinds": [{"kind": "audit", "keep_days": 400, "due": 1}]}
    done = run(home, tiny_knowledge, "retain", COACH_KEEP_AUDIT_DAYS="183")
    assert "Entries of the audit log: kept for 183 days; 1 deleted." in words(done)

    verified = run(home, tiny_knowledge, "audit", "verify")
    assert verified.returncode == 0
    assert "whole: 3 entries after number 1; older ones were deleted when their time was over." in words(verified)
    too_short = run(home, tiny_knowledge, "retain", COACH_KEEP_AUDIT_DAYS="30")
    assert too_short.returncode == 1
    assert "COACH_KEEP_AUDIT_DAYS" in too_short.stderr


def test_putting_a_backup_back_is_noted_in_the_log_that_was_there(home: Path, tiny_knowledge: Path) -> None:
    backup = str(home.parent / "backup.zip")
    assert run(home, tiny_knowledge, "backup", backup).returncode == 0
    assert run(home, tiny_knowledge, "audit", "list", "--json").returncode == 0
    restored = run(home, tiny_knowledge, "restore", backup)
    assert restored.returncode == 0, restored.stderr
    assert "Put back private.db as they were" in words(restored), "the log that was there is the newer one"

    entries = json.loads(run(home, tiny_knowledge, "audit", "list", "--json").stdout)
    assert [entry["did"] for entry in entries][-2:] == ["audit_entries", "restore"]
    assert entries[-1]["who"] == "mirela"
