"""One question of a report as it stands on paper: which pictures it has, and what is said under them."""

from collections.abc import Iterator, Sequence

from coach.domain.report import CohortReport, Hidden
from coach.report.export.pdf import Question
from coach.report.export.sheet import Names, Sheet
from coach.report.pictures.canvas import Canvas
from coach.report.pictures.heat_map import heat_map
from coach.report.pictures.palette import LIGHT
from coach.report.pictures.parts import draw_part, hidden_reasons

_MOST_HIDDEN = 8
"""So many groups of which nothing is told are drawn as lines of the heat map; more would fill pages."""


def make_question(
    report: CohortReport, sheet: Sheet, names: Names, *, in_columns: Sequence[CohortReport] = ()
) -> Question:
    """Return a question with its pictures; `in_columns` is the report in parts that one has room for."""
    if sheet.part != "help":
        picture = draw_part(sheet.part, report, names, LIGHT)
        return Question(sheet=sheet, pictures=(picture,) if picture else ())
    hidden = sum(isinstance(row.n, Hidden) for row in report.rows)
    reasons = hidden_reasons(report)
    if hidden > _MOST_HIDDEN:
        reasons.append(f"Nothing is told of {hidden:,} groups. They are not drawn; the table names them.")
    return Question(
        sheet=sheet,
        pictures=tuple(_heat_maps(in_columns, names, draws_hidden=hidden <= _MOST_HIDDEN)),
        numbered=[names.behaviour(item) for item in report.view.behaviour_ids],
        hidden=reasons,
    )


def _heat_maps(in_columns: Sequence[CohortReport], names: Names, *, draws_hidden: bool) -> Iterator[Canvas]:
    first = 1
    for report in in_columns:
        rows = tuple(row for row in report.rows if draws_hidden or not isinstance(row.n, Hidden))
        yield heat_map(report.model_copy(update={"rows": rows}), names, LIGHT, first=first)
        first += len(report.view.behaviour_ids)
