"""Private text encrypted at rest: what is in the files, what a wrong key does, and how keys are changed."""

import os
import sqlite3
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from coach.errors import SettingsError, StoreError
from coach.settings import Settings
from coach.store.backup import write_backup
from coach.store.engine import Database
from coach.store.keys import store_keys
from coach.store.lock import using_home
from coach.store.private import SqlitePrivateStore
from coach.store.restore import restore_backup
from coach.store.rotation import rotate_keys
from coach.store.schema import PRIVATE
from coach.store.sealing import Seal, name_key
from evals.kills.processes import start
from tests.builders import make_check_in, make_draft, make_turn
from tests.conftest import NOW, Clock
from tests.integration.store.test_erasure import CANARY, ME, OTHER, files_with, fill

OLD, NEW, WRONG = b"o" * 32, b"n" * 32, b"w" * 32
WORD = CANARY.split()[0]


def opened(home: Path, *keys: bytes | None) -> SqlitePrivateStore:
    return SqlitePrivateStore.open(home, clock=Clock(), seal=Seal(keys or (None,)))


def everything(home: Path, *keys: bytes | None) -> dict[str, list[str]]:
    store = opened(home, *keys)
    kept = {
        f"{person} {kind}": [record.text for record in records]
        for person in (ME, OTHER)
        for kind, records in store.everything(person_id=person).items()
    }
    store.close()
    return kept


def rows(home: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(home / "private.db")) as raw:
        return [
            (table, row_id, record)
            for table in sorted(PRIVATE.tables)
            for row_id, record in raw.execute(f"SELECT id, record FROM {table} ORDER BY number")
        ]


def key_names(home: Path) -> set[str]:
    return {record.split(":")[1] if record.startswith("sealed1:") else "clear" for _, _, record in rows(home)}


@pytest.fixture
def filled(home: Path) -> Path:
    """A home with records of two people, encrypted with the old key."""
    store = opened(home, OLD)
    fill(store, CANARY, person_id=ME)
    fill(store, CANARY, person_id=OTHER)
    store.close()
    return home


def test_with_a_key_no_word_is_in_the_files_and_everything_works_as_before(home: Path) -> None:
    store = opened(home, OLD)
    fill(store, CANARY, person_id=ME)

    assert files_with(CANARY, home) == []
    assert CANARY in (store.load_draft("marked", person_id=ME) or make_draft()).text
    assert [turn.id for turn in store.list_turns(person_id=ME, search=WORD)] == ["marked"]
    assert store.add_check_in("marked", make_check_in(note="Again"), person_id=ME).check_ins[-1].note == "Again"
    assert WORD in repr(store.everything(person_id=ME))
    store.delete_everything(person_id=ME)
    assert rows(home) == []
    store.close()


def test_the_same_text_is_never_encrypted_alike(home: Path) -> None:
    store = opened(home, OLD)
    for number in range(20):
        store.save_draft(make_draft(id="one", text=f"{number}"), person_id=ME)
        store.save_draft(make_draft(id="two", text=f"{number}"), person_id=ME)
    store.close()
    assert len({record for _, _, record in rows(home)}) == 2


@pytest.mark.parametrize("keys", [(None,), (WRONG,), (NEW, WRONG)], ids=["none", "a wrong one", "two wrong ones"])
def test_a_missing_or_wrong_key_is_said_with_the_remedy_and_nothing_is_changed(
    filled: Path, keys: tuple[bytes | None, ...]
) -> None:
    before = rows(filled)
    for attempt in (lambda: opened(filled, *keys), lambda: rotate_keys(filled, Seal(keys))):
        with pytest.raises(StoreError) as refused:
            attempt()
        there = "none" if keys == (None,) else "another one"
        assert str(refused.value) == (
            f"What people wrote is encrypted with the key {name_key(OLD)!r}, and {there} is set. Nothing was changed. "
            "Set COACH_STORE_KEY to that key; to change keys, set it to the new one, a comma and that one, then run "
            "`coach rotate-key`."
        )
    assert rows(filled) == before


MOVES: dict[str, Callable[[sqlite3.Connection], object]] = {
    "to another person": lambda raw: raw.execute(
        "UPDATE drafts SET record = (SELECT record FROM drafts WHERE person_id = 'owen' AND id = 'marked') "
        "WHERE person_id = 'mirela' AND id = 'marked'"
    ),
    "to another record": lambda raw: raw.execute(
        "UPDATE drafts SET record = (SELECT record FROM drafts WHERE person_id = 'mirela' AND id = 'draft-1') "
        "WHERE person_id = 'mirela' AND id = 'marked'"
    ),
    "to another table": lambda raw: raw.execute(
        "UPDATE drafts SET record = (SELECT record FROM turns WHERE person_id = 'mirela' AND id = 'marked') "
        "WHERE person_id = 'mirela' AND id = 'marked'"
    ),
    "its owner changed": lambda raw: raw.executescript(
        "DELETE FROM drafts WHERE person_id = 'mirela' AND id = 'marked';"
        "UPDATE drafts SET person_id = 'mirela' WHERE person_id = 'owen' AND id = 'marked'"
    ),
    "cut short": lambda raw: raw.execute("UPDATE drafts SET record = substr(record, 1, length(record) - 8)"),
    "altered": lambda raw: raw.execute(
        "UPDATE drafts SET record = substr(record, 1, 60) || 'AAAA' || substr(record, 65)"
    ),
    "no base64": lambda raw: raw.execute("UPDATE drafts SET record = record || '?'"),
}


@pytest.mark.parametrize("move", MOVES)
def test_a_record_that_was_moved_or_altered_does_not_open_and_can_be_deleted(filled: Path, move: str) -> None:
    with closing(sqlite3.connect(filled / "private.db")) as raw, raw:
        MOVES[move](raw)
    store = opened(filled, OLD)
    with pytest.raises(StoreError, match="The record 'marked' in 'drafts' cannot be opened: it was altered, or moved"):
        store.load_draft("marked", person_id=ME)
    store.delete_draft("marked", person_id=ME)
    assert store.load_draft("marked", person_id=ME) is None
    store.close()


@pytest.mark.parametrize(
    ("before", "after"), [((None,), (NEW,)), ((OLD,), (NEW, OLD)), ((OLD,), (None, OLD))], ids=["on", "changed", "off"]
)
def test_encryption_is_turned_on_changed_and_turned_off_without_a_change_in_what_is_kept(
    home: Path, before: tuple[bytes | None, ...], after: tuple[bytes | None, ...]
) -> None:
    store = opened(home, *before)
    for person_id in (ME, OTHER):
        fill(store, CANARY, person_id=person_id)
    store.close()
    kept, old_rows = everything(home, *before), {record for _, _, record in rows(home)}

    assert rotate_keys(home, Seal(after)) == len(rows(home))
    assert rotate_keys(home, Seal(after)) == 0

    assert key_names(home) == {name_key(after[0]) if after[0] else "clear"}
    assert everything(home, after[0]) == kept
    content = b"".join(path.read_bytes() for path in home.iterdir())
    assert not any(record.encode() in content for record in old_rows)
    assert bool(files_with(CANARY, home)) == (after[0] is None)


def rotate_and_die(home: Path, pipe: Connection) -> None:
    """Change keys, and die in the middle of the second hundred records."""
    pipe.send("started")
    closed = 0

    class Dying(Seal):
        def close(self, text: str, *, table: str, person_id: str, record_id: str) -> str:
            nonlocal closed
            closed += 1
            if closed > 150:
                os.kill(os.getpid(), 9)
            return super().close(text, table=table, person_id=person_id, record_id=record_id)

    rotate_keys(home, Dying((NEW, OLD)))


def test_a_change_of_keys_that_is_killed_in_the_middle_loses_nothing_and_goes_on_where_it_was(filled: Path) -> None:
    store = opened(filled, OLD)
    for number in range(250):
        store.add_turn(make_turn(id=f"more-{number}"), person_id=ME)
    store.close()
    kept, all_rows = everything(filled, OLD), len(rows(filled))

    child, pipe = start(rotate_and_die, filled)
    with pipe:
        assert pipe.recv() == "started"
        child.join()
    assert child.exitcode == -9
    child.close()

    assert key_names(filled) == {name_key(OLD), name_key(NEW)}
    for key in (OLD, NEW):
        with pytest.raises(StoreError, match="coach rotate-key"):
            opened(filled, key)
    assert everything(filled, NEW, OLD) == kept

    done_before = sum(name_key(NEW) in record for _, _, record in rows(filled))
    assert 0 < done_before < all_rows
    assert rotate_keys(filled, Seal((NEW, OLD))) == all_rows - done_before
    assert key_names(filled) == {name_key(NEW)}
    assert everything(filled, NEW) == kept


def test_one_record_with_an_unknown_key_in_the_middle_stops_a_change_of_keys_before_it_begins(filled: Path) -> None:
    with closing(sqlite3.connect(filled / "private.db")) as raw, raw:
        unknown = f"sealed1:{name_key(WRONG)}:AAAA"
        assert raw.execute("UPDATE turns SET record = ? WHERE id = 'turn-7'", (unknown,)).rowcount == 2
    before = rows(filled)
    with pytest.raises(StoreError, match=name_key(WRONG)):
        rotate_keys(filled, Seal((NEW, OLD)))
    assert rows(filled) == before


def test_keys_are_not_changed_while_the_app_runs(filled: Path) -> None:
    with using_home(filled), pytest.raises(StoreError, match="Vision Coach is running"):
        rotate_keys(filled, Seal((NEW, OLD)))
    assert key_names(filled) == {name_key(OLD)}


def test_a_backup_stays_encrypted_and_needs_the_key_of_its_day(filled: Path, tmp_path: Path) -> None:
    backup = write_backup(filled, tmp_path / "backup.zip", now=NOW, code_version="0.1.0")
    assert WORD.encode() not in backup.read_bytes()
    kept = everything(filled, OLD)
    rotate_keys(filled, Seal((NEW, OLD)))

    restore_backup(filled, backup, now=NOW)

    with pytest.raises(StoreError, match="another one is set"):
        opened(filled, NEW)
    assert everything(filled, NEW, OLD) == kept


def test_a_store_without_a_seal_keeps_text_in_clear(home: Path) -> None:
    opened(home).close()
    store = SqlitePrivateStore(Database(home / "private.db"), clock=Clock())
    store.save_draft(make_draft(text=CANARY), person_id=ME)
    store.close()
    assert key_names(home) == {"clear"}


def encoded(*keys: bytes) -> list[str]:
    return [b64encode(key).decode() for key in keys]


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    path.touch(mode=0o600)
    return path


def test_keys_come_from_the_variable_or_from_a_file_the_newest_first(key_file: Path) -> None:
    new, old = encoded(NEW, OLD)
    key_file.write_text(f"{new}\n\n{old}\n")

    assert store_keys(Settings()) == (None,)
    assert store_keys(Settings(store_key=new)) == (NEW,)
    assert store_keys(Settings(store_key=f" {new} , {old}")) == (NEW, OLD)
    assert store_keys(Settings(store_key=f"none,{old}")) == (None, OLD)
    assert store_keys(Settings(store_key_file=key_file)) == (NEW, OLD)


@pytest.mark.parametrize("word", ["password", "c2hvcnQ=", "ü", ",", f"{encoded(NEW)[0]},none"])
def test_a_key_that_is_none_is_refused_with_how_to_make_one_and_is_not_shown(word: str, key_file: Path) -> None:
    key_file.write_text(word.replace(",", "\n"), encoding="utf-8")
    for settings in (Settings(store_key=word), Settings(store_key_file=key_file)):
        with pytest.raises(SettingsError, match="openssl rand -base64 32") as refused:
            store_keys(settings)
        assert word == "," or word not in str(refused.value)


def test_a_file_of_keys_that_is_missing_or_open_to_everybody_or_beside_a_variable_is_refused(key_file: Path) -> None:
    (new,) = encoded(NEW)
    with pytest.raises(SettingsError, match="both set"):
        store_keys(Settings(store_key=new, store_key_file=key_file))
    with pytest.raises(SettingsError, match=r"cannot be read \(No such file"):
        store_keys(Settings(store_key_file=key_file.with_name("gone")))
    key_file.write_text(new)
    key_file.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        store_keys(Settings(store_key_file=key_file))
