"""A report as four tables, one for each question. Whatever is hidden says why, and is never a zero."""

from collections.abc import Iterator

from coach.domain.finding import STATE_SHAPES, STATE_WORDS, STATES
from coach.domain.report import (
    Cell,
    CohortReport,
    Demand,
    Hidden,
    OwnerRoadblock,
    ResourceDemand,
    Row,
    Trend,
    TrendPoint,
)
from coach.report.export.computed import how_computed
from coach.report.export.sheet import Names, Part, Sheet, Value

_MINUTES = 60
_NAMES: dict[Part, int] = {"help": 2, "change": 2, "build": 1, "way": 2}
MORE_THAN_TOLD = "Where nearly everybody in a group has a gap, two people are left open, so these may be some more"


def make_sheet(report: CohortReport, part: Part, names: Names) -> Sheet:
    """Return the table of one question."""
    make = {"help": _help, "change": _change, "build": _build, "way": _way}[part]
    head, rows, remark = make(report, names)
    return Sheet(
        part=part,
        head=head,
        rows=tuple(rows),
        names=_NAMES[part],
        of_group=2 * (part == "help"),
        computed=how_computed(report, part),
        remark=remark,
    )


_Table = tuple[tuple[str, ...], Iterator[tuple[Value, ...]], str]


def _help(report: CohortReport, names: Names) -> _Table:
    states = tuple(f"{STATE_SHAPES[state]} {STATE_WORDS[state]}" for state in STATES)
    head = ("Group", "Behaviour", "People", "Of all who work there", "n", *states, "Left open", "Hidden because")
    rows = (line for row in (report.total, *report.rows) for line in _row(report, row, names))
    return head, rows, "Some submissions wait for the next period." if report.some_wait else ""


def _row(report: CohortReport, row: Row, names: Names) -> Iterator[tuple[Value, ...]]:
    people = None if isinstance(row.n, Hidden) else row.n
    of_all = row.coverage.headcount if row.coverage else None
    for behaviour_id, cell in zip(report.view.behaviour_ids, row.cells, strict=True):
        start = (names.group(report.view.rows, row.value), names.behaviour(behaviour_id), people, of_all)
        yield (*start, *_states(cell))


def _states(cell: Cell | Hidden) -> tuple[Value, ...]:
    if isinstance(cell, Hidden):
        return (None, *(None for _ in STATES), None, cell.words)
    return (cell.n, *(getattr(cell, state).people for state in STATES), cell.open, None)


def _change(report: CohortReport, names: Names) -> _Table:
    head = (
        "Behaviour",
        "Period",
        "n",
        "Shown, %",
        "At least, %",
        "At most, %",
        "Target, %",
        "Vision",
        "Hidden because",
    )
    rows = (
        (names.behaviour(trend.behaviour_id), *_point(trend, number))
        for trend in report.trends
        for number in range(len(trend.points))
    )
    return head, rows, ""


def _point(trend: Trend, number: int) -> tuple[Value, ...]:
    point = trend.points[number]
    name = f"{point.period.name}{' (baseline)' if point.is_baseline else ''}"
    vision = "changed" if vision_changed(trend.points, number) else None
    target = percent(trend.target) if trend.target is not None else None
    if isinstance(point.cell, Hidden):
        return (name, None, None, None, None, target, vision, point.cell.words)
    shown = point.cell.shown
    return (name, point.cell.n, percent(shown.share), percent(shown.low), percent(shown.high), target, vision, None)


def vision_changed(points: tuple[TrendPoint, ...], number: int) -> bool:
    """Say whether accounts of this period were read with another version of the knowledge than those before."""
    return number > 0 and points[number].knowledge_versions != points[number - 1].knowledge_versions


def percent(share: float) -> float:
    """Return a share in percent, to one place."""
    return round(100 * share, 1)


def _build(report: CohortReport, names: Names) -> _Table:
    head = ("What is needed", "In the catalogue", "People", "Minutes each", "Hours together")
    if isinstance(report.demand, Hidden):
        return head, iter(()), report.demand.words
    lacking = sorted(report.demand.uncovered, key=lambda item: (-item.people, item.behaviour_id))
    rows = [
        *((f"Something for: {names.behaviour(item.behaviour_id)}", "no", item.people, None, None) for item in lacking),
        *(
            (item.title or item.resource_id, "yes" if item.title else "no longer", *_supply(item))
            for item in wanted(report.demand)
        ),
    ]
    return head, iter(rows), _more_in(report.demand.more_in, names)


def wanted(demand: Demand) -> tuple[ResourceDemand, ...]:
    """Return the catalogue, what takes most people first."""
    return tuple(sorted(demand.resources, key=lambda item: (-item.steps, item.title or item.resource_id)))


def hours(item: ResourceDemand) -> float | None:
    """Return how many hours all steps together take, or None where that is not known."""
    return None if item.minutes is None else round(item.minutes / _MINUTES, 1)


def _supply(item: ResourceDemand) -> tuple[Value, ...]:
    return item.steps, item.minutes_each, hours(item)


def _way(report: CohortReport, names: Names) -> _Table:
    head = ("Who can remove it", "Behaviour", "People")
    if isinstance(report.roadblocks, Hidden):
        return head, iter(()), report.roadblocks.words
    rows = ((item.owner, names.behaviour(item.behaviour_id), item.people) for item in heaviest(report.roadblocks.items))
    return head, rows, _more_in(report.roadblocks.more_in, names)


def heaviest(items: tuple[OwnerRoadblock, ...]) -> tuple[OwnerRoadblock, ...]:
    """Return roadblocks by owner, whoever is named most first, and what they are named most for first."""
    named = {item.owner: sum(other.people for other in items if other.owner == item.owner) for item in items}
    return tuple(sorted(items, key=lambda item: (-named[item.owner], item.owner, -item.people, item.behaviour_id)))


def _more_in(behaviour_ids: tuple[str, ...], names: Names) -> str:
    if not behaviour_ids:
        return ""
    return f"{MORE_THAN_TOLD}: {', '.join(names.behaviour(item) for item in behaviour_ids)}."
