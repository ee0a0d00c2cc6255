import json
import random
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update

from coach.errors import StoreError
from coach.store.engine import Database
from coach.store.migrate import open_database
from coach.store.private import SqlitePrivateStore
from coach.store.schema import DRAFTS
from tests.builders import make_check_in, make_draft, make_plan, make_saved_plan, make_turn

ME = "mirela"
OTHER = "owen"
CANARY = 'Canary-7f3a "quoted" ümläut\tand more'


def forms(words: str) -> set[bytes]:
    """Return the bytes under which words can lie in a file."""
    escaped, escaped_ascii = (json.dumps(words, ensure_ascii=ascii_only)[1:-1] for ascii_only in (False, True))
    texts = {words, escaped, escaped_ascii, words.split()[0]}
    return {text.encode(code) for text in texts for code in ("utf-8", "utf-16-le", "utf-16-be")}


def files_with(words: str, home: Path) -> list[str]:
    contents = {path.name: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    return sorted(name for name, content in contents.items() if any(form in content for form in forms(words)))


def fill(store: SqlitePrivateStore, words: str, *, person_id: str) -> None:
    """Save records of each kind around one of each kind that holds the words, several times over."""
    for number in range(12):
        store.save_draft(make_draft(id=f"draft-{number}", text="Nothing special. " * number * 20), person_id=person_id)
        store.add_turn(make_turn(id=f"turn-{number}"), person_id=person_id)
        store.save_plan(make_saved_plan(id=f"plan-{number}"), person_id=person_id)
    for size in (1, 300, 3_000):
        store.save_draft(make_draft(id="marked", text=f"{words} " * (size // 10 + 1)), person_id=person_id)
    store.add_turn(make_turn(id="marked", question=words), person_id=person_id)
    store.save_plan(make_saved_plan(id="marked", plan=make_plan(uncovered=(words,))), person_id=person_id)
    store.add_check_in("marked", make_check_in(note=words), person_id=person_id)


def delete_one_by_one(store: SqlitePrivateStore) -> None:
    store.delete_draft("marked", person_id=ME)
    store.delete_plan("marked", person_id=ME)
    store.delete_turn("marked", person_id=ME)


def delete_turns_and_the_rest(store: SqlitePrivateStore) -> None:
    store.delete_draft("marked", person_id=ME)
    store.delete_plan("marked", person_id=ME)
    store.delete_turns(person_id=ME)


@pytest.mark.parametrize(
    "erase",
    [lambda store: store.delete_everything(person_id=ME), delete_one_by_one, delete_turns_and_the_rest],
    ids=["everything", "one by one", "turns at once"],
)
def test_deleted_words_are_in_no_file(
    home: Path, store: SqlitePrivateStore, erase: Callable[[SqlitePrivateStore], None]
) -> None:
    fill(store, CANARY, person_id=ME)
    fill(store, "Somebody else", person_id=OTHER)
    assert files_with(CANARY, home)
    erase(store)
    assert files_with(CANARY, home) == []
    assert files_with("Somebody else", home) == ["private.db"]


def test_deleting_everything_leaves_nothing_of_mine_and_all_of_others(store: SqlitePrivateStore) -> None:
    for person_id in (ME, OTHER):
        fill(store, CANARY, person_id=person_id)
    store.delete_everything(person_id=ME)
    kept = [
        [
            len(records)
            for records in (
                store.list_drafts(person_id=p),
                store.list_plans(person_id=p),
                store.list_turns(person_id=p),
            )
        ]
        for p in (ME, OTHER)
    ]
    assert kept == [[0, 0, 0], [13, 13, 13]]


def test_no_trace_stays_where_sqlite_moved_rows_between_pages(home: Path) -> None:
    chance = random.Random(1)
    kept: dict[str, str] = {}
    database = open_database(home / "private.db", "private")
    with database.writing() as connection:
        for step in range(6_000):
            row_id = str(chance.randrange(200))
            if chance.random() < 0.3:
                kept.pop(row_id, None)
                connection.execute(delete(DRAFTS).where(DRAFTS.c.id == row_id))
                continue
            words = f"Canary-{step}-end"
            row = {"record": words + "z" * chance.choice([10, 100, 300, 600])}
            if row_id in kept:
                connection.execute(update(DRAFTS).where(DRAFTS.c.id == row_id).values(row))
            else:
                fixed = {
                    "person_id": ME,
                    "id": row_id,
                    "record_version": 1,
                    "updated_at": datetime(2026, 11, 22, tzinfo=UTC),
                }
                connection.execute(insert(DRAFTS).values(fixed | row))
            kept[row_id] = words
    database.erase_traces()
    found = {match.decode() for path in home.iterdir() for match in re.findall(rb"Canary-\d+-end", path.read_bytes())}
    database.close()
    assert found == set(kept.values())


def test_traces_that_cannot_be_erased_now_are_said(home: Path, store: SqlitePrivateStore) -> None:
    store.save_draft(make_draft(text=CANARY), person_id=ME)
    impatient = SqlitePrivateStore(Database(home / "private.db", busy_timeout_ms=50), clock=store._clock)
    with closing(sqlite3.connect(home / "private.db")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM drafts").fetchall()
        with pytest.raises(StoreError, match=r"traces of the words can still be in the file until you delete again"):
            impatient.delete_everything(person_id=ME)
    assert impatient.list_drafts(person_id=ME) == ()
    impatient.delete_everything(person_id=ME)
    assert files_with(CANARY, home) == []
    impatient.close()
