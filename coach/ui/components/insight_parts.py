"""The four questions of Insights, each with its picture, its table, its files and how it was computed."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from coach.domain.finding import STATE_SHAPES
from coach.domain.report import CohortReport, Hidden
from coach.report.export.files import ReportForm
from coach.report.export.sheet import QUESTIONS, Names, Part
from coach.report.export.sheets import heaviest, hours, wanted
from coach.service import Coach
from coach.ui import who
from coach.ui.components.insight_filters import Asked
from coach.ui.components.marks import MARKS
from coach.ui.components.quiet import quiet
from coach.ui.components.tables import table
from coach.ui.pictures.bars import Bar, bars_picture
from coach.ui.pictures.canvas import Spec
from coach.ui.pictures.change import change_picture
from coach.ui.pictures.heat_map import heat_map
from coach.ui.pictures.palette import DARK, LIGHT, Palette
from coach.ui.safe_text import one_line

_MOST_BARS = 14
_MOST_ROADBLOCKS = 28
_CUT = f"At most {_MOST_BARS} bars of a kind are drawn, the longest first; the table has all."
FORMS: dict[ReportForm, tuple[str, str, str]] = {
    "csv": ("CSV", "csv", "text/csv"),
    "xlsx": ("Excel", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "markdown": ("Text (Markdown)", "md", "text/markdown"),
}


def insight_part(coach: Coach, part: Part, report: CohortReport, asked: Asked, names: Names) -> None:
    """Show one question with all that belongs to it."""
    st.subheader(QUESTIONS[part], anchor=False)
    sheet = coach.insight_sheet(report, part, principal=who.principal())
    palette = DARK if st.context.theme.type == "dark" else LIGHT
    spec = _PICTURES[part](report, names, palette, asked)
    if spec is None:
        st.markdown(f":material/lock: {one_line(sheet.remark)}" if sheet.remark else "Nobody named anything here.")
    else:
        st.vega_lite_chart(spec=spec, width="stretch", height="content")
        _legend(part, report, asked, names)
        if sheet.remark:
            quiet(one_line(sheet.remark))
    if sheet.rows:
        with st.expander("The same as a table"):
            st.markdown(table(sheet))
    _files(coach, part, asked)
    with st.expander("How this was computed"):
        st.markdown("\n\n".join(one_line(line) for line in sheet.computed))


def whole_report(coach: Coach, asked: Asked) -> None:
    """Offer all four questions as one file."""
    st.subheader("The whole report", anchor=False)
    quiet("All rows and all behaviours of what you look at, with the same cells hidden.")
    with st.container(horizontal=True):
        for form in ("xlsx", "markdown"):
            _file(coach, form, asked, None)


def _files(coach: Coach, part: Part, asked: Asked) -> None:
    with st.container(horizontal=True):
        for form in FORMS:
            _file(coach, form, asked, part)


def _file(coach: Coach, form: ReportForm, asked: Asked, part: Part | None) -> None:
    label, ending, mime = FORMS[form]
    name = "-".join(filter(None, ("insights", asked.whole.period_id, asked.whole.rows, part)))
    what = QUESTIONS[part] if part else "The whole report"
    st.download_button(
        label,
        # The file is made outside of the session that shows the button, so who asks is settled now.
        data=partial(coach.export_insights, asked.whole, form, part=part, principal=who.principal()),
        file_name=f"{name}.{ending}",
        mime=mime,
        key=f"insights-{part or 'all'}-{form}",
        on_click="ignore",
        icon=":material/download:",
        help=f"{what} All rows and behaviours, as {label}.",
    )


def _legend(part: Part, report: CohortReport, asked: Asked, names: Names) -> None:
    if part == "help":
        marks = "  ".join(mark.badge for state, mark in reversed(MARKS.items()) if state != "not_described")
        quiet(
            "The large number is the share of people with a gap: contrary or partly shown. The stronger the "
            "colour, the more. The small number (n) is how many people are asked for it and counted."
        )
        st.markdown(f"{marks}  :gray-badge[⫽ hatched: not described]  :gray-badge[empty: left open]")
        reasons = {cell.words for row in (report.total, *report.rows) for cell in row.cells if isinstance(cell, Hidden)}
        for reason in sorted(reasons):
            quiet(f":material/lock: {one_line(reason)}")
        quiet(
            "  \n".join(
                f"{number} {one_line(names.behaviour(behaviour_id))}"
                for number, behaviour_id in enumerate(report.view.behaviour_ids, asked.first_column)
            )
        )
    elif part == "change":
        quiet(
            f"{STATE_SHAPES['shown']} is the share of people whose accounts show it, ◆ the baseline, the line its 95 % "
            "interval. Where the vision changed, the accounts of that period were read with another version of it."
        )
    elif part == "build":
        quiet(f"Hatched: nothing in the catalogue meets it yet. Hours are for everybody together. {_CUT}")
    else:
        quiet(f"At most {_MOST_ROADBLOCKS} bars are drawn, by owner; the table has all.")


def _help(report: CohortReport, names: Names, palette: Palette, asked: Asked) -> Spec | None:
    return heat_map(report, names, palette, first=asked.first_column)


def _change(report: CohortReport, names: Names, palette: Palette, asked: Asked) -> Spec | None:
    return change_picture(report.trends, names, palette)


def _build(report: CohortReport, names: Names, palette: Palette, asked: Asked) -> Spec | None:
    if isinstance(report.demand, Hidden):
        return None
    lacking = sorted(report.demand.uncovered, key=lambda item: (-item.people, item.behaviour_id))
    bars = [
        Bar(label=names.behaviour(item.behaviour_id), people=item.people, beside=_people(item.people), hatched=True)
        for item in lacking
    ]
    supplied = [
        Bar(
            label=item.title or item.resource_id, people=item.steps, beside=f"{_people(item.steps)}{_time(hours(item))}"
        )
        for item in wanted(report.demand)
        if item.steps
    ]
    headed = [*_headed(bars, "Not in the catalogue"), *_headed(supplied, "In the catalogue")]
    if not headed:
        return None
    description = "What shared plans need, in people and hours. The same stands in the table below."
    return bars_picture(headed, palette, color=palette.accent, description=description)


def _headed(bars: list[Bar], heading: str) -> list[Bar]:
    return [replace(bar, heading="" if place else heading) for place, bar in enumerate(bars[:_MOST_BARS])]


def _way(report: CohortReport, names: Names, palette: Palette, asked: Asked) -> Spec | None:
    if isinstance(report.roadblocks, Hidden) or not report.roadblocks.items:
        return None
    bars, owner = [], ""
    for item in heaviest(report.roadblocks.items)[:_MOST_ROADBLOCKS]:
        heading = item.owner if item.owner != owner else ""
        owner = item.owner
        name = names.behaviour(item.behaviour_id)
        bars.append(Bar(label=name, people=item.people, beside=_people(item.people), heading=heading))
    description = "How many people name a roadblock, by whoever can remove it. The same stands in the table below."
    return bars_picture(bars, palette, color=palette.states["partly_shown"], description=description)


def _people(count: int) -> str:
    return f"{count:,} {'person' if count == 1 else 'people'}"


def _time(together: float | None) -> str:
    return "" if together is None else f", {together:,.0f} h" if together >= 10 else f", {together:g} h"


_PICTURES: dict[Part, Callable[[CohortReport, Names, Palette, Asked], Spec | None]] = {
    "help": _help,
    "change": _change,
    "build": _build,
    "way": _way,
}
