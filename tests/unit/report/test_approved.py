from datetime import UTC, datetime
from typing import Any

import pytest

from coach.domain.review import Decision, Edit, Need, SharedRoadblock
from coach.errors import ReviewError
from coach.report.approved import apply_edits, keep_approved
from tests.unit.report.building import make_submission

ANN = make_submission(
    states={"own-it": "contrary", "listen-first": "shown"},
    needs=(Need(behaviour_id="own-it", resource_id="practise"),),
    roadblocks=(SharedRoadblock(behaviour_id="own-it", cause="motive", owner="Head of Shops", text="No time."),),
)


def decide(kind: str = "approved", hour: int = 9, **fields: Any) -> Decision:
    reason = "Tell us more." if kind == "returned" else ""
    at = datetime(2026, 2, 1, hour, tzinfo=UTC)
    return Decision.model_validate(
        {"submission_id": ANN.id, "by": "reviewer", "at": at, "kind": kind, "reason": reason} | fields
    )


def edit(before: str = "contrary", after: str = "partly_shown", behaviour_id: str = "own-it") -> Edit:
    return Edit.model_validate(
        {"behaviour_id": behaviour_id, "before": before, "after": after, "reason": "The second quote shows it."}
    )


@pytest.mark.parametrize(
    ("decisions", "counts"),
    [
        ([], False),
        ([decide("returned")], False),
        ([decide()], True),
        ([decide("returned", 9), decide("approved", 10)], True),
        ([decide("returned", 10), decide("approved", 9)], False),
        ([decide(submission_id="another")], False),
    ],
)
def test_only_what_was_approved_last_counts(decisions: list[Decision], counts: bool) -> None:
    assert keep_approved([ANN], decisions) == ((ANN,) if counts else ())


def test_an_approved_submission_counts_with_the_reviewers_states() -> None:
    (approved,) = keep_approved([ANN], [decide(edits=(edit(),))])

    assert [approved.state(name) for name in ("own-it", "listen-first")] == ["partly_shown", "shown"]
    assert (approved.needs, approved.roadblocks) == (ANN.needs, ANN.roadblocks)


def test_what_is_no_gap_any_more_needs_nothing_and_stops_nobody() -> None:
    edited = apply_edits(ANN, [edit(after="shown")])

    assert (edited.needs, edited.roadblocks) == ((), ())


@pytest.mark.parametrize("wrong", [edit(before="shown"), edit(behaviour_id="never-shared")])
def test_an_edit_of_another_state_than_was_shared_is_refused(wrong: Edit) -> None:
    with pytest.raises(ReviewError, match=r"Nothing was changed; open the submission again\."):
        apply_edits(ANN, [wrong])


def test_two_decisions_at_the_same_time_are_refused() -> None:
    with pytest.raises(ReviewError, match="same time"):
        keep_approved([ANN], [decide("approved"), decide("returned")])
