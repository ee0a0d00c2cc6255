"""How far reviewers agree, over the cases that two of them have read."""

from datetime import UTC, datetime

from coach.domain.finding import State
from coach.domain.review import SharedFinding
from coach.domain.review_case import ReviewCase
from coach.report.agreement import measure_agreement
from coach.review.decide import decide
from coach.review.second_reading import read_again
from tests.unit.report.building import make_submission

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


def case(person: str, first: State, second: State | None) -> ReviewCase:
    finding = SharedFinding(behaviour_id="own-it", state=first, expected_point=3, quotes=("I ring.",))
    waiting = ReviewCase(submission=make_submission(person, findings=(finding,)))
    decided = waiting.model_copy(update={"history": (decide(waiting, "approved", by="lena", at=NOW),)})
    if second is None:
        return decided
    reading = read_again(decided, {"own-it": second}, by="piet", at=NOW, percent=100)
    return decided.model_copy(update={"history": (*decided.history, reading)})


def test_under_five_findings_nothing_is_told() -> None:
    cases = [case(f"p{number}", "shown", "shown") for number in range(4)]

    assert measure_agreement([*cases, case("once", "shown", None)]) is None
    assert measure_agreement([]) is None


def test_all_findings_that_were_read_twice_count() -> None:
    said: list[tuple[State, State]] = [("shown", "shown"), ("contrary", "contrary"), ("shown", "not_described")] * 3
    cases = [case(f"p{number}", first, second) for number, (first, second) in enumerate(said)]
    found = measure_agreement([*cases, case("once", "shown", None)])

    assert found is not None
    assert (found.submissions, found.findings, found.same) == (9, 9, 6)
    assert found.kappa is not None
    assert 0 < found.kappa.value < 1
    assert found.weighted is not None
    assert (found.weighted.value, found.weighted.n) == (1.0, 6)


def test_where_all_is_alike_the_share_is_told_without_a_kappa() -> None:
    found = measure_agreement([case(f"p{number}", "shown", "shown") for number in range(5)])

    assert found is not None
    assert (found.same, found.findings, found.kappa, found.weighted) == (5, 5, None, None)
