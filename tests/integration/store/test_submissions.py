"""Submissions and their histories on real SQLite, with several at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.domain.review import Decision
from coach.domain.review_case import Comment, ReadState, ReviewCase, SecondReading
from coach.errors import ReviewError, StoreError
from coach.store.submissions import SqliteSubmissionStore
from tests.conftest import Clock
from tests.unit.report.building import SPRING, SUMMER, make_submission

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
ROUNDS = 200
WORDS = "Nobody-rang-the-customer-back"


def returned(submission_id: str, by: str) -> Decision:
    return Decision(submission_id=submission_id, by=by, at=NOW, kind="returned", reason="Say more.")


@pytest.fixture
def store(tmp_path: Path) -> SqliteSubmissionStore:
    return SqliteSubmissionStore.open(tmp_path, clock=Clock())


def test_a_submission_and_its_history_come_back_as_they_were(store: SqliteSubmissionStore) -> None:
    first, second = make_submission("ann"), make_submission("bob")
    decision = returned(first.id, "lena")
    said = Comment(submission_id=first.id, at=NOW, words="I have.")
    states = (ReadState(behaviour_id="own-it", state="contrary"),)
    reading = SecondReading(submission_id=first.id, by="piet", at=NOW, states=states)
    for submission in (first, second, first):
        store.add_submission(submission)
    store.add_event(decision, after=0)

    assert store.add_event(said, after=1) == ReviewCase(submission=first, history=(decision, said))
    store.add_event(reading, after=2)
    assert store.list_cases() == (
        ReviewCase(submission=first, history=(decision, said, reading)),
        ReviewCase(submission=second),
    )
    assert store.load_case("nobody-s") is None


def test_another_submission_does_not_take_the_place_of_one(store: SqliteSubmissionStore) -> None:
    store.add_submission(make_submission("ann"))

    with pytest.raises(StoreError, match="another one has this id"):
        store.add_submission(make_submission("ann", team="night"))
    assert store.load_case("ann-1") == ReviewCase(submission=make_submission("ann"))


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(tmp_path: Path) -> None:
    stores = [SqliteSubmissionStore.open(tmp_path, clock=Clock()) for _ in range(2)]
    for number in range(ROUNDS):
        stores[0].add_submission(make_submission(f"ann-{number}"))

    def decide(number: int, reviewer: int) -> str:
        try:
            stores[reviewer].add_event(returned(f"ann-{number}-1", f"reviewer-{reviewer}"), after=0)
        except ReviewError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as both:
        for number in range(ROUNDS):
            told = list(both.map(decide, (number, number), (0, 1)))
            case = stores[0].load_case(f"ann-{number}-1")
            assert case is not None
            assert case.history == (returned(f"ann-{number}-1", f"reviewer-{told.index('')}"),)
            assert "Somebody else was quicker" in max(told)


def test_what_is_withdrawn_is_gone_and_a_reviewer_who_has_it_open_is_told(
    store: SqliteSubmissionStore, tmp_path: Path
) -> None:
    store.add_submission(make_submission("ann", note=WORDS))
    store.add_submission(make_submission("bob"))
    store.add_event(Decision(submission_id="ann-1", by="lena", at=NOW, kind="returned", reason=WORDS), after=0)

    store.withdraw("ann-1")

    with pytest.raises(ReviewError, match="withdrawn"):
        store.add_event(returned("ann-1", "lena"), after=1)
    assert [case.submission.id for case in store.list_cases()] == ["bob-1"]
    store.close()
    assert [file.name for file in tmp_path.iterdir() if WORDS.encode() in file.read_bytes()] == []


def test_reports_get_every_submission_and_every_decision_and_the_oldest_day(store: SqliteSubmissionStore) -> None:
    assert store.first_shared_on() is None
    late, early = make_submission("bob", submitted_on=SUMMER.first), make_submission("ann")
    decisions = [returned(late.id, "lena"), returned(early.id, "piet")]
    store.add_reviewed([late, early], decisions)
    store.add_event(Comment(submission_id=late.id, at=NOW, words="I have."), after=1)

    assert store.list_reviewed() == ((late, early), tuple(decisions))
    assert store.first_shared_on() == SPRING.first
