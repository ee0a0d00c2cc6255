"""The people of one group as counts: nearly everything is told, and nobody's state."""

from collections import Counter
from collections.abc import Iterator, Sequence

from coach.domain.block import LEFT_OPEN, Block, NeedCount, Place, RoadblockCount, Tally
from coach.domain.finding import State
from coach.domain.review import Submission

OPEN_RULE = (
    "A count never tells that everybody has a gap, or everybody but one. Where all but two people have one, or even "
    "more, the gaps of all but two are told, and two people are left open. It looks the same whether two, one or none "
    "of them is without a gap."
)


def count_block(place: Place, submissions: Sequence[Submission], k: int) -> Block:
    """Return the counts of one group, a submission for each person.

    A behaviour that fewer than `k` of them are asked for is not told: who is asked for it follows from the role.
    """
    asked = Counter(behaviour_id for submission in submissions for behaviour_id in submission.asked)
    tallies = tuple(
        count_states(behaviour_id, _states(submissions, behaviour_id))
        for behaviour_id, n in sorted(asked.items())
        if n >= k
    )
    told = tallies if place.role_id is not None else ()
    return Block(
        place=place,
        stage_ids=tuple(sorted(set.intersection(*(set(item.stage_ids) for item in submissions)))),
        n=len(submissions),
        tallies=tallies,
        needs=tuple(need for tally in told for need in count_needs(tally, submissions)),
        roadblocks=tuple(item for tally in told for item in count_roadblocks(tally, submissions)),
    )


def count_states(behaviour_id: str, states: Sequence[State]) -> Tally:
    """Return the tally of one behaviour; of the more common gap, as many are left open as must be."""
    n = len(states)
    counts = Counter(states)
    partly, contrary = counts["partly_shown"], counts["contrary"]
    if partly + contrary < n - LEFT_OPEN:
        shown, not_described, left_open = counts["shown"], counts["not_described"], 0
    else:
        shown, not_described, left_open = 0, 0, LEFT_OPEN
        partly, contrary = _lower((partly, contrary), n - LEFT_OPEN)
    return Tally(
        behaviour_id=behaviour_id,
        n=n,
        shown=shown,
        partly_shown=partly,
        contrary=contrary,
        not_described=not_described,
        open=left_open,
    )


def count_needs(tally: Tally, submissions: Sequence[Submission]) -> Iterator[NeedCount]:
    """Yield what is needed for one behaviour, by no more people than the tally tells to have a gap."""
    needs = (need for item in submissions for need in item.needs if need.behaviour_id == tally.behaviour_id)
    counts = sorted(Counter(need.resource_id or "" for need in needs).items())
    people = _lower([count for _, count in counts], tally.gaps)
    for (resource_id, _), count in zip(counts, people, strict=True):
        if count:
            yield NeedCount(behaviour_id=tally.behaviour_id, resource_id=resource_id or None, people=count)


def count_roadblocks(tally: Tally, submissions: Sequence[Submission]) -> Iterator[RoadblockCount]:
    """Yield who owns roadblocks of one behaviour, each by no more people than the tally tells to have a gap."""
    owners = Counter(owner for item in submissions for owner in _owners(item, tally.behaviour_id))
    for owner, count in sorted(owners.items()):
        if people := min(count, tally.gaps):
            yield RoadblockCount(behaviour_id=tally.behaviour_id, owner=owner, people=people)


def _states(submissions: Sequence[Submission], behaviour_id: str) -> list[State]:
    return [item.state(behaviour_id) for item in submissions if behaviour_id in item.asked]


def _owners(submission: Submission, behaviour_id: str) -> set[str]:
    return {item.owner for item in submission.roadblocks if item.behaviour_id == behaviour_id}


def _lower(counts: Sequence[int], most: int) -> list[int]:
    """Return the counts with the largest (the first of equals) lowered one by one until they sum to `most` or less."""
    lowered = list(counts)
    while sum(lowered) > most:
        lowered[lowered.index(max(lowered))] -= 1
    return lowered
