"""What holds for each private table, also for one that was added a moment ago: none can be forgotten."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from coach.domain.own_data import KINDS
from coach.service.own_files import render_own_files
from coach.store.private import SqlitePrivateStore
from coach.store.schema import PRIVATE
from tests.integration.store.children import TickingClock
from tests.integration.store.test_erasure import files_with

ME = "mirela"
OTHER = "owen"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def tables_of(home: Path) -> list[str]:
    """Return the tables that hold records, as the file itself lists them."""
    with closing(sqlite3.connect(home / "private.db")) as raw:
        names = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return [name for name in names if name != "alembic_version"]


def words_of(person_id: str, table: str) -> str:
    return f"Words-of-{person_id}-in-{table}-to-find"


@pytest.fixture
def store(home: Path) -> Iterator[SqlitePrivateStore]:
    opened = SqlitePrivateStore.open(home, clock=TickingClock())
    with opened._database.writing() as connection:
        for table in PRIVATE.sorted_tables:
            for number, person_id in enumerate((ME, OTHER, ME)):
                row = {
                    "person_id": person_id,
                    "id": f"record-{number}",
                    "updated_at": NOW,
                    "record_version": 1,
                    "record": f'{{"text": "{words_of(person_id, table.name)}"}}',
                }
                connection.execute(insert(table).values(row))
    yield opened
    opened.close()


def test_the_tables_in_the_file_are_those_in_the_code(home: Path, store: SqlitePrivateStore) -> None:
    assert tables_of(home) == sorted(PRIVATE.tables)


def test_a_person_is_told_in_words_what_is_in_each_table() -> None:
    assert {kind for kind in PRIVATE.tables if kind not in KINDS} == set(), "name it in coach/domain/own_data.py"


def test_the_download_has_all_of_mine_from_each_table_and_nothing_of_others(
    home: Path, store: SqlitePrivateStore
) -> None:
    kept = store.everything(person_id=ME)

    found = {
        kind: [(record.id, words_of(ME, kind) in record.text) for record in records] for kind, records in kept.items()
    }
    assert found == {table: [("record-0", True), ("record-2", True)] for table in tables_of(home)}
    assert OTHER not in repr(kept)
    (stands_for_all,) = {record.updated_at for records in kept.values() for record in records}
    assert stands_for_all == NOW
    assert render_own_files(kept, now=NOW, code_version="1") == render_own_files(kept, now=NOW, code_version="1")


def test_deleting_everything_takes_my_words_out_of_the_files_for_each_table(
    home: Path, store: SqlitePrivateStore
) -> None:
    everywhere = [(person_id, table) for table in tables_of(home) for person_id in (ME, OTHER)]
    assert all(files_with(words_of(person_id, table), home) for person_id, table in everywhere)

    store.delete_everything(person_id=ME)

    left = [(person_id, table) for person_id, table in everywhere if files_with(words_of(person_id, table), home)]
    assert left == [(OTHER, table) for table in tables_of(home)]
    with store._database.reading() as connection:
        owners = {connection.execute(select(table.c.person_id)).scalar_one() for table in PRIVATE.sorted_tables}
    assert owners == {OTHER}
    assert all(records == () for records in store.everything(person_id=ME).values())
