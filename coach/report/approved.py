"""Which submissions count: those that a reviewer approved, with the reviewer's edits."""

from collections import defaultdict
from collections.abc import Sequence

from coach.domain.plan import GAP_STATES
from coach.domain.review import Decision, Edit, SharedFinding, Submission
from coach.errors import ReviewError


def keep_approved(submissions: Sequence[Submission], decisions: Sequence[Decision]) -> tuple[Submission, ...]:
    """Return the submissions whose latest decision is an approval, as the reviewers left them.

    Raises:
        ReviewError: two decisions about one submission have the same time, or an edit is of another state.
    """
    by_submission: dict[str, list[Decision]] = defaultdict(list)
    for decision in sorted(decisions, key=lambda item: item.at):
        by_submission[decision.submission_id].append(decision)
    approved = []
    for submission in submissions:
        history = by_submission.get(submission.id, [])
        _refuse_ties(submission, history)
        if history and history[-1].kind == "approved":
            approved.append(apply_edits(submission, history[-1].edits))
    return tuple(approved)


def apply_edits(submission: Submission, edits: Sequence[Edit]) -> Submission:
    """Return the submission with the reviewer's states; what is no gap any more needs nothing and stops nobody.

    Raises:
        ReviewError: an edit is of a finding that is not there, or that has another state.
    """
    if not edits:
        return submission
    changes = {edit.behaviour_id: edit for edit in edits}
    states = {finding.behaviour_id: finding.state for finding in submission.findings}
    for edit in edits:
        if states.get(edit.behaviour_id) != edit.before:
            raise ReviewError(
                f"The edit of {edit.behaviour_id!r} in submission {submission.id!r} is of a finding that is "
                f"{edit.before!r}, and there is none. Nothing was changed; open the submission again."
            )
    findings = tuple(_edited(finding, changes.get(finding.behaviour_id)) for finding in submission.findings)
    gaps = {finding.behaviour_id for finding in findings if finding.state in GAP_STATES}
    return submission.model_copy(
        update={
            "findings": findings,
            "needs": tuple(need for need in submission.needs if need.behaviour_id in gaps),
            "roadblocks": tuple(item for item in submission.roadblocks if item.behaviour_id in gaps),
        }
    )


def _edited(finding: SharedFinding, edit: Edit | None) -> SharedFinding:
    return finding if edit is None else finding.model_copy(update={"state": edit.after})


def _refuse_ties(submission: Submission, history: Sequence[Decision]) -> None:
    if len(history) > 1 and history[-1].at == history[-2].at:
        raise ReviewError(
            f"Two decisions about submission {submission.id!r} have the same time, so neither is the latest. "
            "Decide about it once more."
        )
