"""What came of a submission, event by event, as the employee or as a reviewer reads it."""

from datetime import date

import streamlit as st

from coach.domain.review import Decision
from coach.domain.review_case import CaseState, Comment, ReviewCase, SecondReading
from coach.review.second_reading import read_twice
from coach.service import Coach
from coach.ui.components.dates import name_day, name_moment
from coach.ui.components.marks import MARKS
from coach.ui.components.submission import behaviour_name
from coach.ui.safe_text import one_line, plain

STATE_NAMES: dict[CaseState, str] = {
    "waiting": "Waiting for L&D",
    "returned": "Sent back",
    "approved": "Approved",
    "second_reading": "Second reading",
}
STATE_ICONS: dict[CaseState, str] = {
    "waiting": ":material/hourglass_empty:",
    "returned": ":material/undo:",
    "approved": ":material/check:",
    "second_reading": ":material/visibility:",
}


def case_history(coach: Coach, case: ReviewCase, *, employee: str) -> None:
    """Show the history, oldest first; `employee` is what the employee is called here: “You” or “They”."""
    st.markdown(f":material/ios_share: {employee} shared this on {name_day(case.submission.submitted_on)}.")
    for event in case.history:
        if isinstance(event, SecondReading):
            _second_reading(coach, case, event)
        else:
            _event(coach, event, today=coach.today(), employee=employee)


def _second_reading(coach: Coach, case: ReviewCase, event: SecondReading) -> None:
    found = read_twice(case)
    others = [item for item in found if item.first != item.second]
    st.markdown(
        f"{STATE_ICONS['second_reading']} A second person at L&D read it {name_moment(event.at, today=coach.today())}, "
        "without seeing what was decided. It is done to learn how far readers agree, and changes nothing. "
        f"{len(found) - len(others)} of {len(found)} findings are the same."
    )
    for item in others:
        st.markdown(
            f"- **{behaviour_name(coach, item.finding.behaviour_id)}**: decided {MARKS[item.first].badge}, "
            f"read again {MARKS[item.second].badge}"
        )


def _event(coach: Coach, event: Decision | Comment, *, today: date, employee: str) -> None:
    when = name_moment(event.at, today=today)
    if isinstance(event, Comment):
        st.markdown(f":material/chat: {employee} answered {when}: {plain(event.words)}")
        return
    what = "L&D approved it" if event.kind == "approved" else "L&D sent it back"
    st.markdown(f"{STATE_ICONS[event.kind]} {what} {when}." + (f" {plain(event.reason)}" if event.reason else ""))
    for edit in event.edits:
        st.markdown(
            f"- **{behaviour_name(coach, edit.behaviour_id)}**: {MARKS[edit.before].badge} → "
            f"{MARKS[edit.after].badge} {one_line(edit.reason)}"
        )
