import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from coach.errors import StoreError
from coach.store.engine import Database
from coach.store.private import SqlitePrivateStore
from tests.builders import make_check_in, make_draft, make_saved_plan, make_turn
from tests.integration.store.children import PERSON, TickingClock

THREADS = 8
WRITES = 100


def test_threads_that_write_and_read_at_once_lose_nothing(store: SqlitePrivateStore) -> None:
    store.save_plan(make_saved_plan(), person_id=PERSON)

    def work(thread: int) -> None:
        for number in range(WRITES // 2):
            store.save_draft(make_draft(id=f"{thread}-{number}"), person_id=PERSON)
            store.add_check_in("plan-1", make_check_in(note=f"{thread}-{number}"), person_id=PERSON)
            assert store.load_draft(f"{thread}-{number}", person_id=PERSON) is not None

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(work, range(THREADS)))
    marks = {f"{thread}-{number}" for thread in range(THREADS) for number in range(WRITES // 2)}
    plan = store.load_plan("plan-1", person_id=PERSON)
    assert plan is not None
    assert {draft.id for draft in store.list_drafts(person_id=PERSON)} == marks
    assert sorted(check_in.note for check_in in plan.check_ins) == sorted(marks)


def test_threads_can_read_while_another_deletes(store: SqlitePrivateStore) -> None:
    def work(thread: int) -> None:
        for number in range(10):
            store.add_turn(make_turn(id=f"{thread}-{number}"), person_id=PERSON)
            store.list_turns(person_id=PERSON)
            store.delete_turn(f"{thread}-{number}", person_id=PERSON)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    assert store.list_turns(person_id=PERSON) == ()


def test_threads_can_open_new_homes_at_once(tmp_path: Path) -> None:
    def work(thread: int) -> int:
        store = SqlitePrivateStore.open(tmp_path / f"home-{thread % 2}", clock=TickingClock())
        store.save_draft(make_draft(id=str(thread)), person_id=PERSON)
        count = len(store.list_drafts(person_id=PERSON))
        store.close()
        return count

    with ThreadPoolExecutor(4) as threads:
        assert min(threads.map(work, range(4))) >= 1


def test_a_database_that_another_program_holds_is_said_after_a_bounded_wait(
    home: Path, store: SqlitePrivateStore
) -> None:
    kept = store.save_draft(make_draft(), person_id=PERSON)
    impatient = SqlitePrivateStore(Database(home / "private.db", busy_timeout_ms=50), clock=TickingClock())
    with closing(sqlite3.connect(home / "private.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"another program has been using it for too long\. Nothing of this step"):
            impatient.save_draft(make_draft(text="Later"), person_id=PERSON)
        assert impatient.list_drafts(person_id=PERSON) == (kept,)
    impatient.save_draft(make_draft(text="Later"), person_id=PERSON)
    impatient.close()


def test_every_connection_has_the_promised_settings(home: Path, store: SqlitePrivateStore) -> None:
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store", "mmap_size", "busy_timeout")
    with store._database.reading() as connection:
        settings = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "mmap_size": 0,
        "busy_timeout": 5000,
    }
