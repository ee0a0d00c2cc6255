"""What is saved until the kill: turns of Ask in the private store, submissions with an answer in the shared one."""

from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from coach.domain.answer import Answer
from coach.domain.draft import Turn
from coach.domain.provenance import Provenance
from coach.domain.review import Submission
from coach.domain.review_case import Comment
from coach.store.private import SqlitePrivateStore
from coach.store.submissions import SqliteSubmissionStore

_PERSON = "somebody"
_ROLE = "any-role"
_SAID = " said"
_LONGEST = 2_000
_NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
_PROVENANCE = Provenance(engine="embedded", model="none", knowledge_version="generated", code_version="0")


def _clock() -> datetime:
    return _NOW


def words_of(mark: str) -> str:
    """Return a text of about 3,000 characters that belongs to a mark alone, so that half of it would be seen."""
    return f"Save {mark}. " * 250


def save_turns(home: Path, run: int, pipe: Connection) -> None:
    """Save one turn after the other."""
    pipe.send("started")
    store = SqlitePrivateStore.open(home, clock=_clock)
    number = 0
    while True:
        mark = f"{run}-{number}"
        answer = Answer(
            question=words_of(mark),
            role_id=_ROLE,
            behaviour_ids=(),
            lines=(),
            citations=(),
            abstained=True,
            support=None,
            provenance=_PROVENANCE,
        )
        store.add_turn(Turn(id=mark, asked_at=_NOW, answer=answer), person_id=_PERSON)
        pipe.send(mark)
        number += 1


def find_turns(home: Path) -> dict[str, bool]:
    """Return the marks that are there, and whether each is whole."""
    store = SqlitePrivateStore.open(home, clock=_clock)
    turns = store.list_turns(person_id=_PERSON)
    store.close()
    return {turn.id: turn.answer.question == words_of(turn.id) for turn in turns}


def save_submissions(home: Path, run: int, pipe: Connection) -> None:
    """Hand in one submission after the other, and say something to each."""
    pipe.send("started")
    store = SqliteSubmissionStore.open(home, clock=_clock)
    number = 0
    while True:
        mark = f"{run}-{number}"
        store.add_submission(_submission(mark))
        pipe.send(mark)
        store.add_event(_said(mark), after=0)
        pipe.send(f"{mark}{_SAID}")
        number += 1


def find_submissions(home: Path) -> dict[str, bool]:
    """Return the marks that are there, and whether what each stands for is whole."""
    store = SqliteSubmissionStore.open(home, clock=_clock)
    cases = store.list_cases()
    store.close()
    found = {}
    for case in cases:
        mark = case.submission.id
        found[mark] = case.submission == _submission(mark)
        if case.history:
            found[f"{mark}{_SAID}"] = case.history == (_said(mark),)
    return found


def _said(mark: str) -> Comment:
    return Comment(submission_id=mark, at=_NOW, words=words_of(mark)[:_LONGEST])


def _submission(mark: str) -> Submission:
    return Submission(
        id=mark,
        person=_PERSON,
        role_id=_ROLE,
        team=None,
        site=None,
        knowledge_version="generated",
        submitted_on=_NOW.date(),
        asked=("any-behaviour",),
        findings=(),
        note=words_of(mark)[:_LONGEST],
    )
