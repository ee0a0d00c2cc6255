"""A second reader for a part of what is approved, without sight of the first: who reads what, and what they say."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from coach.domain.finding import State
from coach.domain.review import Decision, SharedFinding
from coach.domain.review_case import ReadState, ReviewCase, SecondReading
from coach.errors import ReviewError

_FINE = 1_000_000


@dataclass(frozen=True)
class ReadTwice:
    """One finding as two people read it, each on their own."""

    finding: SharedFinding
    first: State
    """By the decision that stood when it was read again."""
    second: State


def is_in_sample(submission_id: str, percent: int) -> bool:
    """Say whether a submission is one of the `percent` of 100 that are read twice; it is the same at each look."""
    digest = hashlib.sha256(f"second reading of {submission_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % (100 * _FINE) < percent * _FINE


def can_be_read(case: ReviewCase) -> tuple[SharedFinding, ...]:
    """Return the findings whose words were shared: of the others nobody can say what the words show."""
    return tuple(item for item in case.submission.findings if item.quotes or item.counter_quotes)


def waits_for_second_reader(case: ReviewCase, *, percent: int) -> bool:
    """Say whether a submission is approved, in the sample, and not read again yet.

    What was sent back is not read twice: whoever returns a submission does not say what its words show.
    """
    return (
        case.state == "approved"
        and case.second_reading is None
        and bool(can_be_read(case))
        and is_in_sample(case.submission.id, percent)
    )


def has_decided(case: ReviewCase, person_id: str) -> bool:
    """Say whether somebody decided about a submission at any time."""
    return any(isinstance(event, Decision) and event.by == person_id for event in case.history)


def as_seen_by(case: ReviewCase, person_id: str, *, percent: int) -> ReviewCase:
    """Return the case as a reviewer may see it: without its history where it waits for them as the second reader."""
    if waits_for_second_reader(case, percent=percent) and not has_decided(case, person_id):
        return ReviewCase(submission=case.submission, for_second_reader=True)
    return case


def read_again(case: ReviewCase, states: Mapping[str, State], *, by: str, at: datetime, percent: int) -> SecondReading:
    """Return what a second reader says that the words show, finding by finding.

    Raises:
        ReviewError: the submission waits for no second reader, the reader decided about it, or a finding is missing or
            was not shared with its words.
    """
    if not waits_for_second_reader(case, percent=percent):
        raise ReviewError(
            "This submission does not wait for a second reading any more: somebody else was quicker, or the employee "
            "has answered. Yours was not kept; go on with another."
        )
    if has_decided(case, by):
        raise ReviewError("You decided about this submission, so somebody else has to read it again. Nothing was kept.")
    readable = [item.behaviour_id for item in can_be_read(case)]
    if sorted(states) != sorted(readable):
        raise ReviewError("Say of each finding what the words show. Nothing was kept yet.")
    return SecondReading(
        submission_id=case.submission.id,
        by=by,
        at=at,
        states=tuple(ReadState(behaviour_id=key, state=states[key]) for key in readable),
    )


def read_twice(case: ReviewCase) -> tuple[ReadTwice, ...]:
    """Return the findings that two people have read, as each of them read it; none where nobody read it again."""
    reading = case.second_reading
    if reading is None:
        return ()
    before = case.history[: case.history.index(reading)]
    decision = next(event for event in reversed(before) if isinstance(event, Decision))
    edited = {edit.behaviour_id: edit.after for edit in decision.edits}
    findings = {item.behaviour_id: item for item in case.submission.findings}
    return tuple(
        ReadTwice(
            finding=findings[read.behaviour_id],
            first=edited.get(read.behaviour_id, findings[read.behaviour_id].state),
            second=read.state,
        )
        for read in reading.states
    )
