"""Submissions that nobody withdrew and the decisions about them, in `shared.db`, as far as reports need them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Table, func, insert, select

from coach.domain.review import Decision, Submission
from coach.store.engine import Database
from coach.store.records import RECORD_VERSION, RecordT, decode, encode
from coach.store.schema import DECISIONS, SUBMISSIONS


class KeepsReviewed:
    """The part of the shared store that keeps submissions and decisions."""

    _database: Database

    def add_reviewed(self, submissions: Iterable[Submission], decisions: Iterable[Decision]) -> None:
        """Keep submissions and decisions about them, all or none."""
        kept = ((SUBMISSIONS, "submission", submissions), (DECISIONS, "decision", decisions))
        with self._database.writing() as connection:
            for table, name, records in kept:
                rows = [{"record_version": RECORD_VERSION, "record": encode(item, name=name)} for item in records]
                if rows:
                    connection.execute(insert(table), rows)

    def list_reviewed(self) -> tuple[tuple[Submission, ...], tuple[Decision, ...]]:
        """Return all submissions that nobody withdrew, and all decisions about them."""
        return self._all(SUBMISSIONS, Submission), self._all(DECISIONS, Decision)

    def first_shared_on(self) -> date | None:
        """Return the day of the oldest submission that nobody withdrew; None where there is none."""
        day = func.min(func.json_extract(SUBMISSIONS.c.record, "$.submitted_on"))
        with self._database.reading() as connection:
            found = connection.execute(select(day)).scalar()
        return date.fromisoformat(found) if found else None

    def _all(self, table: Table, record_type: type[RecordT]) -> tuple[RecordT, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.number))
            name = record_type.__name__.lower()
            return tuple(decode(record_type, row.record, name=name, version=row.record_version) for row in rows)
