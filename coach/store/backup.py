"""Write a backup while the product runs: every database as it was at one moment, in one file for its owner alone."""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from coach.errors import StoreError
from coach.store.archive import DATABASES, BackedUp, Manifest, check_archive, file_name, hash_file, write_archive
from coach.store.failures import plain_failures
from coach.store.lock import using_home
from coach.store.migrate import DatabaseName

_BUSY_S = 30.0
_UNFINISHED = ".unfinished-backup-"
_SURELY_KILLED_S = 86_400
_NO_BACKUP = "No backup was written."


def write_backup(home: Path, target: Path, *, now: datetime, code_version: str) -> Path:
    """Write a backup of a home folder to a new file, or into a folder under a dated name; return the file.

    Raises:
        StoreError: nothing was written; what was there before is as it was.
    """
    path = target / f"vision-coach-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip" if target.is_dir() else target
    if path.exists():
        raise StoreError(f"There is a file {str(path)!r} already. {_NO_BACKUP} Name another one.")
    files = {name: home / file_name(name) for name in DATABASES if (home / file_name(name)).is_file()}
    if not files:
        raise StoreError(f"There is no database in {str(home)!r} yet. {_NO_BACKUP} Start the coach first.")
    _sweep(path.parent, now)
    with (
        using_home(home),
        plain_failures(path, outcome=_NO_BACKUP),
        # Beside the file, so that it can take its place at once; the folder is for its owner alone.
        TemporaryDirectory(prefix=_UNFINISHED, dir=path.parent) as folder,
    ):
        _write(Path(folder), files, path, now=now, code_version=code_version)
    return path


def _sweep(folder: Path, now: datetime) -> None:
    """Remove what backups left there that were killed: it holds everybody's words."""
    for left_over in folder.glob(f"{_UNFINISHED}*"):
        if now.timestamp() - left_over.stat().st_mtime > _SURELY_KILLED_S:
            shutil.rmtree(left_over, ignore_errors=True)


def _write(folder: Path, files: Mapping[DatabaseName, Path], path: Path, *, now: datetime, code_version: str) -> None:
    with _at_one_moment(files) as sources:
        copies = (_copy(source, name, folder) for name, source in sources.items())
        databases = tuple(copy for copy in copies if copy)
    if not databases:
        raise StoreError(f"Nothing is kept yet. {_NO_BACKUP} Start the coach first.")
    manifest = Manifest(made_at=now, code_version=code_version, databases=databases)
    written = folder / path.name
    written.touch(mode=0o600)
    write_archive(written, manifest, folder)
    # Read back, so that no backup is a backup that cannot be put back.
    check_archive(written)
    sync(written)
    written.replace(path)
    sync(path.parent)


@contextmanager
def _at_one_moment(files: Mapping[DatabaseName, Path]) -> Iterator[dict[DatabaseName, sqlite3.Connection]]:
    """Open each database for reading as it is while nobody can write to any; writers then go on at once."""
    with ExitStack() as opened:
        sources = {name: opened.enter_context(closing(_connect(file))) for name, file in files.items()}
        with ExitStack() as waiting:
            for file in files.values():
                waiting.enter_context(closing(_connect(file))).execute("BEGIN IMMEDIATE")
            for source in sources.values():
                source.execute("BEGIN")
                # A transaction sees what there is at its first read.
                source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield sources


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=_BUSY_S, isolation_level=None)


def _copy(source: sqlite3.Connection, name: DatabaseName, folder: Path) -> BackedUp | None:
    file = folder / file_name(name)
    file.touch(mode=0o600)
    with closing(_connect(file)) as copy:
        source.backup(copy)
        # One file, without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE").fetchall()
        if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise StoreError(
                f"The database {file_name(name)!r} is damaged. {_NO_BACKUP} Keep your earlier backups, and put the "
                "last one in its place with `coach restore`."
            )
        # A start that was stopped at its first moment leaves a file without tables.
        if copy.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            return None
        (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    return BackedUp(name=name, revision=revision, size=file.stat().st_size, sha256=hash_file(file))


def sync(path: Path) -> None:
    """Wait until a file, or what a folder lists, is on the disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
