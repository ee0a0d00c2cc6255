"""One made-up organisation over some periods, with every figure that random reports of it released."""

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from coach.domain.block import Closing
from coach.domain.finding import STATES
from coach.domain.report import FIELDS, Cell, CohortReport, Dimension, Filter, Hidden, Row, View
from coach.report.closing import close_period
from coach.report.compose import make_report
from evals.insights.cohorts import Shape, Wave, make_employees, make_waves
from evals.insights.crowd import PLACE_FIELDS, Crowd, check
from evals.insights.leaks import Topic
from evals.insights.solver import Figure

DIMENSIONS: tuple[Dimension, ...] = ("role", "team", "site", "stage")
BEHAVIOURS = ("behaviour-0", "behaviour-1", "lead-others")


def draw_shape(random: Random) -> Shape:
    """Return a small organisation with tiny teams, in which gaps are rare, common or nearly everywhere."""
    return Shape(
        people=random.randint(12, 60),
        sites=random.randint(1, 3),
        team_sizes=(1, 2, 3, 4, 5, 6, 8),
        roles=("adviser", "picker", "clerk")[: random.randint(1, 3)],
        behaviours=2,
        weights=random.choice(((0.3, 0.25, 0.1, 0.35), (0.05, 0.4, 0.5, 0.05), (0.6, 0.05, 0.02, 0.33))),
        first=random.uniform(0.5, 1.0),
        again=random.uniform(0.3, 1.0),
        join=random.uniform(0.1, 0.6),
        moves=0.15,
        withdrawn=0.08,
        late=0.12,
    )


@dataclass
class World:
    """An organisation whose periods are closed one after the other, and looked at in random ways after each."""

    seed: int
    k: int = 5
    k_again: int = 10
    periods: int = 3
    views: int = 3
    waves: list[Wave] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    crowds: dict[str, Crowd] = field(default_factory=dict)
    figures: dict[Topic, list[Figure]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Live through the periods, then hand over the stored blocks as well."""
        self.random = Random(self.seed)
        shape = draw_shape(self.random)
        settled: frozenset[str] = frozenset()
        gone: set[str] = set()
        employees = make_employees(self.random, shape)
        bits = {employee.key: 1 << place for place, employee in enumerate(employees)}
        for wave in make_waves(self.random, employees, shape, self.periods):
            # Some withdraw what is counted already.
            gone |= {name for name in sorted(settled) if self.random.random() < 0.1}
            approved = [item for item in wave.approved if item.id not in gone]
            closed = close_period(
                wave.period, approved, closings=self.closings, settled=settled, k=self.k, k_again=self.k_again
            )
            self.waves.append(wave)
            self.closings.append(closed.closing)
            self.crowds[wave.period.id] = Crowd(approved, closed, settled=settled, bits=bits)
            settled |= closed.settled
            for _ in range(self.views):
                self.read(make_report(self.closings, self.draw_view()))
        for crowd in self.crowds.values():
            for topic, figure in crowd.figures():
                self.figures[topic].append(figure)

    def draw_view(self) -> View:
        """Return a view of some period: random rows, and the rest filtered or not to where somebody works."""
        rows = self.random.choice(DIMENSIONS)
        somebody = self.random.choice(self.waves[0].approved)
        known = {name: getattr(somebody, name) for name in PLACE_FIELDS} | {"stage_id": somebody.stage_ids[-1]}
        only = {name: value for name, value in known.items() if name != FIELDS[rows] and self.random.random() < 0.3}
        return View(
            period_id=self.random.choice(self.closings).period.id,
            rows=rows,
            values=tuple(sorted(self._values(rows))),
            behaviour_ids=BEHAVIOURS,
            only=Filter.model_validate(only),
        )

    def read(self, report: CohortReport) -> None:
        """Write down every figure of a report."""
        only, period_id = report.view.only, report.period.id
        self._read_row(report.total, only, period_id)
        for row in report.rows:
            self._read_row(row, report.view.filter_of(row.value or ""), period_id)
        for trend in report.trends:
            for point in trend.points:
                self._read_cell(point.cell, only, Topic(point.period.id, trend.behaviour_id))
        self._read_plans(report, only, period_id)

    def _values(self, rows: Dimension) -> set[str]:
        if rows == "stage":
            return {"buy", "use"}
        everybody = [item for wave in self.waves for item in wave.approved]
        return {getattr(item, FIELDS[rows]) for item in everybody} | {"nobody-works-here"}

    def _read_row(self, row: Row, only: Filter, period_id: str) -> None:
        people = self.crowds[period_id].within(only)
        check(0 if isinstance(row.n, Hidden) else row.n, people)
        for behaviour_id, cell in zip(BEHAVIOURS, row.cells, strict=True):
            self._read_cell(cell, only, Topic(period_id, behaviour_id))

    def _read_cell(self, cell: Cell | Hidden, only: Filter, topic: Topic) -> None:
        people = self.crowds[topic.period_id].within(only, topic.behaviour_id)
        check(0 if isinstance(cell, Hidden) else cell.n, people)
        if isinstance(cell, Cell):
            told = tuple(getattr(cell, state).people for state in STATES)
            self.figures[topic].append(Figure(people, told, cell.open))

    def _read_plans(self, report: CohortReport, only: Filter, period_id: str) -> None:
        if isinstance(report.demand, Hidden) or isinstance(report.roadblocks, Hidden):
            return
        crowd = self.crowds[period_id]
        check(report.demand.n, crowd.within(only, one_role=True))
        for behaviour_id in BEHAVIOURS:
            people = crowd.within(only, behaviour_id, one_role=True)
            steps = sum(item.steps for item in report.demand.resources if item.resource_id.endswith(f"-{behaviour_id}"))
            steps += sum(item.people for item in report.demand.uncovered if item.behaviour_id == behaviour_id)
            self.figures[Topic(period_id, behaviour_id, "need")].append(Figure(people, (steps,)))
        for item in report.roadblocks.items:
            people = crowd.within(only, item.behaviour_id, one_role=True)
            topic = Topic(period_id, item.behaviour_id, "roadblock", item.owner)
            self.figures[topic].append(Figure(people, (item.people,)))
