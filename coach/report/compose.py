"""Put a report together from closed periods: sums over whole blocks, and the reason where there is none."""

from collections.abc import Sequence

from coach.domain.block import Closing
from coach.domain.knowledge import Resource
from coach.domain.report import CohortReport, Filter, Headcount, Row, Target, Trend, TrendPoint, View
from coach.errors import ReviewError
from coach.report.cells import blocks_in, make_cell, make_row
from coach.report.demand import make_demand, make_roadblocks


def make_report(
    closings: Sequence[Closing],
    view: View,
    *,
    headcounts: Sequence[Headcount] = (),
    catalogue: Sequence[Resource] = (),
    targets: Sequence[Target] = (),
) -> CohortReport:
    """Return the report of one closed period, with the trend over all that are closed.

    Raises:
        ReviewError: the period is not closed, or a headcount is smaller than the people who are counted.
    """
    closing = _find(closings, view.period_id)
    blocks = blocks_in(closing, view.only)

    def row(only: Filter, value: str | None) -> Row:
        return make_row(closing, only, value=value, behaviour_ids=view.behaviour_ids, headcounts=headcounts)

    return CohortReport(
        view=view,
        period=closing.period,
        k=closing.k,
        k_again=closing.k_again,
        total=row(view.only, None),
        rows=tuple(row(view.filter_of(value), value) for value in view.values),
        trends=_trends(closings, view, targets),
        demand=make_demand(blocks, catalogue),
        roadblocks=make_roadblocks(blocks),
        some_wait=closing.some_wait,
    )


def _find(closings: Sequence[Closing], period_id: str) -> Closing:
    for closing in closings:
        if closing.period.id == period_id:
            return closing
    raise ReviewError(f"Period {period_id!r} is not closed, so there is nothing to report yet. Close it first.")


def _trends(closings: Sequence[Closing], view: View, targets: Sequence[Target]) -> tuple[Trend, ...]:
    wanted = {target.behaviour_id: target.share for target in targets}
    ordered = sorted(closings, key=lambda closing: closing.period.first)
    return tuple(
        Trend(behaviour_id=behaviour_id, points=_points(ordered, view, behaviour_id), target=wanted.get(behaviour_id))
        for behaviour_id in view.behaviour_ids
    )


def _points(closings: Sequence[Closing], view: View, behaviour_id: str) -> tuple[TrendPoint, ...]:
    return tuple(
        TrendPoint(
            period=closing.period,
            is_baseline=number == 0,
            cell=make_cell(blocks_in(closing, view.only), behaviour_id),
            knowledge_versions=closing.knowledge_versions,
        )
        for number, closing in enumerate(closings)
    )
