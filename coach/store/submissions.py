"""What employees share for review, with its history, in `shared.db`; it does not know who they are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from coach.domain.record import Record
from coach.domain.review import Decision, Submission
from coach.domain.review_case import CaseEvent, ReviewCase
from coach.errors import ReviewError, StoreError
from coach.store.deletions import DeletionList
from coach.store.engine import Database
from coach.store.migrate import open_database
from coach.store.protocols import Clock
from coach.store.records import RECORD_VERSION, decode, encode
from coach.store.schema import CASE_EVENTS, SUBMISSIONS

_GONE = (
    "This submission is not there any more: whoever shared it has withdrawn it. Nothing was kept; go on with another."
)
_MEANWHILE = (
    "Somebody else was quicker: something was added to this submission since you opened it. Yours was not kept; open "
    "it again, and decide when you have seen what is new."
)


class _KeptEvent(Record):
    event: CaseEvent


class SqliteSubmissionStore:
    """The store of submissions on SQLite; threads and processes may share it."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        """Use a shared database that has the newest tables."""
        self._database = database
        self._clock = clock
        self._deletions = DeletionList(database.path.parent)

    @classmethod
    def open(cls, home: Path, *, clock: Clock) -> "SqliteSubmissionStore":
        """Open shared.db in the folder `home`; make it or bring its tables up to date where needed."""
        return cls(open_database(home / "shared.db", "shared"), clock=clock)

    def add_submission(self, submission: Submission) -> None:
        """Keep the submission; the same one handed in twice is kept once.

        Raises:
            StoreError: another submission has this id; it was kept, and this one was not.
        """
        text = encode(submission, name=_called(submission.id))
        with self._database.writing() as connection:
            kept = connection.execute(
                select(SUBMISSIONS.c.record).where(SUBMISSIONS.c.id == submission.id)
            ).scalar_one_or_none()
            if kept is None:
                connection.execute(
                    insert(SUBMISSIONS).values(id=submission.id, record_version=RECORD_VERSION, record=text)
                )
        if kept not in (None, text):
            raise StoreError(
                f"The {_called(submission.id)} was not shared: another one has this id. Nothing was changed. "
                "Share it again."
            )

    def load_case(self, submission_id: str) -> ReviewCase | None:
        """Return the submission with its history, or None if there is none, or none any more."""
        with self._database.reading() as connection:
            return _load(connection, submission_id)

    def list_cases(self) -> tuple[ReviewCase, ...]:
        """Return every submission with its history, in the order in which they were handed in."""
        with self._database.reading() as connection:
            events: dict[str, list[CaseEvent]] = defaultdict(list)
            for row in connection.execute(
                select(CASE_EVENTS).order_by(CASE_EVENTS.c.submission_id, CASE_EVENTS.c.place)
            ):
                events[row.submission_id].append(_event(row))
            rows = connection.execute(select(SUBMISSIONS).order_by(SUBMISSIONS.c.number))
            return tuple(_case(row, events[row.id]) for row in rows)

    def add_reviewed(self, submissions: Iterable[Submission], decisions: Iterable[Decision]) -> None:
        """Keep many new submissions and the decisions about them, all or none."""
        histories: dict[str, list[Decision]] = defaultdict(list)
        for decision in sorted(decisions, key=lambda item: item.at):
            histories[decision.submission_id].append(decision)
        kept = [
            {"id": item.id, "record_version": RECORD_VERSION, "record": encode(item, name=_called(item.id))}
            for item in submissions
        ]
        added = [_row(event, place) for history in histories.values() for place, event in enumerate(history)]
        with self._database.writing() as connection:
            for table, rows in ((SUBMISSIONS, kept), (CASE_EVENTS, added)):
                if rows:
                    connection.execute(insert(table), rows)

    def list_reviewed(self) -> tuple[tuple[Submission, ...], tuple[Decision, ...]]:
        """Return all submissions that nobody withdrew, and all decisions about them."""
        cases = self.list_cases()
        events = chain.from_iterable(case.history for case in cases)
        return tuple(case.submission for case in cases), tuple(each for each in events if isinstance(each, Decision))

    def first_shared_on(self) -> date | None:
        """Return the day of the oldest submission that nobody withdrew; None where there is none."""
        day = func.min(func.json_extract(SUBMISSIONS.c.record, "$.submitted_on"))
        with self._database.reading() as connection:
            found = connection.execute(select(day)).scalar()
        return date.fromisoformat(found) if found else None

    def add_event(self, event: CaseEvent, *, after: int) -> ReviewCase:
        """Add to a history that has `after` events, and return the case.

        Raises:
            ReviewError: somebody else added to it, or the submission was withdrawn; nothing was kept.
        """
        row = _row(event, after)
        here = CASE_EVENTS.c.submission_id == event.submission_id
        with self._database.writing() as connection:
            if _load(connection, event.submission_id) is None:
                raise ReviewError(_GONE)
            if connection.execute(select(func.count()).select_from(CASE_EVENTS).where(here)).scalar_one() != after:
                raise ReviewError(_MEANWHILE)
            connection.execute(insert(CASE_EVENTS).values(row))
            case = _load(connection, event.submission_id)
        assert case is not None
        return case

    def withdraw(self, submission_id: str) -> None:
        """Delete the submission, its history, and every trace of their words in the store's files."""
        with self._database.writing() as connection:
            # A backup begins when nobody is writing, so it has either no such submission or an earlier time than this.
            self._deletions.add(submission_id, at=self._clock())
            delete_submission(connection, submission_id)
        self._database.erase_traces()

    def close(self) -> None:
        """Let go of the database; a later call opens it again."""
        self._database.close()


def delete_submission(connection: Connection, submission_id: str) -> None:
    """Delete a submission and its history."""
    connection.execute(delete(CASE_EVENTS).where(CASE_EVENTS.c.submission_id == submission_id))
    connection.execute(delete(SUBMISSIONS).where(SUBMISSIONS.c.id == submission_id))


def _load(connection: Connection, submission_id: str) -> ReviewCase | None:
    row = connection.execute(select(SUBMISSIONS).where(SUBMISSIONS.c.id == submission_id)).one_or_none()
    if row is None:
        return None
    of_it = select(CASE_EVENTS).where(CASE_EVENTS.c.submission_id == submission_id)
    return _case(row, map(_event, connection.execute(of_it.order_by(CASE_EVENTS.c.place))))


def _case(row: Row[Any], history: Iterable[CaseEvent]) -> ReviewCase:
    submission = decode(Submission, row.record, name=_called(row.id), version=row.record_version)
    return ReviewCase(submission=submission, history=tuple(history))


def _row(event: CaseEvent, place: int) -> dict[str, object]:
    text = encode(_KeptEvent(event=event), name=f"entry in the history of {_called(event.submission_id)}")
    return {
        "submission_id": event.submission_id,
        "place": place,
        "record_version": RECORD_VERSION,
        "record": text,
    }


def _event(row: Row[Any]) -> CaseEvent:
    name = f"entry {row.place + 1} in the history of {_called(row.submission_id)}"
    return decode(_KeptEvent, row.record, name=name, version=row.record_version).event


def _called(submission_id: str) -> str:
    return f"submission {submission_id!r}"
