"""How much of the groups is left to see, by the order of merging, and what it costs to count people apart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean

from coach.domain.block import Place
from coach.domain.finding import STATES, State
from coach.domain.plan import GAP_STATES
from coach.report.closing import close_period
from coach.report.groups import LEVELS, Level, form_groups
from evals.insights.cohorts import Shape, make_employees, make_waves
from evals.insights.crowd import PLACE_FIELDS, Crowd
from evals.insights.solver import Solver

SIZES = (120, 300, 800, 2_500)
TAKING_PART = (0.45, 0.7)
SEEDS = range(20)
CELL: Level = ("role_id", "team", "site")
ORDERS: dict[str, tuple[Level, ...]] = {
    "role first": (CELL, ("role_id", "site"), ("role_id",), ("site",), ()),
    "place first": (CELL, ("team", "site"), ("site",), ("role_id",), ()),
    "as built": LEVELS,
}


def make_shape(people: int, *, first: float = 0.6, again: float = 0.6, keeps: float = 0.7) -> Shape:
    """Return an organisation with a site for each sixty people."""
    return Shape(people=people, sites=max(2, people // 60), first=first, again=again, keeps=keeps)


def survival_lines() -> Iterator[str]:
    """Yield, for each size and order of merging, how many people keep their role, team and site, and how many cells."""
    yield "people  part  order        role  team  site  cells shown / with anybody   waiting"
    for people in SIZES:
        for part in TAKING_PART:
            waves = [first_wave(seed, make_shape(people, first=part)) for seed in SEEDS]
            for name, levels in ORDERS.items():
                kept = [keep(places, levels) for places in waves]
                role, team, site, shown, cells, waiting = (fmean(values) for values in zip(*kept, strict=True))
                yield (
                    f"{people:6} {part:5.2f}  {name:11}  {role:4.2f}  {team:4.2f}  {site:4.2f}  "
                    f"{shown:5.1f} / {cells:5.1f}   {waiting:14.1f}"
                )


def first_wave(seed: int, shape: Shape) -> dict[str, Place]:
    """Return where the people work who share in the first period."""
    random = Random(seed)
    (wave,) = make_waves(random, make_employees(random, shape), shape, 1)
    return {item.person: Place(role_id=item.role_id, team=item.team, site=item.site) for item in wave.approved}


def keep(places: Mapping[str, Place], levels: Sequence[Level]) -> tuple[float, ...]:
    """Return the shares of people who keep role, team and site, the cells shown and existing, and who waits."""
    groups = form_groups(places, 5, levels=levels)
    shares = (
        sum(len(group.people) for group in groups if getattr(group.place, name)) / len(places) for name in PLACE_FIELDS
    )
    shown = sum(group.place.role_id is not None and group.place.team is not None for group in groups)
    cells = len({(place.role_id, place.team) for place in places.values()})
    return (*shares, shown, cells, len(places) - sum(len(group.people) for group in groups))


@dataclass(frozen=True)
class Way:
    """A way to count people who were counted before: with the others or apart, and how many together."""

    name: str
    is_apart: bool
    k_again: int


WAYS = (Way("together", False, 5), Way("apart, 5", True, 5), Way("apart, 10", True, 10), Way("apart, 20", True, 20))
AGAIN_SEEDS = range(6)
AGAINST: tuple[tuple[State, ...], ...] = (("contrary",), GAP_STATES)
BEHAVIOURS = ("behaviour-1", "behaviour-2", "behaviour-3")


def again_lines() -> Iterator[str]:
    """Yield, for each way, what later periods tell, and whose gaps a reader knows who takes everybody to stay the same.

    First where that is true; then how often such a reader is right where a state stays in seven of ten cases.
    """
    yield "                                                        known of those who are  right where states change"
    yield "people  again  way        role  team  site  counted  open   contrary     in a gap    contrary  in a gap"
    for people in SIZES[:3]:
        for again in (0.6, 0.9):
            for way in WAYS:
                same, change = (
                    [Look(seed, make_shape(people, again=again, keeps=keeps), way) for seed in AGAIN_SEEDS]
                    for keeps in (1.0, 0.7)
                )
                role, team, site, counted, left_open = map(fmean, zip(*(look.shares() for look in same), strict=True))
                contrary, gap = (add(look.known(states) for look in same) for states in AGAINST)
                right, right_gap = (add(look.known(states) for look in change) for states in AGAINST)
                yield (
                    f"{people:6} {again:6.2f}  {way.name:9}  {role:4.2f}  {team:4.2f}  {site:4.2f}  {counted:7.2f}  "
                    f"{left_open:4.2f}   {contrary.known / contrary.of:8.3f}     {gap.known / gap.of:8.3f}    "
                    f"{right.right / max(1, right.known):8.2f}  {right_gap.right / max(1, right_gap.known):8.2f}"
                )


@dataclass(frozen=True)
class Known:
    """Of how many people a reader takes it to be known that they share something against them."""

    known: int
    right: int
    of: int
    """How many people do."""


def add(parts: Iterable[Known]) -> Known:
    """Return the sum."""
    counts = [(part.known, part.right, part.of) for part in parts]
    return Known(*map(sum, zip(*counts, strict=True)))


class Look:
    """Three periods of one organisation, closed in one way."""

    def __init__(self, seed: int, shape: Shape, way: Way) -> None:
        """Close the periods."""
        random = Random(seed)
        employees = make_employees(random, shape)
        bits = {employee.key: 1 << place for place, employee in enumerate(employees)}
        self.waves = list(make_waves(random, employees, shape, 3))
        self.crowds: list[Crowd] = []
        settled: frozenset[str] = frozenset()
        for wave in self.waves:
            # Whoever is not known to have been counted before is counted with the others.
            approved = [item for item in wave.approved if way.is_apart or item.id not in settled]
            closed = close_period(wave.period, approved, settled=settled, k_again=way.k_again)
            self.crowds.append(Crowd(approved, closed, settled=settled, bits=bits))
            settled |= closed.settled

    def shares(self) -> tuple[float, ...]:
        """Return how many in later periods keep role, team and site and are counted, and how many states are open."""
        later = [block for crowd in self.crowds[1:] for block in crowd.closing.blocks]
        n = sum(block.n for block in later)
        shared = sum(item.id.startswith(wave.period.id) for wave in self.waves[1:] for item in wave.approved)
        tallies = [tally for crowd in self.crowds for block in crowd.closing.blocks for tally in block.tallies]
        return (
            *(sum(block.n for block in later if getattr(block.place, name)) / n for name in PLACE_FIELDS),
            n / shared,
            sum(tally.open for tally in tallies) / sum(tally.n for tally in tallies),
        )

    def known(self, against: tuple[State, ...]) -> Known:
        """Return whose state a reader takes to be known who assumes that nobody's findings ever change."""
        categories = [STATES.index(state) for state in against]
        return add(self._known(behaviour_id, categories) for behaviour_id in BEHAVIOURS)

    def _known(self, behaviour_id: str, categories: Sequence[int]) -> Known:
        figures = [
            figure
            for crowd in self.crowds
            for topic, figure in crowd.figures()
            if (topic.kind, topic.behaviour_id) == ("state", behaviour_id)
        ]
        states = {
            crowd.bits[key]: STATES.index(item.state(behaviour_id))
            for crowd in self.crowds
            for key, item in crowd.people.items()
            if behaviour_id in item.asked
        }
        solver = Solver(figures)
        found = [person for person in states if solver.bound(person, categories).low]
        return Known(
            known=len(found),
            right=sum(states[person] in categories for person in found),
            of=sum(state in categories for state in states.values()),
        )
