"""How many people use which part of the coach, week by week."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from coach.domain.usage import AREAS, EVERYBODY, Area, WeekUse
from coach.service import Coach
from coach.ui import resources, who
from coach.ui.components.quiet import quiet
from coach.ui.safe_text import one_line

_WEEKS = 8
_NAMES: dict[Area, str] = {"ask": "Ask", "work": "My work", "plan": "My plan", "share": "Shared with L&D"}
_COMPUTED = (
    "A person counts once a week for each part: when they asked something, had an account read, kept a plan or looked "
    "at it again, or shared something. Nothing of what they asked or wrote is read for it.\n\n"
    "While a week lasts, the coach remembers who counted as a hash with a key of that week. When it is over, only the "
    "counts stay. Counts of fewer than {smallest} people are kept nowhere. Where few people are left out and could be "
    "worked out from the sum, the next smallest job is left out with them. Whoever uses the coach for two jobs in a "
    "week counts in both."
)


def usage_section(coach: Coach) -> None:
    """Show the newest weeks that are over, and the jobs in the last of them."""
    st.subheader("How is the coach used?", anchor=False)
    smallest = resources.settings().smallest_group
    uses = coach.usage(principal=who.principal())
    weeks = sorted({use.week for use in uses}, reverse=True)
    if not weeks:
        st.markdown(f"No week is over yet in which at least {smallest} people used one part of the coach.")
    else:
        by_week = {_day(week): _row(uses, week, EVERYBODY) for week in weeks[:_WEEKS]}
        st.markdown(_table("Week of", by_week, hidden=f"fewer than {smallest}"))
        _jobs(coach, uses, weeks[0])
        quiet("People, not clicks. Only weeks that are over are counted.")
    with st.expander("How use is counted"):
        st.markdown(_COMPUTED.format(smallest=smallest))


def _jobs(coach: Coach, uses: tuple[WeekUse, ...], week: date) -> None:
    jobs = sorted({use.role_id for use in uses if use.week == week} - {EVERYBODY})
    if jobs:
        with st.expander(f"By job, in the week of {_day(week)}"):
            by_job = {coach.insight_names.role(job): _row(uses, week, job) for job in jobs}
            # Not every job that is left out has few people.
            st.markdown(_table("Job", by_job, hidden="not shown"))


def _row(uses: tuple[WeekUse, ...], week: date, role_id: str) -> dict[Area, int]:
    return {use.area: use.people for use in uses if (use.week, use.role_id) == (week, role_id)}


def _table(head: str, rows: Mapping[str, Mapping[Area, int]], *, hidden: str) -> str:
    lines = [f"| {head} | How many people |", "| --- | --- |"]
    for name, people in rows.items():
        told = (f"{_NAMES[area]}: {people.get(area, hidden)}" for area in AREAS)
        lines.append(f"| {one_line(name)} | {' · '.join(map(one_line, told))} |")
    return "\n".join(lines)


def _day(week: date) -> str:
    return f"{week.day} {week:%B %Y}"
