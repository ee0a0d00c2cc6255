"""Backup and restore: of one moment, refused where anything is wrong, and nothing deleted comes back unasked."""

import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from coach.domain.audit import AuditNote
from coach.domain.review import Decision
from coach.errors import StoreError
from coach.store.audit import SqliteAuditLog
from coach.store.backup import _at_one_moment, write_backup
from coach.store.lock import UNFINISHED, using_home
from coach.store.migrate import revisions
from coach.store.private import SqlitePrivateStore
from coach.store.restore import Restored, restore_backup, set_aside_folders
from coach.store.sessions import SqliteSessionStore
from coach.store.shared import SqliteSharedStore
from coach.store.submissions import SqliteSubmissionStore
from evals.kills.processes import start
from tests.builders import make_author_question, make_check_in, make_draft, make_saved_plan, make_share, make_turn
from tests.conftest import Clock
from tests.integration.store.children import PERSON, draft_text, save_until_killed
from tests.integration.store.test_erasure import files_with
from tests.integration.store.test_faults import fill_up, small_disk
from tests.unit.report.building import make_submission

__all__ = ["small_disk"]

OTHER = "owen"
WORDS = "Scanned-every-shelf"
NO_WHOLE_BACKUP = "is no whole backup of Vision Coach"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(home: Path, clock: Clock) -> Iterator[SqlitePrivateStore]:
    opened = SqlitePrivateStore.open(home, clock=clock)
    shared = SqliteSharedStore.open(home)
    shared.add_question(make_author_question())
    shared.close()
    for person_id in (PERSON, OTHER):
        opened.save_draft(make_draft(text=f"{WORDS} {person_id}"), person_id=person_id)
        opened.save_plan(make_saved_plan(), person_id=person_id)
        opened.add_turn(make_turn(), person_id=person_id)
        opened.save_share(make_share(), person_id=person_id)
    yield opened
    opened.close()


def back_up(home: Path, target: Path, clock: Clock) -> Path:
    return write_backup(home, target, now=clock.now, code_version="0.1.0")


@pytest.fixture
def backup(home: Path, store: SqlitePrivateStore, clock: Clock, tmp_path: Path) -> Path:
    """A backup of a moment ago; since then an hour has passed."""
    path = back_up(home, tmp_path / "backup.zip", clock)
    clock.now += timedelta(hours=1)
    return path


def put_back(home: Path, backup: Path, clock: Clock) -> Restored:
    return restore_backup(home, backup, now=clock.now)


def kept(home: Path) -> dict[str, Any]:
    """Return everything in both databases, read by a program of its own."""
    store, shared = SqlitePrivateStore.open(home, clock=Clock()), SqliteSharedStore.open(home)
    found = {person_id: store.everything(person_id=person_id) for person_id in (PERSON, OTHER)}
    answer = {**found, "sent": shared.list_questions()}
    store.close()
    shared.close()
    return answer


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_backup_has_both_databases_and_says_what_they_are(backup: Path, clock: Clock) -> None:
    with ZipFile(backup) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert sorted(archive.namelist()) == ["manifest.json", "private.db", "shared.db"]
    assert {database["name"]: database["revision"] for database in manifest["databases"]} == {
        "private": revisions("private")[-1],
        "shared": revisions("shared")[-1],
    }
    assert (datetime.fromisoformat(manifest["made_at"]), manifest["code_version"]) == (
        clock.now - timedelta(hours=1),
        "0.1.0",
    )
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_folder_gets_a_file_with_the_time_and_no_file_is_ever_written_over(
    home: Path, store: SqlitePrivateStore, clock: Clock, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    assert back_up(home, folder, clock) == folder / "vision-coach-20261122T093000Z.zip"
    before = contents(folder)
    with pytest.raises(StoreError, match=r"There is a file .* already\. No backup was written"):
        back_up(home, folder, clock)
    assert contents(folder) == before


def test_a_home_without_databases_is_said(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(StoreError, match="There is no database"):
        back_up(tmp_path / "home", tmp_path / "backup.zip", clock)
    assert not (tmp_path / "backup.zip").exists()


def test_what_is_put_back_is_what_was_there_and_what_was_there_is_kept_aside(
    home: Path, store: SqlitePrivateStore, backup: Path, clock: Clock
) -> None:
    before = kept(home)
    store.save_draft(make_draft(id="later", text="Written-later."), person_id=PERSON)
    store.delete_turn("turn-1", person_id=OTHER)
    later = kept(home)
    store.close()

    done = put_back(home, backup, clock)

    assert kept(home) == before
    assert done.set_aside is not None
    assert set_aside_folders(home) == (done.set_aside,)
    assert kept(done.set_aside) == later
    assert stat.S_IMODE(done.set_aside.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "private.db").stat().st_mode) == 0o600
    assert done.forgotten == 0


def test_a_backup_goes_into_an_empty_home(backup: Path, home: Path, clock: Clock, tmp_path: Path) -> None:
    done = put_back(tmp_path / "new-home", backup, clock)

    assert done.set_aside is None
    assert kept(tmp_path / "new-home") == kept(home)
    assert stat.S_IMODE((tmp_path / "new-home").stat().st_mode) == 0o700


def test_what_somebody_deleted_since_does_not_come_back_and_others_keep_theirs(
    home: Path, store: SqlitePrivateStore, backup: Path, clock: Clock
) -> None:
    store.delete_everything(person_id=PERSON)
    clock.now += timedelta(hours=1)
    store.save_draft(make_draft(id="anew"), person_id=PERSON)
    second = back_up(home, backup.with_name("second.zip"), clock)
    store.close()

    assert put_back(home, backup, clock).forgotten == 1
    found = kept(home)
    assert all(records == () for records in found[PERSON].values())
    assert [len(records) for records in found[OTHER].values()] == [1, 1, 1, 1]
    for folder in set_aside_folders(home):
        shutil.rmtree(folder)
    assert files_with(f"{WORDS} {OTHER}", home), "others have the same first word"
    assert PERSON.encode() not in b"".join(contents(home).values())

    clock.now += timedelta(hours=1)
    assert put_back(home, second, clock).forgotten == 0
    assert [record.id for record in kept(home)[PERSON]["drafts"]] == ["anew"], "written after the deletion"


def test_what_was_taken_back_since_does_not_come_back_with_what_was_decided_about_it(
    home: Path, clock: Clock, tmp_path: Path
) -> None:
    submissions = SqliteSubmissionStore.open(home, clock=clock)
    for person in ("ann", "bob"):
        submissions.add_submission(make_submission(person, note=f"Noted-by-{person}"))
    decision = Decision(submission_id="ann-1", by="lena", at=clock.now, kind="returned", reason="Said-by-lena")
    submissions.add_event(decision, after=0)
    backup = back_up(home, tmp_path / "backup.zip", clock)
    clock.now += timedelta(hours=1)
    submissions.withdraw("ann-1")
    submissions.close()

    set_aside = put_back(home, backup, clock).set_aside
    assert set_aside
    shutil.rmtree(set_aside)

    assert [case.submission.id for case in submissions.list_cases()] == ["bob-1"]
    submissions.close()
    assert files_with("Noted-by-ann", home) == []
    assert files_with("Said-by-lena", home) == []


def test_the_list_of_deletions_names_nobody_and_survives_what_a_kill_leaves_of_a_line(
    home: Path, store: SqlitePrivateStore, backup: Path, clock: Clock
) -> None:
    listed = home / "deleted.jsonl"
    store.delete_everything(person_id=PERSON)
    with listed.open("ab") as torn:
        torn.write(b'{"gone": "53')
    store.delete_everything(person_id=OTHER)
    store.close()

    assert len(listed.read_text().splitlines()) == 3
    assert PERSON not in listed.read_text()
    assert stat.S_IMODE(listed.stat().st_mode) == 0o600
    assert put_back(home, backup, clock).forgotten == 2


def test_a_damaged_list_of_deletions_stops_before_anything_is_put_back(
    home: Path, store: SqlitePrivateStore, backup: Path, clock: Clock
) -> None:
    store.delete_everything(person_id=PERSON)
    store.close()
    listed = home / "deleted.jsonl"
    listed.write_text(listed.read_text().replace('"at"', '"when"'))
    before = contents(home)
    with pytest.raises(StoreError, match=r"list of deletions .* is damaged\. Nothing was changed"):
        put_back(home, backup, clock)
    assert contents(home) == before


def test_deleting_is_refused_where_the_deletion_cannot_be_noted(home: Path, store: SqlitePrivateStore) -> None:
    (home / "deleted.jsonl").mkdir()
    with pytest.raises(StoreError, match=r"deleted\.jsonl"):
        store.delete_everything(person_id=PERSON)
    assert [len(records) for records in store.everything(person_id=PERSON).values()] == [1, 1, 1, 1]


def altered(change: Callable[[dict[str, bytes]], None], *, compression: int = 0) -> Callable[[Path], None]:
    """Return what packs a backup again with other contents."""

    def rewrite(path: Path) -> None:
        with ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        change(files)
        with ZipFile(path, "w", compression) as archive:
            for name, content in files.items():
                archive.writestr(name, content)

    return rewrite


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def another_database(files: dict[str, bytes]) -> None:
    files["private.db"] = files["private.db"].replace(b"Scanned", b"Forged!")


def manifest_with(old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        assert old in files["manifest.json"]
        files["manifest.json"] = files["manifest.json"].replace(old, new)

    return change


DAMAGE: dict[str, Callable[[Path], None]] = {
    "cut short": cut_short,
    "a flipped bit": flip_a_byte,
    "empty": lambda path: path.write_bytes(b""),
    "something else": lambda path: path.write_bytes(b"My shopping list. " * 100),
    "another database": altered(another_database),
    "a database less": altered(lambda files: files.__delitem__("shared.db")),
    "no manifest": altered(lambda files: files.__delitem__("manifest.json")),
    "a file more": altered(lambda files: files.update({"../../evil": b"x"})),
    "compressed": altered(lambda files: None, compression=ZIP_DEFLATED),
    "a name that leads outside": altered(manifest_with(b'"shared"', b'"../shared"')),
    "one database twice": altered(manifest_with(b'"shared"', b'"private"')),
    "another format": altered(manifest_with(b'"format_version": 1', b'"format_version": 2')),
    "a field more": altered(manifest_with(b'"format_version": 1', b'"format_version": 1, "run": "rm"')),
    "a long manifest": altered(lambda files: files.update({"manifest.json": b" " * 200_000})),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_file_that_is_no_whole_backup_is_refused_and_nothing_is_touched(
    damage: str, home: Path, store: SqlitePrivateStore, backup: Path, clock: Clock
) -> None:
    store.close()
    DAMAGE[damage](backup)
    before = contents(home)
    with pytest.raises(StoreError, match=NO_WHOLE_BACKUP):
        put_back(home, backup, clock)
    assert contents(home) == before


def test_a_file_that_is_not_there_is_said(home: Path, store: SqlitePrivateStore, clock: Clock) -> None:
    with pytest.raises(StoreError, match="There is no file"):
        put_back(home, home / "nothing.zip", clock)


def test_a_backup_of_newer_tables_is_refused(home: Path, store: SqlitePrivateStore, backup: Path, clock: Clock) -> None:
    store.close()
    altered(manifest_with(f'"{revisions("private")[-1]}"'.encode(), b'"v9999"'))(backup)
    before = contents(home)
    with pytest.raises(StoreError, match="made by a newer version of Vision Coach"):
        put_back(home, backup, clock)
    assert contents(home) == before


def test_an_older_backup_is_brought_forward(home: Path, store: SqlitePrivateStore, clock: Clock) -> None:
    store.close()
    with closing(sqlite3.connect(home / "shared.db")) as raw, raw:
        raw.execute("DROP TABLE spending")
        raw.execute("UPDATE alembic_version SET version_num = 'v0001'")
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if name not in ("questions", "alembic_version"):
                raw.execute(f"DROP TABLE {name}")
    older = back_up(home, home.with_name("older.zip"), clock)

    put_back(home, older, clock)

    with closing(sqlite3.connect(home / "shared.db")) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == (revisions("shared")[-1],)
    assert kept(home)["sent"] == (make_author_question(),)


def test_a_running_app_stops_a_restore_and_a_program_that_has_a_database_open_too(
    home: Path, store: SqlitePrivateStore, backup: Path, clock: Clock
) -> None:
    before = kept(home)
    with using_home(home), pytest.raises(StoreError, match=r"Vision Coach is running .* Nothing was changed\. Stop it"):
        put_back(home, backup, clock)
    # The connection of the store is open, though nothing is read at this moment.
    with pytest.raises(StoreError, match=r"Another program is using .*private\.db'\. Nothing was put back"):
        put_back(home, backup, clock)
    assert set_aside_folders(home) == ()
    assert kept(home) == before


def test_a_damaged_database_is_set_aside_as_it_is_and_the_backup_takes_its_place(
    home: Path, store: SqlitePrivateStore, backup: Path, clock: Clock
) -> None:
    before = kept(home)
    store.close()
    rubbish = b"My shopping list. " * 1_000
    (home / "private.db").write_bytes(rubbish)
    (home / "private.db-wal").write_bytes(b"What was the log.")
    with pytest.raises(StoreError):
        back_up(home, home.with_name("of-rubbish.zip"), clock)
    assert not home.with_name("of-rubbish.zip").exists()

    done = put_back(home, backup, clock)

    assert kept(home) == before
    assert done.set_aside is not None
    assert (done.set_aside / "private.db").read_bytes() == rubbish


def test_a_backup_on_a_full_disk_leaves_nothing_behind(
    small_disk: Path, home: Path, store: SqlitePrivateStore, clock: Clock
) -> None:
    fill_up(small_disk)
    with pytest.raises(StoreError, match=r"the disk is full\. No backup was written"):
        back_up(home, small_disk, clock)
    assert [path.name for path in small_disk.iterdir()] == ["filler"]


def test_a_restore_on_a_full_disk_changes_nothing(
    small_disk: Path, home: Path, store: SqlitePrivateStore, backup: Path, clock: Clock
) -> None:
    store.close()
    full = small_disk / "home"
    shutil.copytree(home, full)
    fill_up(small_disk)
    before = contents(full)
    with pytest.raises(StoreError, match="the disk is full"):
        put_back(full, backup, clock)
    assert contents(full) == before


def test_a_backup_while_another_process_saves_is_of_one_moment(home: Path, tmp_path: Path, clock: Clock) -> None:
    child, pipe = start(save_until_killed, home, 0)
    with pipe:
        assert pipe.recv() == "started"
        saved = [pipe.recv() for _ in range(5)]
        backup = back_up(home, tmp_path / "backup.zip", clock)
        assert pipe.recv() not in saved, "it goes on saving"
        child.kill()
        child.join()
    child.close()

    put_back(tmp_path / "copy", backup, clock)

    store = SqlitePrivateStore.open(tmp_path / "copy", clock=clock)
    drafts = {draft.id: draft.text for draft in store.list_drafts(person_id=PERSON)}
    (plan,) = store.list_plans(person_id=PERSON)
    store.close()
    assert set(saved) <= drafts.keys()
    assert all(text == draft_text(mark) for mark, text in drafts.items())
    # The child saves a draft, then its check-in: at one moment the two differ by one at most.
    assert len(drafts) - len(plan.check_ins) in (0, 1)


def test_both_databases_are_copied_as_they_were_at_the_same_moment(home: Path, store: SqlitePrivateStore) -> None:
    shared = SqliteSharedStore.open(home)
    with _at_one_moment({"private": home / "private.db", "shared": home / "shared.db"}) as sources:
        store.save_draft(make_draft(id="later"), person_id=PERSON)
        shared.add_question(make_author_question(id="later"))
        found = [
            sources["private"].execute("SELECT count(*) FROM drafts").fetchone(),
            sources["shared"].execute("SELECT count(*) FROM questions").fetchone(),
        ]
    assert found == [(2,), (1,)]
    assert (len(store.list_drafts(person_id=PERSON)), len(shared.list_questions())) == (2, 2)
    shared.close()


def restore_and_die(home: Path, backup: Path, pipe: Connection) -> None:
    """Put a backup back, and die when the first database has been replaced."""
    pipe.send("started")
    replace = Path.replace

    def die(file: Path, target: Path) -> None:
        replace(file, target)
        os.kill(os.getpid(), 9)

    Path.replace = die  # type: ignore[assignment, method-assign]
    restore_backup(home, backup, now=datetime.now(UTC))


def test_a_restore_that_is_killed_half_way_is_said_loses_nothing_and_can_be_run_again(
    home: Path, store: SqlitePrivateStore, backup: Path, clock: Clock
) -> None:
    before = kept(home)
    store.add_check_in("plan-1", make_check_in(note="Later"), person_id=PERSON)
    later = kept(home)
    store.close()
    child, pipe = start(restore_and_die, home, backup)
    with pipe:
        assert pipe.recv() == "started"
        child.join()
    assert child.exitcode == -9
    child.close()

    (aside,) = set_aside_folders(home)
    assert kept(aside) == later
    assert (home / UNFINISHED).exists()
    with (
        pytest.raises(StoreError, match=r"stopped half way\. Nothing was started, and nothing is lost"),
        using_home(home),
    ):
        pass

    put_back(home, backup, clock)

    assert kept(home) == before
    with using_home(home):
        assert list(home.glob(".restoring-*")) == []


def test_what_a_killed_backup_left_is_removed_once_it_is_old(
    home: Path, store: SqlitePrivateStore, clock: Clock, tmp_path: Path
) -> None:
    clock.now = datetime.now(UTC)
    for name, age in (("old", timedelta(days=2)), ("running", timedelta(hours=1))):
        left_over = tmp_path / f".unfinished-backup-{name}"
        left_over.mkdir()
        moment = (clock.now - age).timestamp()
        os.utime(left_over, (moment, moment))
    back_up(home, tmp_path / "backup.zip", clock)
    assert [path.name for path in tmp_path.glob(".unfinished-backup-*")] == [".unfinished-backup-running"]


def audit_entries(home: Path) -> list[str]:
    log = SqliteAuditLog.open(home, clock=Clock())
    assert log.verify().broken_at is None
    found = [entry.record_id for entry in log.list_entries()]
    log.close()
    return found


def test_a_backup_takes_the_audit_log_along_and_never_puts_it_in_the_place_of_a_newer_one(
    home: Path, store: SqlitePrivateStore, clock: Clock, tmp_path: Path
) -> None:
    log = SqliteAuditLog.open(home, clock=clock)
    log.append(AuditNote(who="rita", did="decide", kind="submission", record_id="before"), "done")
    sessions = SqliteSessionStore.open(home)
    sessions.begin("a", now=clock.now, keep_until=clock.now + timedelta(days=1))
    sessions.close()
    backup = back_up(home, tmp_path / "backup.zip", clock)
    log.append(AuditNote(who="rita", did="decide", kind="submission", record_id="since"), "done")
    log.close()
    store.close()

    set_aside = put_back(home, backup, clock).set_aside
    put_back(tmp_path / "new-home", backup, clock)

    assert audit_entries(home) == ["before", "since"]
    assert set_aside
    assert not (set_aside / "audit.db").exists()
    assert audit_entries(tmp_path / "new-home") == ["before"]
