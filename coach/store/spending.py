"""What everybody's calls to a model take each day, in `shared.db`; it does not know who called."""

from datetime import date
from pathlib import Path

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.sqlite import insert

from coach.store.engine import Database
from coach.store.migrate import open_database
from coach.store.schema import SPENDING

# A call waits for two writes, and each would wait for the disk. A crash of the program still loses nothing; a power
# cut can lose the count of the last moments.
_NO_WAIT_FOR_THE_DISK = ("PRAGMA synchronous=NORMAL",)


class SqliteSpendingLedger:
    """A ledger that any number of processes share; together they stay within the most. Threads may share it.

    Money is in millionths of the currency. What a killed process had reserved stays counted for its day.
    """

    def __init__(self, database: Database) -> None:
        """Use a shared database that has the newest tables."""
        self._database = database

    @classmethod
    def open(cls, home: Path) -> "SqliteSpendingLedger":
        """Open shared.db in the folder `home`; make it or bring its tables up to date where needed."""
        return cls(open_database(home / "shared.db", "shared", set_up=_NO_WAIT_FOR_THE_DISK))

    def reserve(self, day: date, *, tokens: int, cost: int, most_tokens: int, most_cost: int | None) -> bool:
        """Count so much for the day if it stays within the most; tell whether it did."""
        fits = [SPENDING.c.day == day, SPENDING.c.tokens + tokens <= most_tokens]
        if most_cost is not None:
            fits.append(SPENDING.c.cost + cost <= most_cost)
        with self._database.writing() as connection:
            connection.execute(insert(SPENDING).values(day=day, tokens=0, cost=0).on_conflict_do_nothing())
            return connection.execute(update(SPENDING).where(*fits).values(_plus(tokens, cost))).rowcount == 1

    def settle(self, day: date, *, tokens: int, cost: int) -> None:
        """Add what was used beyond what was reserved; less than nothing where less was used."""
        with self._database.writing() as connection:
            connection.execute(update(SPENDING).where(SPENDING.c.day == day).values(_plus(tokens, cost)))

    def spent(self, day: date) -> tuple[int, int]:
        """Return the tokens and the cost counted for the day, reserved ones included."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(SPENDING.c.tokens, SPENDING.c.cost).where(SPENDING.c.day == day)
            ).one_or_none()
        return (row.tokens, row.cost) if row is not None else (0, 0)

    def close(self) -> None:
        """Let go of the database; a later call opens it again."""
        self._database.close()


def _plus(tokens: int, cost: int) -> dict[str, ColumnElement[int]]:
    return {"tokens": SPENDING.c.tokens + tokens, "cost": SPENDING.c.cost + cost}
