"""Insights: where groups need help, what changed, what to build, what stands in the way. Nobody can be found in it."""

import streamlit as st

from coach.report.export.sheet import PARTS
from coach.service import Coach
from coach.ui import who
from coach.ui.components.closing import closing_section
from coach.ui.components.frame import WIDE, show_page
from coach.ui.components.insight_filters import insight_filters
from coach.ui.components.insight_parts import insight_part, whole_report
from coach.ui.components.quiet import quiet
from coach.ui.components.usage import usage_section
from coach.ui.safe_text import plain


def _draw(coach: Coach) -> None:
    periods = coach.periods(principal=who.principal())
    organisation = coach.organisation(principal=who.principal())
    if organisation.note:
        st.info(plain(organisation.note), icon=":material/info:")
    closing_section(coach, periods)
    if not periods.closed:
        _nothing_yet(has_next=periods.next is not None)
        usage_section(coach)
        return
    asked = insight_filters(coach, organisation, periods.closed)
    if not organisation.teams and not organisation.sites:
        quiet("Rows by team and site appear once a file names them: COACH_ORGANISATION.")
    report = coach.insights(asked.shown, principal=who.principal())
    names = coach.insight_names
    for part in PARTS:
        insight_part(coach, part, report, asked, names)
    whole_report(coach, asked)
    usage_section(coach)


def _nothing_yet(*, has_next: bool) -> None:
    st.markdown("Nothing is shown yet, because no period is closed. Figures are about closed quarters only.")
    if not has_next:
        st.markdown(
            "People share plans, reviewers approve them, and when a quarter is over it can be closed here. The first "
            "one is offered as soon as a quarter with a shared plan is over."
        )


show_page(
    "Insights",
    _draw,
    seen_by="Reviewers, sponsors and admins can see this page",
    stays=(
        "It counts what people chose to share and a reviewer approved, in groups that nobody can be found in. Who is "
        "in which group is kept nowhere. How the coach is used is counted without reading anything."
    ),
    width=WIDE,
)
