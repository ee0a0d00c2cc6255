"""One SQLite file: for its owner alone, short transactions, one writer at a time."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from coach.errors import StoreError
from coach.store.failures import NOTHING_KEPT, plain_failures

_SET_UP = (
    "PRAGMA journal_mode=WAL",
    # A save that was acknowledged survives a power cut as well, not only a crash of the program.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    # Nobody's words in a temporary file.
    "PRAGMA temp_store=MEMORY",
    # SQLite before 3.51.3 can damage a write-ahead log, and reports name mmap as what makes it likelier.
    "PRAGMA mmap_size=0",
)
_READ = ("BEGIN",)
_WRITE = ("BEGIN IMMEDIATE",)
# Several processes may be waiting for the one that migrates.
_MIGRATE = ("PRAGMA busy_timeout=30000", "BEGIN IMMEDIATE")
_BARE: tuple[str, ...] = ()
_SQLITE_WITH_SOUND_LOG = (3, 51, 3)
# One for each file: within a process several parts of the product can have the same file open.
_WRITERS: dict[Path, Lock] = {}
_GUARD = Lock()
_TRACES_LEFT = "It was deleted, but traces of the words can still be in the file until you delete again."


class Database:
    """The connections to one SQLite file; the folder and the file are made for their owner alone."""

    def __init__(self, path: Path, *, busy_timeout_ms: int = 5_000, set_up: Sequence[str] = ()) -> None:
        """Make folder and file where they are missing; connect at the first use.

        `set_up` are further statements for each new connection, such as another PRAGMA.
        """
        self.path = path
        with plain_failures(path):
            _make_for_owner(path)
        self._engine = create_engine(
            URL.create("sqlite", database=str(path)),
            # The driver's name for PRAGMA busy_timeout.
            connect_args={"timeout": busy_timeout_ms / 1000},
            hide_parameters=True,
        )
        statements = (*_SET_UP, *set_up)
        event.listen(self._engine, "connect", lambda connection, _record: _set_up(connection, statements))
        event.listen(self._engine, "begin", _begin)
        # Threads would wait for SQLite's lock by polling, which is unfair; two writers at once are also what
        # damages the log of an old SQLite.
        self._one_writer = _writer_lock(path)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read in one transaction."""
        with self._connection(_READ) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write in one transaction that waits its turn at the start, so that it cannot fail half way for a lock."""
        with self._one_writer, self._connection(_WRITE) as connection:
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Change the tables in one transaction, after any other process that is doing so."""
        with self._one_writer, self._connection(_MIGRATE) as connection:
            yield connection
        # The long wait was set on a connection; the next ones start afresh.
        self.close()

    def erase_traces(self) -> None:
        """Rewrite the file without what was deleted, and empty the write-ahead log.

        `secure_delete` alone is not enough: SQLite can leave a copy behind where it moved a row to another page.

        Raises:
            StoreError: the file could not be rewritten, or another program held the log; deleting again repeats it.
        """
        with self._one_writer, self._connection(_BARE, outcome=_TRACES_LEFT) as connection:
            connection.exec_driver_sql("VACUUM")
            log_is_held = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
        if log_is_held:
            raise StoreError(
                f"Another program is reading {str(self.path)!r}. {_TRACES_LEFT} "
                "Close other runs of Vision Coach, then delete again."
            )

    def close(self) -> None:
        """Close every connection; the next use opens new ones."""
        with plain_failures(self.path):
            self._engine.dispose()

    @contextmanager
    def _connection(self, begin: tuple[str, ...], *, outcome: str = NOTHING_KEPT) -> Iterator[Connection]:
        with (
            plain_failures(self.path, outcome=outcome),
            self._engine.execution_options(begin=begin).begin() as connection,
        ):
            yield connection


def sqlite_remark(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """Return what an administrator should know about this SQLite, or nothing."""
    if version >= _SQLITE_WITH_SOUND_LOG:
        return ""
    return (
        f"SQLite {'.'.join(map(str, version))} has a rare fault when two processes write at the same moment "
        "(mended in 3.51.3). Run one Vision Coach per home folder."
    )


def _writer_lock(path: Path) -> Lock:
    with _GUARD:
        return _WRITERS.setdefault(path.absolute(), Lock())


def _make_for_owner(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # SQLite gives the log and the index of the log the permissions of this file.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    # A file put back from a backup is often readable for everybody.
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _set_up(connection: DBAPIConnection, statements: Sequence[str]) -> None:
    # The driver would begin transactions by itself, late and for some statements only.
    connection.isolation_level = None
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()


def _begin(connection: Connection) -> None:
    for statement in connection.get_execution_options()["begin"]:
        connection.exec_driver_sql(statement)
