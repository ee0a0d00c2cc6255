"""The audit log on a real database: only ever added to, whole in every process, and broken where somebody alters it."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from coach.domain.audit import SENDER, AuditEntry, AuditNote, without_beginnings
from coach.errors import StoreError
from coach.store.audit import SqliteAuditLog
from tests.conftest import NOW, Clock
from tests.integration.store.children import PROCESSES, start

OPENED = AuditNote(who="rita", did="review_case", kind="submission", record_id="4f1c")
DECIDED = OPENED.model_copy(update={"did": "decide"})
SHARED = AuditNote(who=SENDER, did="share", kind="submission")
DAY = timedelta(days=1)
WRITERS, EACH = 6, 40


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(home: Path, clock: Clock) -> Iterator[SqliteAuditLog]:
    opened = SqliteAuditLog.open(home, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def six(log: SqliteAuditLog) -> SqliteAuditLog:
    """A log with six entries."""
    for number in range(6):
        log.append(OPENED.model_copy(update={"record_id": f"case-{number}"}), "done")
    return log


def told(entry: AuditEntry) -> tuple[object, ...]:
    return entry.number, entry.who, entry.did, entry.record_id, entry.outcome, entry.begun


def altered(home: Path, *statements: str) -> None:
    """Alter the file as somebody would who can write to it: with the guards taken away first."""
    with closing(sqlite3.connect(home / "audit.db")) as raw, raw:
        guards = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        assert len(guards) == 9
        for statement in (*(f"DROP TRIGGER {name}" for name in guards), *statements):
            raw.execute(statement)


def test_what_was_noted_is_read_in_its_order_with_how_it_ended(log: SqliteAuditLog, clock: Clock) -> None:
    begun = log.append(DECIDED, "begun")
    clock.now += timedelta(seconds=1)
    log.append(OPENED, "done")
    log.append(DECIDED, "done", begun=begun)

    entries = log.list_entries()

    assert [told(entry) for entry in entries] == [
        (1, "rita", "decide", "4f1c", "begun", None),
        (2, "rita", "review_case", "4f1c", "done", None),
        (3, "rita", "decide", "4f1c", "done", 1),
    ]
    assert [entry.at for entry in entries] == [NOW, clock.now, clock.now]
    assert [entry.number for entry in without_beginnings(entries)] == [2, 3]
    assert len({entry.hash for entry in entries}) == 3


def test_entries_are_found_by_moment_by_person_and_by_number(log: SqliteAuditLog, clock: Clock) -> None:
    log.append(OPENED, "done")
    clock.now += DAY
    log.append(OPENED.model_copy(update={"who": "lena"}), "done")
    log.append(OPENED, "done")

    assert [entry.number for entry in log.list_entries(since=clock.now)] == [2, 3]
    assert [entry.number for entry in log.list_entries(who="rita")] == [1, 3]
    assert [entry.number for entry in log.list_entries(newest=2)] == [2, 3]


def test_of_what_a_sender_did_the_day_alone_is_kept(log: SqliteAuditLog) -> None:
    log.append(SHARED, "done")

    (entry,) = log.list_entries()
    assert (entry.who, entry.at) == (SENDER, datetime(2026, 11, 22, tzinfo=UTC))
    assert log.verify().broken_at is None


@pytest.mark.parametrize(
    ("note", "outcome", "minutes", "expected"),
    [
        (OPENED, "done", 14, True),
        (OPENED, "done", 16, False),
        (OPENED, "refused", 1, False),
        (OPENED.model_copy(update={"record_id": "other"}), "done", 1, False),
        (OPENED.model_copy(update={"who": "lena"}), "done", 1, False),
        # A clock that was ahead by mistake does not keep anything from being noted.
        (OPENED, "done", -1, False),
    ],
)
def test_the_same_was_noted_a_moment_ago_or_it_was_not(
    log: SqliteAuditLog, clock: Clock, note: AuditNote, outcome: str, minutes: int, expected: bool
) -> None:
    log.append(OPENED, "done")
    clock.now += timedelta(minutes=minutes)

    assert log.is_noted(note, outcome, within=timedelta(minutes=15)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET who = 'owen' WHERE number = 3",
        "UPDATE entries SET outcome = 'done'",
        "DELETE FROM entries WHERE number = 6",
        "DELETE FROM entries",
        "INSERT OR REPLACE INTO entries SELECT 3, at, 'owen', did, kind, record_id, outcome, begun, before, hash "
        "FROM entries WHERE number = 3",
        "UPDATE head SET number = 3",
        "DELETE FROM head",
        "INSERT INTO head VALUES (7, 'x')",
        "INSERT INTO cuts VALUES (6, 'x', '2026-11-22')",
    ],
)
def test_the_database_refuses_to_change_or_delete_what_was_noted(
    home: Path, six: SqliteAuditLog, statement: str
) -> None:
    before = six.list_entries()
    with closing(sqlite3.connect(home / "audit.db")) as raw:
        with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
            raw.execute(statement)
        raw.rollback()

    assert six.list_entries() == before
    assert six.verify().broken_at is None


SWAP = (
    "UPDATE entries SET number = 100 WHERE number = 2",
    "UPDATE entries SET number = 2 WHERE number = 4",
    "UPDATE entries SET number = 4 WHERE number = 100",
)
CHANGED, MISSING = "It is not as it was written.", "It is missing."


@pytest.mark.parametrize(
    ("statements", "broken_at", "why"),
    [
        (("UPDATE entries SET who = 'owen' WHERE number = 3",), 3, CHANGED),
        (("UPDATE entries SET outcome = 'refused' WHERE number = 1",), 1, CHANGED),
        (("UPDATE entries SET record_id = 'case-9' WHERE number = 6",), 6, CHANGED),
        (("UPDATE entries SET at = '2026-11-21T09:30:00.000000+00:00' WHERE number = 5",), 5, CHANGED),
        (("UPDATE entries SET begun = 1 WHERE number = 2",), 2, CHANGED),
        (("UPDATE entries SET at = x'00ff' WHERE number = 4",), 4, CHANGED),
        (("UPDATE entries SET hash = 'x' WHERE number = 4",), 4, CHANGED),
        (("UPDATE entries SET before = 'x' WHERE number = 4",), 4, CHANGED),
        (("DELETE FROM entries WHERE number = 1",), 1, MISSING),
        (("DELETE FROM entries WHERE number = 3",), 3, MISSING),
        (("DELETE FROM entries WHERE number = 6",), 6, "It is missing at the end of the log."),
        (("DELETE FROM entries",), 1, "It is missing at the end of the log."),
        (("DELETE FROM entries", "DELETE FROM head"), None, ""),
        (("DELETE FROM head",), 7, "It is missing at the end of the log."),
        (SWAP, 2, CHANGED),
        (
            ("DELETE FROM entries WHERE number = 3", "UPDATE entries SET number = number - 1 WHERE number > 3"),
            3,
            CHANGED,
        ),
        (
            (
                "INSERT INTO cuts SELECT number, hash, '2026-11-22' FROM entries WHERE number = 3",
                "DELETE FROM entries WHERE number <= 3",
            ),
            3,
            "The entries up to it were deleted, and no entry says so.",
        ),
    ],
)
def test_what_somebody_altered_is_found_at_the_first_entry_that_shows_it(
    home: Path, six: SqliteAuditLog, statements: tuple[str, ...], broken_at: int | None, why: str
) -> None:
    noted_elsewhere = six.verify().last_hash

    altered(home, *statements)

    found = six.verify()
    assert (found.broken_at, found.why) == (broken_at, why)
    # Whoever empties all of it leaves a log that is whole: what was noted elsewhere is not in it.
    assert broken_at is not None or not six.has_hash(noted_elsewhere)


def test_a_damaged_entry_is_not_shown_as_if_it_were_one(home: Path, six: SqliteAuditLog) -> None:
    altered(home, "UPDATE entries SET outcome = 'well' WHERE number = 3")

    with pytest.raises(StoreError, match="coach audit verify"):
        six.list_entries()


def test_what_is_over_its_time_is_cut_and_the_rest_still_follows(home: Path, log: SqliteAuditLog, clock: Clock) -> None:
    for _ in range(3):
        log.append(OPENED, "done")
    last_old = log.list_entries()[-1].hash
    clock.now += 10 * DAY
    log.append(SHARED, "done")
    log.append(DECIDED, "done")
    clock.now += 5 * DAY

    assert log.count_due(15) == 0
    assert log.cut(15) == 0
    clock.now += timedelta(seconds=1)
    assert log.count_due(15) == 3
    assert log.cut(15) == 3
    assert log.cut(15) == 0

    assert [told(entry)[:4] for entry in log.list_entries()] == [
        (4, SENDER, "share", ""),
        (5, "rita", "decide", "4f1c"),
        (6, "upkeep", "cut_audit_log", "3"),
    ]
    assert (log.verify().broken_at, log.verify().cut, log.verify().entries) == (None, 3, 3)
    assert log.has_hash(last_old)
    log.append(OPENED, "done")
    assert log.verify().broken_at is None
    altered(home, "DELETE FROM entries WHERE number = 4")
    assert log.verify().broken_at == 4


def test_a_log_that_is_all_too_old_is_cut_whole_and_goes_on(log: SqliteAuditLog, clock: Clock) -> None:
    for _ in range(3):
        log.append(OPENED, "done")
        clock.now += 200 * DAY

    assert log.cut(190) == 3
    clock.now += 200 * DAY
    assert log.cut(190) == 1
    log.append(OPENED, "done")

    assert [entry.number for entry in log.list_entries()] == [5, 6]
    assert (log.verify().broken_at, log.verify().cut) == (None, 4)


def write_some(home: Path, number: int, together: Barrier, pipe: Connection) -> None:
    """Open a log at the same moment as others, and add to it."""
    together.wait()
    log = SqliteAuditLog.open(home, clock=Clock())
    numbers = [log.append(OPENED.model_copy(update={"record_id": f"{number}-{n}"}), "done") for n in range(EACH)]
    log.close()
    pipe.send(numbers)


def test_processes_that_write_at_once_make_one_whole_chain(home: Path, log: SqliteAuditLog) -> None:
    together = PROCESSES.Barrier(WRITERS)
    children = [start(write_some, home, number, together) for number in range(WRITERS)]
    written = [pipe.recv() for _, pipe in children]
    for child, pipe in children:
        pipe.close()
        child.join()
        child.close()

    entries = log.list_entries()
    found = log.verify()
    assert sorted(number for numbers in written for number in numbers) == list(range(1, WRITERS * EACH + 1))
    assert {entry.record_id for entry in entries} == {f"{w}-{n}" for w in range(WRITERS) for n in range(EACH)}
    assert (found.broken_at, found.entries, found.last_hash) == (None, WRITERS * EACH, entries[-1].hash)


def test_the_file_is_for_its_owner_alone_and_in_no_hour_of_a_sender(home: Path, log: SqliteAuditLog) -> None:
    log.append(SHARED, "done")
    log.close()

    assert stat.S_IMODE((home / "audit.db").stat().st_mode) == 0o600
    assert b"09:30" not in (home / "audit.db").read_bytes()


@pytest.mark.parametrize("field", ["record_id", "did", "kind"])
@pytest.mark.parametrize("text", ["an account\n2 | owen", "I ring, then wait", "x" * 65, "<b>", "é", "a\u202eb"])
def test_an_entry_has_no_place_for_a_sentence_or_a_new_line(field: str, text: str) -> None:
    with pytest.raises(ValueError, match=field):
        AuditNote.model_validate({**OPENED.model_dump(), field: text})
