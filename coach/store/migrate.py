"""Bring a database to the newest tables when it is opened."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Literal

from sqlalchemy import Connection, text
from sqlalchemy import inspect as inspect_database

from coach.errors import StoreError
from coach.store.engine import Database

DatabaseName = Literal["private", "shared", "sessions", "audit"]

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

# Alembic hands its context to the migration files through module globals.
_ONE_AT_A_TIME = Lock()


def open_database(path: Path, name: DatabaseName, *, set_up: Sequence[str] = ()) -> Database:
    """Open the database at `path` and bring it to the newest tables; `set_up` as for a Database.

    Any number of processes may do this at once: one migrates in a single transaction, the others wait for it.

    Raises:
        StoreError: the file cannot be used, or a newer version of Vision Coach made it.
    """
    database = Database(path, set_up=set_up)
    try:
        _bring_up_to_date(database, name)
    except StoreError:
        database.close()
        raise
    return database


def revisions(name: DatabaseName) -> tuple[str, ...]:
    """Return the ids of the migrations, oldest first.

    They are read from the file names (`v0001_….py`), because importing alembic takes most of a second and a
    database that is up to date does not need it.
    """
    return tuple(sorted(path.stem.partition("_")[0] for path in (MIGRATIONS / name / "versions").glob("v*.py")))


def _bring_up_to_date(database: Database, name: DatabaseName) -> None:
    known = revisions(name)
    with database.reading() as connection:
        if _revision(connection) == known[-1]:
            return
    with _ONE_AT_A_TIME, database.migrating() as connection:
        present = _revision(connection)
        if present not in (None, *known):
            raise StoreError(
                f"The file {str(database.path)!r} was made by a newer version of Vision Coach (tables {present!r}; "
                f"this version knows up to {known[-1]!r}). Nothing was changed. Install the newer version, or choose "
                "another folder with COACH_HOME."
            )
        # Another process may have done it while this one waited.
        if present != known[-1]:
            _upgrade(connection, name)


def _revision(connection: Connection) -> str | None:
    if not inspect_database(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection, name: DatabaseName) -> None:
    # Slow to import, and needed only here; see `revisions`.
    from alembic import command
    from alembic.config import Config

    config = Config()
    # A "%" in an option starts a reference to another one.
    config.set_main_option("script_location", str(MIGRATIONS / name).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
