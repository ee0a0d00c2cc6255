"""Close a period: the newest approved submission of each person becomes part of one block, as counts."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from coach.domain.block import SMALLEST_BLOCK, SMALLEST_BLOCK_AGAIN, Block, ClosedPeriod, Closing, Period, Place
from coach.domain.review import Submission
from coach.errors import ReviewError
from coach.report.groups import form_groups
from coach.report.tally import count_block


def close_period(
    period: Period,
    approved: Sequence[Submission],
    *,
    closings: Sequence[Closing] = (),
    settled: Collection[str] = (),
    k: int = SMALLEST_BLOCK,
    k_again: int = SMALLEST_BLOCK_AGAIN,
) -> ClosedPeriod:
    """Return the period's blocks, and which submissions are settled by them; the order of `approved` changes nothing.

    `approved` are all submissions that nobody withdrew, with the reviewers' edits: also those of earlier periods, which
    may have waited, and those that earlier closings gave as `settled`, which tell who is counted again. Whoever
    withdrew what was counted is taken for somebody new.

    Raises:
        ReviewError: the period is closed already, or lies before one that is; or a submission is there twice.
    """
    _refuse_to_close_again(period, closings)
    _refuse_twice(approved)
    before = {item.person for item in approved if item.id in settled}
    newest = {person: item for person, item in _newest(period, approved).items() if item.id not in settled}
    new = {person: item for person, item in newest.items() if person not in before}
    again = {person: item for person, item in newest.items() if person in before}
    blocks = (*_make_blocks(new, k), *_make_blocks(again, k_again))
    used = {person: newest[person] for _, people in blocks for person in people}
    closing = Closing(
        period=period,
        k=k,
        k_again=k_again,
        blocks=tuple(block for block, _ in blocks),
        some_wait=len(used) < len(newest),
        knowledge_versions=tuple(sorted({item.knowledge_version for item in used.values()})),
    )
    done = (item.id for item in approved if item.person in used and _age(item) <= _age(used[item.person]))
    return ClosedPeriod(closing=closing, settled=frozenset(done))


def _make_blocks(submissions: Mapping[str, Submission], k: int) -> list[tuple[Block, tuple[str, ...]]]:
    places = {key: Place(role_id=item.role_id, team=item.team, site=item.site) for key, item in submissions.items()}
    return [
        (count_block(group.place, [submissions[key] for key in group.people], k), group.people)
        for group in form_groups(places, k)
    ]


def _newest(period: Period, approved: Sequence[Submission]) -> dict[str, Submission]:
    """Return the newest submission of each person up to the end of the period."""
    upto = (item for item in approved if item.submitted_on <= period.last)
    return {item.person: item for item in sorted(upto, key=_age)}


def _age(submission: Submission) -> tuple[date, str]:
    return submission.submitted_on, submission.id


def _refuse_to_close_again(period: Period, closings: Sequence[Closing]) -> None:
    for closing in closings:
        if period.id == closing.period.id or period.first <= closing.period.last:
            raise ReviewError(
                f"Period {period.id!r} cannot be closed: {closing.period.id!r} is closed, and closing it again, or "
                "an earlier one, could show who came or went in between. Late submissions count in the next period."
            )


def _refuse_twice(approved: Sequence[Submission]) -> None:
    if twice := [name for name, count in Counter(item.id for item in approved).items() if count > 1]:
        raise ReviewError(f"Submission {twice[0]!r} is there twice, so nothing was closed. Hand in each one once.")
