"""Who may decide what, when; and what the employee may say to it."""

from datetime import UTC, datetime, timedelta

import pytest

from coach.domain.review import Edit
from coach.domain.review_case import CaseEvent, ReviewCase
from coach.errors import ReviewError
from coach.review.decide import comment, decide
from tests.unit.report.building import make_submission

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
EDIT = Edit(behaviour_id="own-it", before="contrary", after="partly_shown", reason="The second sentence shows it.")


def case(*history: CaseEvent) -> ReviewCase:
    return ReviewCase(submission=make_submission(states={"own-it": "contrary"}), history=history)


def test_an_approval_keeps_what_the_reviewer_saw_differently() -> None:
    decision = decide(case(), "approved", by="lena", at=NOW, edits=[EDIT])

    assert (decision.kind, decision.edits, decision.by, decision.submission_id) == (
        "approved",
        (EDIT,),
        "lena",
        "ann-1",
    )
    assert case(decision).state == "approved"
    assert case(decision).decision == decision


@pytest.mark.parametrize(
    ("edits", "reason", "said"),
    [((), " ", "why you send it back"), ((EDIT,), "Say more.", "goes back as it came")],
)
def test_a_submission_goes_back_with_a_reason_and_without_edits(
    edits: tuple[Edit, ...], reason: str, said: str
) -> None:
    with pytest.raises(ReviewError, match=said):
        decide(case(), "returned", by="lena", at=NOW, edits=edits, reason=reason)


@pytest.mark.parametrize(
    "edit",
    [
        EDIT.model_copy(update={"behaviour_id": "not-shared"}),
        EDIT.model_copy(update={"before": "shown"}),
        EDIT.model_copy(update={"after": "contrary"}),
    ],
    ids=["not shared", "another state", "no change"],
)
def test_an_edit_has_to_fit_what_was_shared(edit: Edit) -> None:
    with pytest.raises(ReviewError, match="edit of"):
        decide(case(), "approved", by="lena", at=NOW, edits=[edit])


def test_what_was_decided_waits_again_once_the_employee_has_said_something() -> None:
    returned = decide(case(), "returned", by="lena", at=NOW, reason="Say more.")
    with pytest.raises(ReviewError, match="decided already"):
        decide(case(returned), "approved", by="piet", at=NOW)

    said = comment(case(returned), " I have rung them all. ", at=NOW + timedelta(hours=1))

    assert said.words == "I have rung them all."
    again = case(returned, said)
    assert (again.state, again.decision) == ("waiting", returned)
    assert decide(again, "approved", by="piet", at=NOW + timedelta(hours=2)).by == "piet"


def test_an_employee_speaks_once_to_each_decision() -> None:
    returned = decide(case(), "returned", by="lena", at=NOW, reason="Say more.")
    with pytest.raises(ReviewError, match="has not decided"):
        comment(case(), "Hello?", at=NOW)
    with pytest.raises(ReviewError, match="Write what"):
        comment(case(returned), " ", at=NOW)
