"""What a person at L&D may decide about a submission, and what the employee may say to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from coach.domain.review import Decision, Edit
from coach.domain.review_case import Comment, ReviewCase
from coach.errors import ReviewError


def decide(
    case: ReviewCase,
    kind: Literal["approved", "returned"],
    *,
    by: str,
    at: datetime,
    edits: Sequence[Edit] = (),
    reason: str = "",
) -> Decision:
    """Return the decision about a submission that waits.

    Raises:
        ReviewError: the submission does not wait, it would be returned without a reason or with edits, or an edit is of
            something that was not shared, that has another state, or that changes nothing.
    """
    if case.state != "waiting":
        raise ReviewError(
            "This submission was decided already, and nobody has answered since. Your decision was not kept; open it "
            "again to see what was decided."
        )
    if kind == "returned" and not reason.strip():
        raise ReviewError("Write why you send it back. The employee has to know what to do; nothing was kept yet.")
    if kind == "returned" and edits:
        raise ReviewError("A submission goes back as it came. Say what you see differently in the reason instead.")
    shared = {finding.behaviour_id: finding.state for finding in case.submission.findings}
    for edit in edits:
        if shared.get(edit.behaviour_id) != edit.before:
            raise ReviewError(
                f"The edit of {edit.behaviour_id!r} does not fit what was shared. Nothing was kept; open the "
                "submission again."
            )
        if edit.before == edit.after:
            raise ReviewError(f"The edit of {edit.behaviour_id!r} changes nothing. Leave it out, or choose a state.")
    return Decision(
        submission_id=case.submission.id, by=by, at=at, kind=kind, edits=tuple(edits), reason=reason.strip()
    )


def comment(case: ReviewCase, words: str, *, at: datetime) -> Comment:
    """Return what the employee says to the latest decision.

    Raises:
        ReviewError: nothing was decided since the last comment, or there are no words.
    """
    if case.state == "waiting":
        raise ReviewError("L&D has not decided since you wrote last. Your words were not sent; wait for the decision.")
    if not words.strip():
        raise ReviewError("Write what you want to say to L&D. Nothing was sent yet.")
    return Comment(submission_id=case.submission.id, at=at, words=words.strip())
