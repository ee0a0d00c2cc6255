"""What waits for review, and what was decided: to filter, to sort, to open."""

from collections import Counter
from collections.abc import Sequence, Set
from datetime import date

import streamlit as st

from coach.domain.finding import STATES
from coach.domain.review_case import CASE_STATES, CaseState, Comment, ReviewCase
from coach.report.agreement import LEAST_FINDINGS
from coach.service import Coach
from coach.ui import state, who
from coach.ui.components.case_history import STATE_NAMES
from coach.ui.components.marks import MARKS
from coach.ui.components.quiet import choice_label, quiet
from coach.ui.components.roles import role_name
from coach.ui.components.second_reading import reader_agreement
from coach.ui.safe_text import one_line

_SHOWN = 20
_ORDERS = {"oldest": "Longest waiting first", "newest": "Newest first"}


def review_queue(coach: Coach, cases: Sequence[ReviewCase], *, yours: Set[str]) -> None:
    """Show the cases as a list that the keyboard can work through; `yours` are the ids of what others decide about."""
    counts = Counter(case.state for case in cases)
    percent = coach.second_reading_percent
    shown: CaseState = st.pills(
        "Which",
        [known for known in CASE_STATES if percent or known != "second_reading"],
        default="waiting",
        required=True,
        format_func=lambda known: choice_label(f"{STATE_NAMES[known]} ({counts[known]})"),
        key="queue-state",
        label_visibility="collapsed",
    )
    if shown == "second_reading":
        quiet(f"Of what is approved, {percent} in 100 are read by a second person who has not seen the decision.")
        reader_agreement(coach.reviewer_agreement(principal=who.principal()), least=LEAST_FINDINGS)
    if not counts[shown]:
        st.markdown(_NOTHING[shown])
        return
    found = _filtered(coach, [case for case in cases if case.state == shown])
    if not found:
        st.markdown("Nothing here fits these filters.")
    for case in found[:_SHOWN]:
        _row(coach, case, is_yours=case.submission.id in yours)
    if len(found) > _SHOWN:
        quiet(f"{_SHOWN} of {len(found)} are shown. Filter by job or team, or decide about these first.")


_NOTHING: dict[CaseState, str] = {
    "waiting": "Nothing waits for you. What employees choose to share stands here, what has waited longest first.",
    "returned": "Nothing is with an employee.",
    "approved": "Nothing is approved yet.",
    "second_reading": "Nothing waits for you. Whoever decided about a submission never reads it again as the second.",
}


def _filtered(coach: Coach, cases: Sequence[ReviewCase]) -> list[ReviewCase]:
    roles = {case.submission.role_id: role_name(coach, case.submission.role_id) for case in cases}
    teams = sorted({case.submission.team for case in cases if case.submission.team})
    job, team, order = st.columns(3)
    with job:
        role_id = st.selectbox(
            "Job",
            sorted(roles, key=roles.__getitem__),
            index=None,
            format_func=roles.__getitem__,
            placeholder="All jobs",
        )
    with team:
        chosen = st.selectbox("Team", teams, index=None, placeholder="All teams") if teams else None
    with order:
        wanted = st.selectbox("Order", list(_ORDERS), format_func=_ORDERS.__getitem__)
    found = [
        case for case in cases if role_id in (None, case.submission.role_id) and chosen in (None, case.submission.team)
    ]
    return found if wanted == "oldest" else found[::-1]


def _row(coach: Coach, case: ReviewCase, *, is_yours: bool) -> None:
    submission = case.submission
    places = [one_line(place) for place in (submission.team, submission.site) if place]
    where = " · ".join((one_line(role_name(coach, submission.role_id)), *places))
    again = " · answered" if any(isinstance(event, Comment) for event in case.history) else ""
    own = " · yours" if is_yours else ""
    marks = "  ".join(_marks(case))
    st.button(
        f"**{where}** :small[{_age(submission.submitted_on, coach.today())}{again}{own}]  {marks}",
        key=f"open-{submission.id}",
        on_click=state.open_case,
        args=(submission.id,),
        width="stretch",
        wrap=True,
    )


def _marks(case: ReviewCase) -> list[str]:
    counts = Counter(finding.state for finding in case.submission.findings)
    return [f":{MARKS[known].color}-badge[{MARKS[known].shape} {counts[known]}]" for known in STATES if counts[known]]


def _age(day: date, today: date) -> str:
    days = (today - day).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"
