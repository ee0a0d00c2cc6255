"""Put a backup in the place of the databases: checked first, brought forward, without what was deleted since."""

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from coach.errors import StoreError
from coach.store.archive import DATABASES, Manifest, check_archive, file_name, unpack_archive
from coach.store.backup import sync
from coach.store.deletions import DeletionList
from coach.store.engine import Database
from coach.store.failures import plain_failures
from coach.store.lock import UNFINISHED, alone_in_home
from coach.store.migrate import DatabaseName, open_database
from coach.store.owned import delete_rows
from coach.store.schema import PRIVATE, SUBMISSIONS
from coach.store.submissions import delete_submission

SET_ASIDE = "before-restore-"
"""How the folders begin that hold what was there before a backup was put back."""
_STAGED = ".restoring-"
_NOTHING_PUT_BACK = "Nothing was put back."


@dataclass(frozen=True)
class Restored:
    """What became of a backup."""

    manifest: Manifest
    put_back: tuple[DatabaseName, ...]
    """Which databases of it; an audit log that was there stays."""
    set_aside: Path | None
    """The folder with what was there before; None where nothing was."""
    forgotten: int
    """How many people had deleted everything since; nothing of theirs was put back."""


def restore_backup(home: Path, path: Path, *, now: datetime) -> Restored:
    """Put the databases of a backup in the place of those of a home folder.

    Raises:
        StoreError: the backup cannot be used, or something runs on the folder. What was there is as it was, unless the
            message says that it was stopped half way.
    """
    manifest = check_archive(path)
    with alone_in_home(home), plain_failures(home, outcome=_NOTHING_PUT_BACK):
        for left_over in home.glob(f"{_STAGED}*"):
            shutil.rmtree(left_over)
        with TemporaryDirectory(prefix=_STAGED, dir=home) as folder:
            staged = Path(folder)
            unpack_archive(path, staged)
            names = _replaced(home)
            forgotten = _make_ready(staged, manifest, DeletionList(home))
            for name in names:
                _refuse_if_in_use(home / file_name(name))
            set_aside = _swap(home, staged, names, now)
    put_back = tuple(database.name for database in manifest.databases if database.name in names)
    return Restored(manifest=manifest, put_back=put_back, set_aside=set_aside, forgotten=forgotten)


def _replaced(home: Path) -> tuple[DatabaseName, ...]:
    """Return the databases that a backup takes the place of; not the audit log: that would hide what was done since."""
    return tuple(name for name in DATABASES if name != "audit" or not (home / file_name(name)).exists())


def set_aside_folders(home: Path) -> tuple[Path, ...]:
    """Return the folders with what was there before backups were put back, oldest first."""
    return tuple(sorted(home.glob(f"{SET_ASIDE}*")))


def _make_ready(staged: Path, manifest: Manifest, deletions: DeletionList) -> int:
    """Bring the copies to the newest tables and leave out whoever deleted everything; return how many people."""
    forgotten = 0
    for backed_up in manifest.databases:
        file = staged / backed_up.file_name
        database = open_database(file, backed_up.name)
        try:
            if backed_up.name == "private":
                forgotten = _forget(database, deletions, since=manifest.made_at)
            elif backed_up.name == "shared":
                _take_back(database, deletions, since=manifest.made_at)
        finally:
            database.close()
        _alone(file)
        sync(file)
    return forgotten


def _forget(database: Database, deletions: DeletionList, *, since: datetime) -> int:
    """Delete all that is kept of whoever deleted everything since; return how many people these are."""
    tables = PRIVATE.sorted_tables
    with database.writing() as connection:
        owners = (connection.execute(select(table.c.person_id).distinct()).scalars() for table in tables)
        gone = deletions.since(since, among=set(chain.from_iterable(owners)))
        for table in tables:
            for person_id in gone:
                delete_rows(connection, table, person_id=person_id)
    if gone:
        database.erase_traces()
    return len(gone)


def _take_back(database: Database, deletions: DeletionList, *, since: datetime) -> None:
    """Delete the submissions that were taken back since."""
    with database.writing() as connection:
        gone = deletions.since(since, among=connection.execute(select(SUBMISSIONS.c.id)).scalars())
        for submission_id in gone:
            delete_submission(connection, submission_id)
    if gone:
        database.erase_traces()


def _refuse_if_in_use(file: Path) -> None:
    """Fold the log into the database, which SQLite does for whoever is alone with it, or say that somebody else is."""
    if not file.exists():
        return
    try:
        _alone(file)
    except sqlite3.DatabaseError as error:
        # Where it is damaged, which can be why the backup is wanted, it is set aside with its log, as it is.
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise StoreError(
                f"Another program is using {str(file)!r}. {_NOTHING_PUT_BACK} Close other runs of Vision Coach, then "
                "run this again."
            ) from None


def _alone(file: Path) -> None:
    with closing(sqlite3.connect(file, timeout=1.0, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=ON").fetchall()
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()


def _swap(home: Path, staged: Path, names: Sequence[DatabaseName], now: datetime) -> Path | None:
    """Set aside what is there and move the copies to its place; a database that the backup has none of is set aside."""
    there = [home / file_name(name) for name in names if (home / file_name(name)).exists()]
    aside = home / f"{SET_ASIDE}{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}"
    if there:
        _keep(there, aside)
    outcome = f"It was stopped half way, and what was there before is in {aside.name!r}. Run the same command again."
    with plain_failures(home, outcome=outcome):
        (home / UNFINISHED).touch(mode=0o600)
        sync(home)
        for name in names:
            _replace(home / file_name(name), staged / file_name(name), aside)
        sync(home)
        (home / UNFINISHED).unlink()
        sync(home)
    return aside if there else None


def _keep(files: Sequence[Path], aside: Path) -> None:
    """Give each database a second name in a new folder, so that there is one in its place at each moment."""
    aside.mkdir(mode=0o700)
    try:
        for file in files:
            try:
                os.link(file, aside / file.name)
            except OSError:
                # Not every file system knows second names.
                shutil.copy2(file, aside / file.name)
                sync(aside / file.name)
        sync(aside)
    except OSError:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _replace(file: Path, by: Path, aside: Path) -> None:
    # A log that stayed would be taken for the log of the new database.
    for ending in ("-wal", "-shm", "-journal"):
        beside = file.with_name(file.name + ending)
        if beside.exists():
            beside.replace(aside / beside.name) if aside.exists() else beside.unlink()
    if by.exists():
        by.replace(file)
    else:
        file.unlink(missing_ok=True)
