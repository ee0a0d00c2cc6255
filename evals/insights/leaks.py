"""What figures give away: about whom the reader now knows a number that no report may tell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coach.domain.finding import STATES
from coach.domain.plan import GAP_STATES
from evals.insights.solver import Figure, Solver

Kind = str
_CONTRARY, _PARTLY = (STATES.index(state) for state in GAP_STATES)
AGAINST: Mapping[Kind, tuple[tuple[int, ...], ...]] = {
    "state": ((_PARTLY,), (_CONTRARY,), (_PARTLY, _CONTRARY)),
    "need": ((0,),),
    "roadblock": ((0,),),
}
"""The categories of each kind of figure that say something against somebody's work."""


@dataclass(frozen=True, order=True)
class Topic:
    """What one set of unknowns is about."""

    period_id: str
    behaviour_id: str
    kind: Kind = "state"
    owner: str = ""


def find_leaks(topic: Topic, figures: Sequence[Figure], groups: Iterable[int]) -> Iterator[str]:
    """Yield what the figures give away about these groups, each a person or fewer than k people.

    Either sums and differences of figures are about exactly this group; or whole numbers, block sizes and the published
    rules leave one number of people in it with a gap, a need or a roadblock. That *nobody* in a block has one is told
    on purpose, so a known zero is none.
    """
    solver = Solver(figures)
    for group in groups:
        if solver.spans(group):
            yield f"{topic}: the counts of {group:b}"
        for categories in AGAINST[topic.kind]:
            bounds = solver.bound(group, categories)
            if bounds.low == bounds.high > 0:
                yield f"{topic}: {bounds.low} of {group:b} in {categories}"
