"""Questions that employees sent to the authors, and closed periods, in `shared.db`."""

from pathlib import Path

from sqlalchemy import insert, select

from coach.domain.draft import AuthorQuestion
from coach.errors import StoreError
from coach.store.closings import KeepsClosings
from coach.store.engine import Database
from coach.store.migrate import open_database
from coach.store.records import RECORD_VERSION, decode, encode
from coach.store.schema import QUESTIONS


class SqliteSharedStore(KeepsClosings):
    """The shared store on SQLite; threads may share it."""

    def __init__(self, database: Database) -> None:
        """Use a database that has the newest tables."""
        self._database = database

    @classmethod
    def open(cls, home: Path) -> "SqliteSharedStore":
        """Open shared.db in the folder `home`; make it or bring its tables up to date where needed."""
        return cls(open_database(home / "shared.db", "shared"))

    def add_question(self, question: AuthorQuestion) -> None:
        """Keep the question for the authors; the same question sent twice is kept once.

        Raises:
            StoreError: another question has this id; it was kept, and this one was not.
        """
        text = encode(question, name=_called(question.id))
        with self._database.writing() as connection:
            kept = connection.execute(select(QUESTIONS.c.record).where(QUESTIONS.c.id == question.id)).scalar()
            if kept is None:
                connection.execute(
                    insert(QUESTIONS).values(
                        id=question.id, asked_on=question.asked_on, record_version=RECORD_VERSION, record=text
                    )
                )
        if kept not in (None, text):
            raise StoreError(
                f"The {_called(question.id)} was not sent: another one has this id. Nothing was changed. "
                "Ask again, then send it."
            )

    def list_questions(self) -> tuple[AuthorQuestion, ...]:
        """Return the questions in the order in which they were sent."""
        with self._database.reading() as connection:
            rows = connection.execute(select(QUESTIONS).order_by(QUESTIONS.c.number))
            return tuple(
                decode(AuthorQuestion, row.record, name=_called(row.id), version=row.record_version) for row in rows
            )

    def close(self) -> None:
        """Let go of the database; a later call opens it again."""
        self._database.close()


def _called(question_id: str) -> str:
    return f"question {question_id!r}"
