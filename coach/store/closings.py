"""Closed periods and which submissions they settled, in `shared.db`: counts, and apart from them bare ids."""

from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, insert, select

from coach.domain.block import ClosedPeriod, Closing
from coach.errors import ReviewError
from coach.store.engine import Database
from coach.store.records import RECORD_VERSION, decode, encode
from coach.store.schema import CLOSINGS, SETTLED

_REMEMBERED = 40
"""How many closings stay decoded: ten years of quarters."""


class KeepsClosings:
    """The part of the shared store that keeps closed periods."""

    _database: Database

    def add_closing(self, closed: ClosedPeriod, *, follows: str | None, closed_at: datetime) -> None:
        """Keep a closed period and what it settled, both or neither; `follows` is the period that was closed last.

        Raises:
            ReviewError: somebody closed a period since this one was counted; theirs is kept, and this one is not.
        """
        period = closed.closing.period
        text = encode(closed.closing, name=_called(period.id))
        with self._database.writing() as connection:
            newest = _newest(connection)
            if newest == follows:
                connection.execute(
                    insert(CLOSINGS).values(
                        period_id=period.id, closed_at=closed_at, record_version=RECORD_VERSION, record=text
                    )
                )
                _settle(connection, closed.settled)
        if newest != follows:
            what = f"Period {period.id!r}" if newest == period.id else f"Period {newest!r}, and not {period.id!r},"
            raise ReviewError(
                f"{what} was closed by somebody else at the same time. Theirs is kept, yours changed nothing. "
                "Load the page again to see it."
            )

    def list_closings(self) -> tuple[Closing, ...]:
        """Return the closed periods in the order in which they were closed."""
        with self._database.reading() as connection:
            rows = connection.execute(select(CLOSINGS).order_by(CLOSINGS.c.number))
            return tuple(_read(row.period_id, row.record, row.record_version) for row in rows)

    def settled(self) -> frozenset[str]:
        """Return the ids of the submissions that closed periods are done with."""
        with self._database.reading() as connection:
            return frozenset(connection.execute(select(SETTLED.c.submission_id)).scalars())


@lru_cache(maxsize=_REMEMBERED)
def _read(period_id: str, text: str, version: int) -> Closing:
    # The same text is the same closing, and every page of Insights reads them all: decoding a year takes 0.1 s.
    return decode(Closing, text, name=_called(period_id), version=version)


def _newest(connection: Connection) -> str | None:
    return connection.execute(select(CLOSINGS.c.period_id).order_by(CLOSINGS.c.number.desc()).limit(1)).scalar()


def _settle(connection: Connection, submission_ids: frozenset[str]) -> None:
    known = frozenset(connection.execute(select(SETTLED.c.submission_id)).scalars())
    # Sorted, so that the order of the rows says nothing of who was put together with whom.
    if rows := [{"submission_id": submission_id} for submission_id in sorted(submission_ids - known)]:
        connection.execute(insert(SETTLED), rows)


def _called(period_id: str) -> str:
    return f"closed period {period_id!r}"
