"""Who is signed on, in `sessions.db`: hashes of sign-ons with their times. It does not know whose they are."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from coach.domain.access import Session
from coach.store.engine import Database
from coach.store.migrate import open_database
from coach.store.schema import SESSIONS


class SqliteSessionStore:
    """The sessions on SQLite; threads may share it."""

    def __init__(self, database: Database) -> None:
        """Use a database that has the newest tables."""
        self._database = database

    @classmethod
    def open(cls, home: Path) -> "SqliteSessionStore":
        """Open sessions.db in the folder `home`; make it or bring its tables up to date where needed."""
        return cls(open_database(home / "sessions.db", "sessions"))

    def find(self, session_hash: str) -> Session | None:
        """Return the session, or None if none was begun with this hash."""
        with self._database.reading() as connection:
            row = connection.execute(select(SESSIONS).where(SESSIONS.c.hash == session_hash)).one_or_none()
        if row is None:
            return None
        return Session(begun_at=row.begun_at, used_at=row.used_at, ended_at=row.ended_at)

    def begin(self, session_hash: str, *, now: datetime, keep_until: datetime) -> None:
        """Begin a session, unless there is one with this hash; forget those that need not be kept any more."""
        row = {"hash": session_hash, "begun_at": now, "used_at": now, "keep_until": keep_until}
        with self._database.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.keep_until < now))
            connection.execute(insert(SESSIONS).values(row).on_conflict_do_nothing())

    def use(self, session_hash: str, *, now: datetime) -> None:
        """Note that the session was used."""
        self._change(session_hash, used_at=now)

    def end(self, session_hash: str, *, now: datetime) -> None:
        """End the session; it stays known, so that it cannot be begun again."""
        self._change(session_hash, ended_at=now)

    def close(self) -> None:
        """Let go of the database; a later call opens it again."""
        self._database.close()

    def _change(self, session_hash: str, **values: datetime) -> None:
        with self._database.writing() as connection:
            connection.execute(
                update(SESSIONS).where(SESSIONS.c.hash == session_hash, SESSIONS.c.ended_at.is_(None)).values(values)
            )
