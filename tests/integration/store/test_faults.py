import os
import shutil
import sqlite3
import subprocess
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from coach.domain.draft import Draft
from coach.errors import StoreError
from coach.store.private import SqlitePrivateStore
from tests.builders import make_draft
from tests.integration.store.children import (
    PERSON,
    TickingClock,
    ask,
    draft_text,
    save_with_small_files,
    use_without_write_permission,
)

FULL = "the disk is full. Nothing of this step was kept. Everything else that was saved is safe. Free some space"
NO_ACCESS = "the file or its folder cannot be opened or written"
DAMAGED = "the file is damaged"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of one mebibyte, where this process may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.geteuid() or mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system needs root; the limit on file size is tested anyway")
    yield folder
    # Lazily, so that a test that failed with the store still open does not fail a second time here.
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill_up(folder: Path) -> Path:
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return filler


def check_integrity(home: Path) -> None:
    with closing(sqlite3.connect(home / "private.db")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_new_home_on_a_full_disk_is_refused_and_works_once_there_is_room(small_disk: Path) -> None:
    filler = fill_up(small_disk)
    with pytest.raises(StoreError, match="could not use its file"):
        SqlitePrivateStore.open(small_disk / "home", clock=TickingClock())
    filler.unlink()
    SqlitePrivateStore.open(small_disk / "home", clock=TickingClock()).close()
    check_integrity(small_disk / "home")


def test_a_disk_that_fills_up_refuses_saves_shows_what_was_kept_and_recovers(small_disk: Path) -> None:
    store = SqlitePrivateStore.open(small_disk / "home", clock=TickingClock())
    kept = store.save_draft(make_draft(text=draft_text("kept")), person_id=PERSON)
    filler = fill_up(small_disk)
    long = make_draft(text=draft_text("refused"))
    with pytest.raises(StoreError, match=FULL) as caught:
        store.save_draft(long, person_id=PERSON)
    assert long.text[:20] not in "".join(traceback.format_exception(caught.value))
    assert store.list_drafts(person_id=PERSON) == (kept,)
    filler.unlink()
    later = store.save_draft(make_draft(text="Later"), person_id=PERSON)
    assert store.list_drafts(person_id=PERSON) == (later,)
    store.close()
    check_integrity(small_disk / "home")


def test_a_store_that_fills_the_disk_itself_keeps_all_it_acknowledged(small_disk: Path) -> None:
    store = SqlitePrivateStore.open(small_disk / "home", clock=TickingClock())
    saved: list[Draft] = []

    def save_for_ever() -> None:
        for number in range(1_000):
            saved.append(store.save_draft(make_draft(id=str(number), text=draft_text("x")), person_id=PERSON))

    with pytest.raises(StoreError, match=FULL):
        save_for_ever()
    assert store.list_drafts(person_id=PERSON) == tuple(reversed(saved))
    store.close()
    check_integrity(small_disk / "home")


def test_a_file_that_may_not_grow_refuses_saves_and_recovers(home: Path) -> None:
    saved, message, texts = ask(save_with_small_files, home, 300_000)
    assert saved > 0
    assert "the disk refused to read or write. Nothing of this step was kept" in message
    assert texts == [draft_text(str(number)) for number in range(saved, -1, -1)]
    check_integrity(home)


def test_a_home_without_write_permission_is_said() -> None:
    # Outside pytest's folder, which nobody but its owner can enter.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        errors = ask(use_without_write_permission, Path(folder) / "home")
    assert [NO_ACCESS in error for error in errors] == [True, True], errors


def test_a_file_in_the_place_of_the_home_is_said(home: Path) -> None:
    home.write_text("not a folder")
    with pytest.raises(StoreError, match=NO_ACCESS):
        SqlitePrivateStore.open(home, clock=TickingClock())
    assert home.read_text() == "not a folder"


def test_a_folder_in_the_place_of_the_file_is_said(home: Path) -> None:
    (home / "private.db").mkdir(parents=True)
    with pytest.raises(StoreError, match=NO_ACCESS):
        SqlitePrivateStore.open(home, clock=TickingClock())


def test_a_file_that_is_no_database_is_said_and_left_as_it_is(home: Path) -> None:
    home.mkdir()
    (home / "private.db").write_text("My shopping list. " * 100)
    with pytest.raises(StoreError, match=DAMAGED):
        SqlitePrivateStore.open(home, clock=TickingClock())
    assert (home / "private.db").read_text() == "My shopping list. " * 100


def test_damaged_pages_are_said_instead_of_showing_less(home: Path, store: SqlitePrivateStore) -> None:
    for number in range(50):
        store.save_draft(make_draft(id=str(number), text=draft_text(str(number))), person_id=PERSON)
    store.close()
    with (home / "private.db").open("r+b") as file:
        file.seek(8 * 4096)
        file.write(os.urandom(20 * 4096))
    with pytest.raises(StoreError, match=DAMAGED):
        store.list_drafts(person_id=PERSON)


def test_a_file_cut_short_is_said(home: Path, store: SqlitePrivateStore) -> None:
    for number in range(50):
        store.save_draft(make_draft(id=str(number), text=draft_text(str(number))), person_id=PERSON)
    store.close()
    os.truncate(home / "private.db", 10 * 4096)
    with pytest.raises(StoreError, match=DAMAGED):
        store.list_drafts(person_id=PERSON)
