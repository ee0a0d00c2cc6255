"""How fast every use case of Insights is with a generated year, for `python -m evals.bench`."""

import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from coach.bootstrap import build_coach
from coach.domain.report import DIMENSIONS, Dimension, View
from coach.report.export.files import ReportForm
from coach.report.export.sheet import PARTS
from coach.service import Coach
from coach.settings import Settings
from evals.figure import Figure, slowest
from evals.who import MEASURER
from evals.year.drawing import drawing_figures
from evals.year.home import write_year

PEOPLE = 5_000
_ROUNDS = 5
_FORMS: tuple[ReportForm, ...] = ("markdown", "xlsx", "pdf")


def insight_figures(scratch: Path) -> Iterator[Figure]:
    """Yield a line for each use case of Insights, on SQLite, with a year that is made for it."""
    written = write_year(scratch / "year", people=PEOPLE, seed=1, close=False)
    about = f"{PEOPLE:,} people, {written.findings:,} findings"
    coach = build_coach(Settings(home=written.home, organisation=written.organisation), exact_only=True)
    waits = [_timed(lambda: coach.periods(principal=MEASURER)) for _ in range(_ROUNDS)]
    yield Figure(f"insights, nothing closed, {about}", "<= 1.5 s", slowest(waits))
    yield Figure("close a quarter", "", slowest(list(_close_all(coach))))
    yield from _reading(coach)
    yield from drawing_figures(coach, written)


def _close_all(coach: Coach) -> Iterator[float]:
    while period := coach.periods(principal=MEASURER).next:
        yield _timed(lambda period_id=period.id: coach.close_period(period_id, principal=MEASURER))  # type: ignore[misc]


def _reading(coach: Coach) -> Iterator[Figure]:
    views = [make_view(coach, rows) for rows in DIMENSIONS]
    page = [_timed(lambda view=view: _draw(coach, view)) for view, _ in product(views, range(_ROUNDS))]  # type: ignore[misc]
    yield Figure("a whole page of insights, no drawing", "<= 1.5 s", slowest(page))
    files = {form: [_timed(_exporting(coach, view, form)) for view in views] for form in _FORMS}
    yield from (Figure(f"insights as {form}", "<= 1.5 s", slowest(times)) for form, times in files.items())


def _exporting(coach: Coach, view: View, form: ReportForm) -> Callable[[], object]:
    return lambda: coach.export_insights(view, form, principal=MEASURER)


def make_view(coach: Coach, rows: Dimension) -> View:
    """Return the widest view there is: all rows and all behaviours of the newest period."""
    organisation = coach.organisation(principal=MEASURER)
    values = {
        "role": tuple(role.id for role in coach.knowledge.roles),
        "team": organisation.teams,
        "site": organisation.sites,
        "stage": tuple(stage.id for stage in coach.knowledge.stages),
    }
    return View(
        period_id=coach.periods(principal=MEASURER).closed[-1].id,
        rows=rows,
        values=values[rows],
        behaviour_ids=tuple(behaviour.id for behaviour in coach.knowledge.behaviours),
    )


def _draw(coach: Coach, view: View) -> None:
    """Ask for what the page asks for."""
    coach.organisation(principal=MEASURER)
    coach.periods(principal=MEASURER)
    report = coach.insights(view, principal=MEASURER)
    for part in PARTS:
        coach.insight_sheet(report, part, principal=MEASURER)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
