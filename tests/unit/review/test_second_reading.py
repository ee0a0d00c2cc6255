"""Who reads again, what they may see, and what becomes of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from coach.domain.finding import State
from coach.domain.review import Decision, Edit, SharedFinding
from coach.domain.review_case import CaseEvent, ReadState, ReviewCase, SecondReading
from coach.errors import ReviewError
from coach.review.decide import comment, decide
from coach.review.second_reading import ReadTwice, as_seen_by, is_in_sample, read_again, read_twice
from tests.unit.report.building import make_submission

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
OWNED = SharedFinding(behaviour_id="own-it", state="contrary", expected_point=3, counter_quotes=("I never ring.",))
POSTED = SharedFinding(behaviour_id="keep-posted", state="shown", point=3, expected_point=3, quotes=("I text.",))
WORDLESS = SharedFinding(behaviour_id="hand-over", state="shown", point=3, expected_point=3)
SUBMISSION = make_submission(
    findings=(OWNED, POSTED, WORDLESS), asked=("own-it", "keep-posted", "hand-over"), states={}
)
EDIT = Edit(behaviour_id="own-it", before="contrary", after="partly_shown", reason="The end of it shows it.")
STATES: Mapping[str, State] = {"own-it": "contrary", "keep-posted": "shown"}


def approved(*, by: str = "lena") -> Decision:
    return decide(ReviewCase(submission=SUBMISSION), "approved", by=by, at=NOW, edits=[EDIT])


def case(*history: CaseEvent) -> ReviewCase:
    return ReviewCase(submission=SUBMISSION, history=history)


def read(read_case: ReviewCase, states: Mapping[str, State] = STATES, *, by: str = "piet") -> SecondReading:
    return read_again(read_case, states, by=by, at=LATER, percent=100)


def test_the_sample_is_the_share_that_was_asked_for_and_the_same_at_each_look() -> None:
    ids = [f"submission-{number}" for number in range(5_000)]
    sample = {one for one in ids if is_in_sample(one, 10)}

    assert 400 < len(sample) < 600
    assert sample == {one for one in reversed(ids) if is_in_sample(one, 10)}
    assert sample < {one for one in ids if is_in_sample(one, 20)}
    assert not any(is_in_sample(one, 0) for one in ids)
    assert all(is_in_sample(one, 100) for one in ids)


def test_the_second_reader_gets_what_was_shared_and_nothing_of_the_decision() -> None:
    seen = as_seen_by(case(approved()), "piet", percent=100)

    assert seen == ReviewCase(submission=SUBMISSION, for_second_reader=True)
    assert (seen.state, seen.decision) == ("second_reading", None)
    assert "The end of it shows it." not in seen.model_dump_json()


@pytest.mark.parametrize(
    ("reviewed", "percent"),
    [
        (case(), 100),
        (case(decide(case(), "returned", by="lena", at=NOW, reason="Say more.")), 100),
        (case(approved()), 0),
        (case(approved(by="piet")), 100),
        (ReviewCase(submission=make_submission(), history=(approved().model_copy(update={"edits": ()}),)), 100),
    ],
    ids=["waits", "sent back", "switched off", "their own decision", "no words to read"],
)
def test_everything_else_is_seen_whole(reviewed: ReviewCase, percent: int) -> None:
    assert as_seen_by(reviewed, "piet", percent=percent) == reviewed


def test_whoever_decided_before_the_employee_answered_is_no_second_reader_either() -> None:
    returned = decide(case(), "returned", by="piet", at=NOW, reason="Say more.")
    said = comment(case(returned), "I have.", at=NOW)
    again = case(returned, said, decide(case(returned, said), "approved", by="lena", at=NOW))

    assert as_seen_by(again, "piet", percent=100) == again
    with pytest.raises(ReviewError, match="somebody else has to read it"):
        read(again)


def test_a_second_reading_changes_neither_the_decision_nor_whose_turn_it_is() -> None:
    decision = approved()
    both = case(decision, read(case(decision)))

    assert (both.state, both.decision) == ("approved", decision)
    assert as_seen_by(both, "ruth", percent=100) == both


def test_both_readings_stand_side_by_side_for_each_finding_with_words() -> None:
    decision = approved()

    assert read_twice(case(decision, read(case(decision)))) == (
        ReadTwice(finding=OWNED, first="partly_shown", second="contrary"),
        ReadTwice(finding=POSTED, first="shown", second="shown"),
    )
    assert read_twice(case(decision)) == ()


def test_a_decision_after_the_second_reading_is_not_taken_for_the_first_one() -> None:
    decision = approved()
    reading = read(case(decision))
    said = comment(case(decision, reading), "I do ring.", at=LATER)
    last = decide(case(decision, reading, said), "approved", by="lena", at=LATER)

    assert [item.first for item in read_twice(case(decision, reading, said, last))] == ["partly_shown", "shown"]


@pytest.mark.parametrize(
    "states", [{"own-it": "shown"}, {}, {**STATES, "hand-over": "shown"}], ids=["one missing", "none", "one too many"]
)
def test_each_finding_with_words_is_read_and_no_other(states: Mapping[str, State]) -> None:
    with pytest.raises(ReviewError, match="each finding"):
        read(case(approved()), states)


def test_a_submission_is_read_again_once() -> None:
    decision = approved()
    with pytest.raises(ReviewError, match="somebody else was quicker"):
        read(case(decision, read(case(decision))), by="ruth")


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="second reader may not get it"):
        ReviewCase(submission=SUBMISSION, history=(approved(),), for_second_reader=True)
    one = ReadState(behaviour_id="own-it", state="shown")
    with pytest.raises(ValueError, match="names a behaviour twice"):
        SecondReading(submission_id="ann-1", by="piet", at=NOW, states=(one, one))
