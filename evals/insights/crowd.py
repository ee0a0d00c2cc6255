"""What a reader of reports is taken to know: who is counted, where everybody works, and the published rules."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from coach.domain.block import ClosedPeriod, Place
from coach.domain.finding import STATES
from coach.domain.report import Filter
from coach.domain.review import Submission
from coach.report.groups import Group, form_groups
from evals.insights.leaks import Topic
from evals.insights.solver import Figure

PLACE_FIELDS = ("role_id", "team", "site")


class Crowd:
    """Who is counted in one period, and who with whom."""

    def __init__(
        self, approved: Sequence[Submission], closed: ClosedPeriod, *, settled: Collection[str], bits: Mapping[str, int]
    ) -> None:
        """Put people together as the rule does, from their places alone; that is why anybody can do it."""
        self.closing, self.bits = closed.closing, bits
        before = {item.person for item in approved if item.id in settled}
        counted = {item.person: item for item in sorted(approved, key=_age) if item.id in closed.settled - {*settled}}
        self.people = dict(sorted(counted.items()))
        new = [item for person, item in self.people.items() if person not in before]
        again = [item for person, item in self.people.items() if person in before]
        self.groups = [*_put_together(new, self.closing.k), *_put_together(again, self.closing.k_again)]

    def within(self, only: Filter, behaviour_id: str | None = None, *, one_role: bool = False) -> int:
        """Return the people, a bit each, of the groups that lie wholly in the filter and are told of a behaviour."""
        return sum(
            self.asked(group, least, behaviour_id)
            for group, least in self.groups
            if self._fits(group, only) and not (one_role and group.place.role_id is None)
        )

    def asked(self, group: Group, least: int, behaviour_id: str | None) -> int:
        """Return the people of a group who are asked for a behaviour, or nobody where these are too few."""
        people = [key for key in group.people if behaviour_id is None or behaviour_id in self.people[key].asked]
        return sum(self.bits[key] for key in people) if len(people) >= least else 0

    def small_groups(self) -> set[int]:
        """Return every person, and every group by role, team, site or several of them that is smaller than k."""
        singles = {self.bits[key] for key in self.people}
        return singles | set(small_groups(self.people, self.bits, self.closing.k))

    def figures(self) -> Iterator[tuple[Topic, Figure]]:
        """Yield what is stored, as if it had been stolen: no report can say more."""
        for block, (group, least) in zip(self.closing.blocks, self.groups, strict=True):
            check(block.n, self.asked(group, least, None))
            for tally in block.tallies:
                people = self.asked(group, least, tally.behaviour_id)
                told = tuple(getattr(tally, state) for state in STATES)
                topic = Topic(self.closing.period.id, tally.behaviour_id)
                yield topic, Figure(people, told, tally.open)
                if block.place.role_id is not None:
                    steps = sum(need.people for need in block.needs if need.behaviour_id == tally.behaviour_id)
                    yield replace(topic, kind="need"), Figure(people, (steps,))

    def _fits(self, group: Group, only: Filter) -> bool:
        in_place = all(getattr(only, name) in (None, getattr(group.place, name)) for name in PLACE_FIELDS)
        stages = (self.people[key].stage_ids for key in group.people)
        return in_place and (only.stage_id is None or all(only.stage_id in item for item in stages))


def small_groups(people: Mapping[str, Submission], bits: Mapping[str, int], k: int) -> Iterator[int]:
    """Yield the groups of two people and more, but fewer than k, that have a role, a team or a site in common."""
    for size in range(1, len(PLACE_FIELDS) + 1):
        for names in combinations(PLACE_FIELDS, size):
            groups: dict[tuple[str, ...], int] = defaultdict(int)
            for key, item in people.items():
                groups[tuple(getattr(item, name) for name in names)] |= bits[key]
            yield from (group for group in groups.values() if 1 < group.bit_count() < k)


def check(n: int, people: int) -> None:
    """Refuse a figure that is about other people than the reader takes it to be about."""
    if n != people.bit_count():
        raise ValueError(f"a figure is about {n} people, and the reader takes it to be about {people.bit_count()}")


def _age(submission: Submission) -> tuple[date, str]:
    return submission.submitted_on, submission.id


def _put_together(submissions: Sequence[Submission], least: int) -> Iterator[tuple[Group, int]]:
    places = {item.person: Place(role_id=item.role_id, team=item.team, site=item.site) for item in submissions}
    return ((group, least) for group in form_groups(places, least))
