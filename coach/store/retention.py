"""How long records are kept: what nobody changed for longer than an administrator set is deleted."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, delete, func, select

from coach.store.engine import Database
from coach.store.migrate import open_database
from coach.store.protocols import Clock
from coach.store.schema import PRIVATE


class Retention:
    """Delete what is due, by the time of its last change; a table without a limit keeps all it has."""

    def __init__(self, database: Database, days: Mapping[str, int], *, clock: Clock) -> None:
        """Use a private database that has the newest tables; `days` are the limits by the name of a table."""
        self._database = database
        self._days = days
        self._clock = clock

    @classmethod
    def open(cls, home: Path, days: Mapping[str, int], *, clock: Clock) -> "Retention":
        """Open private.db in the folder `home`; make it or bring its tables up to date where needed."""
        return cls(open_database(home / "private.db", "private"), days, clock=clock)

    def count_due(self) -> dict[str, int]:
        """Return how many records are due now, for each table that has a limit."""
        with self._database.reading() as connection:
            return {
                name: connection.execute(
                    select(func.count()).select_from(PRIVATE.tables[name]).where(is_due)
                ).scalar_one()
                for name, is_due in self._due().items()
            }

    def delete_due(self) -> dict[str, int]:
        """Delete what is due with every trace of its words; return how many records, for each table with a limit.

        Raises:
            StoreError: the database refused; a later run takes it up where this one ended.
        """
        with self._database.writing() as connection:
            deleted = {
                name: connection.execute(delete(PRIVATE.tables[name]).where(is_due)).rowcount
                for name, is_due in self._due().items()
            }
        # Also where nothing was due: an earlier run may have been stopped between the two.
        if self._days:
            self._database.erase_traces()
        return deleted

    def close(self) -> None:
        """Let go of the database; a later call opens it again."""
        self._database.close()

    def _due(self) -> dict[str, ColumnElement[bool]]:
        now = self._clock()
        return {
            name: PRIVATE.tables[name].c.updated_at < now - timedelta(days=days) for name, days in self._days.items()
        }
