"""One submission as a reviewer works on it: what was shared, what came of it, and the decision."""

from functools import partial
from typing import Literal

import streamlit as st

from coach.domain.finding import STATES, State
from coach.domain.review import Edit, SharedFinding
from coach.domain.review_case import ReviewCase
from coach.errors import ReviewError
from coach.service import Coach
from coach.ui import state, who
from coach.ui.attempt import attempt
from coach.ui.components.case_history import STATE_ICONS, STATE_NAMES, case_history
from coach.ui.components.marks import MARKS
from coach.ui.components.quiet import choice_label, quiet
from coach.ui.components.second_reading import second_reading
from coach.ui.components.submission import behaviour_name, submission_page

_MAX_REASON = 1_000


def review_case(coach: Coach, case: ReviewCase, *, is_yours: bool) -> None:
    """Show the case, and the decision or the second reading where it waits for one, unless the reviewer shared it."""
    st.markdown(f"{STATE_ICONS[case.state]} **{STATE_NAMES[case.state]}**")
    if case.state == "second_reading" and is_yours:
        st.info("You shared this yourself, so somebody else at L&D reads it again.")
        submission_page(coach, case.submission)
        return
    if case.state == "second_reading":
        second_reading(coach, case)
        return
    waits = case.state == "waiting"
    may_decide = waits and not is_yours
    if waits and is_yours:
        st.info("You shared this yourself, so somebody else at L&D decides about it. You see here what they see.")
    submission_page(coach, case.submission, beside=partial(_edit, coach, case) if may_decide else None)
    if case.history:
        st.subheader("What came of it", anchor=False)
        case_history(coach, case, employee="They")
    if may_decide:
        _decision(coach, case)
    elif not waits:
        quiet("It is with the employee now. If they answer, it waits here again.")


def _edit(coach: Coach, case: ReviewCase, finding: SharedFinding) -> None:
    key = _key(case, finding.behaviour_id)
    with st.expander(f"See {behaviour_name(coach, finding.behaviour_id)} differently", type="compact"):
        st.pills(
            "What do the words show?",
            [known for known in STATES if known != finding.state],
            format_func=lambda known: choice_label(MARKS[known].text),
            key=f"{key}-state",
        )
        st.text_input("Because…", key=f"{key}-why", max_chars=_MAX_REASON)
        quiet("The employee sees what you change and why. What they wrote stays as it is.")


def _decision(coach: Coach, case: ReviewCase) -> None:
    key = _key(case, "decision")
    st.subheader("Your decision", anchor=False)
    st.text_area("A word to the employee (needed to send it back)", key=key, max_chars=_MAX_REASON * 2, height=90)
    with st.container(horizontal=True):
        st.button("Approve", type="primary", on_click=partial(_decide, coach, case, "approved"))
        st.button("Send back", on_click=partial(_decide, coach, case, "returned"))
    quiet("Approving counts it in the figures of groups. Sending it back asks the employee to say more.")


def _decide(coach: Coach, case: ReviewCase, kind: Literal["approved", "returned"]) -> None:
    reason = state.text(_key(case, "decision"))

    def act() -> None:
        coach.decide(case, kind, edits=_edits(case), reason=reason, principal=who.principal())

    if attempt(act):
        state.close_case()
        state.to_top()
        state.leave_word("Approved." if kind == "approved" else "Sent back to the employee.")


def _edits(case: ReviewCase) -> tuple[Edit, ...]:
    """Return what the reviewer saw differently.

    Raises:
        ReviewError: a state without a reason, or a reason without a state.
    """
    edits = []
    for finding in case.submission.findings:
        key = _key(case, finding.behaviour_id)
        after: State | None = next((known for known in STATES if known == state.value(f"{key}-state")), None)
        why = state.text(f"{key}-why").strip()
        if after is None and not why:
            continue
        if after is None or not why:
            raise ReviewError(
                "Where you see a finding differently, choose what the words show and say why. Nothing was decided yet."
            )
        edits.append(Edit(behaviour_id=finding.behaviour_id, before=finding.state, after=after, reason=why))
    return tuple(edits)


def _key(case: ReviewCase, what: str) -> str:
    return f"review-{case.submission.id}-{len(case.history)}-{what}"
