"""Reports as they are often made: a table for each dimension, small cells blanked, made afresh whenever looked at."""

from collections import defaultdict
from collections.abc import Sequence

from coach.domain.finding import STATES
from coach.domain.review import Submission
from evals.insights.cohorts import Wave
from evals.insights.crowd import PLACE_FIELDS, small_groups
from evals.insights.leaks import Topic
from evals.insights.solver import Figure


class NaiveReports:
    """The tables after each period, each of the newest submission of everybody up to then."""

    def __init__(self, waves: Sequence[Wave], *, behaviour_ids: Sequence[str], k: int) -> None:
        """Make every table after every period."""
        everything = {item.id: item for wave in waves for item in wave.approved}
        self.bits = {name: 1 << place for place, name in enumerate(sorted(everything))}
        self.groups: set[int] = set(self.bits.values())
        self.figures: dict[Topic, list[Figure]] = defaultdict(list)
        for wave in waves:
            newest = {
                item.person: item for item in sorted(wave.approved, key=lambda item: (item.submitted_on, item.id))
            }
            self.groups |= set(small_groups(newest, {key: self.bits[item.id] for key, item in newest.items()}, k))
            for behaviour_id in behaviour_ids:
                self._add_tables(behaviour_id, list(newest.values()), k)

    def _add_tables(self, behaviour_id: str, submissions: Sequence[Submission], k: int) -> None:
        asked = [item for item in submissions if behaviour_id in item.asked]
        cells: dict[tuple[str, str], list[Submission]] = defaultdict(list)
        for item in asked:
            cells["", ""].append(item)
            for name in PLACE_FIELDS:
                cells[name, getattr(item, name)].append(item)
        for people in cells.values():
            if len(people) >= k:
                told = tuple(sum(item.state(behaviour_id) == state for item in people) for state in STATES)
                figure = Figure(sum(self.bits[item.id] for item in people), told)
                self.figures[Topic("all", behaviour_id)].append(figure)
