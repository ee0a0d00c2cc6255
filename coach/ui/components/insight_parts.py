"""The four questions of Insights, each with its picture, its table, its files and how it was computed."""

from functools import partial

import streamlit as st

from coach.domain.report import CohortReport
from coach.report.export.files import ReportForm
from coach.report.export.pdf import is_pdf_ready
from coach.report.export.sheet import QUESTIONS, Names, Part
from coach.report.pictures.palette import DARK, LIGHT
from coach.report.pictures.parts import LEGENDS, draw_part, hidden_reasons
from coach.service import Coach
from coach.ui import who
from coach.ui.components.insight_filters import Asked
from coach.ui.components.marks import MARKS
from coach.ui.components.quiet import quiet
from coach.ui.components.tables import table
from coach.ui.safe_text import one_line

FORMS: dict[ReportForm, tuple[str, str, str]] = {
    "csv": ("CSV", "csv", "text/csv"),
    "xlsx": ("Excel", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "markdown": ("Text (Markdown)", "md", "text/markdown"),
    "pdf": ("PDF", "pdf", "application/pdf"),
}
_OF_ONE: tuple[ReportForm, ...] = ("csv", "xlsx", "markdown")


def insight_part(coach: Coach, part: Part, report: CohortReport, asked: Asked, names: Names) -> None:
    """Show one question with all that belongs to it."""
    st.subheader(QUESTIONS[part], anchor=False)
    sheet = coach.insight_sheet(report, part, principal=who.principal())
    palette = DARK if st.context.theme.type == "dark" else LIGHT
    picture = draw_part(part, report, names, palette, first=asked.first_column)
    if picture is None:
        st.markdown(f":material/lock: {one_line(sheet.remark)}" if sheet.remark else "Nobody named anything here.")
    else:
        st.vega_lite_chart(spec=picture.spec(), width="stretch", height="content")
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
    quiet(
        "All rows and all behaviours of what you look at, with the same cells hidden. The PDF is for printing and for "
        "a board: it has the pictures too."
    )
    forms: tuple[ReportForm, ...] = ("pdf", "xlsx", "markdown") if is_pdf_ready() else ("xlsx", "markdown")
    with st.container(horizontal=True):
        for form in forms:
            _file(coach, form, asked, None)
    if "pdf" not in forms:
        quiet("There is no PDF here, because the extra 'pdf' is not installed.")


def _files(coach: Coach, part: Part, asked: Asked) -> None:
    with st.container(horizontal=True):
        for form in _OF_ONE:
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
    quiet(LEGENDS[part])
    if part != "help":
        return
    marks = "  ".join(mark.badge for state, mark in reversed(MARKS.items()) if state != "not_described")
    st.markdown(f"{marks}  :gray-badge[⫽ hatched: not described]  :gray-badge[empty: left open]")
    for reason in hidden_reasons(report):
        quiet(f":material/lock: {one_line(reason)}")
    quiet(
        "  \n".join(
            f"{number} {one_line(names.behaviour(behaviour_id))}"
            for number, behaviour_id in enumerate(report.view.behaviour_ids, asked.first_column)
        )
    )
