"""Read as the second, without sight of the decision; and how far such readers agree."""

from functools import partial

import streamlit as st

from coach.domain.finding import STATES, State
from coach.domain.reader_agreement import BeyondChance, ReaderAgreement
from coach.domain.review import SharedFinding
from coach.domain.review_case import ReviewCase
from coach.review.second_reading import can_be_read
from coach.service import Coach
from coach.ui import state, who
from coach.ui.attempt import attempt
from coach.ui.components.marks import MARKS
from coach.ui.components.quiet import choice_label, quiet
from coach.ui.components.submission import submission_page

_FEW = (
    "How far reviewers agree is told here once two people have read the same {least} findings. Until then a figure "
    "would say nothing."
)


def second_reading(coach: Coach, case: ReviewCase) -> None:
    """Show what was shared, with the question for each finding, and keep what the reader says."""
    st.markdown(
        "Somebody else has decided about this. What they decided is not shown, so that you read with your own eyes. "
        "It stays as it is, whatever you say here."
    )
    readable = {finding.behaviour_id for finding in can_be_read(case)}
    submission_page(coach, case.submission, beside=partial(_ask, case, readable))
    st.button("Keep my reading", type="primary", on_click=partial(_keep, coach, case))
    quiet("Once it is kept, you see what was decided. The employee sees that a second person read it, and how.")


def reader_agreement(agreement: ReaderAgreement | None, *, least: int) -> None:
    """Say how far two readers of the same findings agree, or from when on it is told."""
    if agreement is None:
        quiet(_FEW.format(least=least))
        return
    lines = [
        f"**How far reviewers agree:** {agreement.same} of {agreement.findings} findings the same, "
        f"{_kappa(agreement.kappa)}; {agreement.findings} pairs from {agreement.submissions} "
        f"submission{'' if agreement.submissions == 1 else 's'}."
    ]
    if agreement.weighted:
        lines.append(
            f"Where both say that it is described, and a small miss counts less: {_kappa(agreement.weighted)}; "
            f"{agreement.weighted.n} pairs."
        )
    lines.append(
        "Kappa is 1 where two readers always say the same, and 0 where they agree as often as by chance. The range is "
        "its 95 % interval, told from ten submissions on. It is about all readers together. Both saw what the coach "
        "had found, so they may agree more than two who had not."
    )
    st.markdown(lines[0])
    quiet("  \n".join(lines[1:]))


def _ask(case: ReviewCase, readable: set[str], finding: SharedFinding) -> None:
    if finding.behaviour_id not in readable:
        quiet("Without the words there is nothing to read here.")
        return
    st.pills(
        "What do the words show?",
        STATES,
        format_func=lambda known: choice_label(MARKS[known].text),
        key=_key(case, finding.behaviour_id),
    )


def _keep(coach: Coach, case: ReviewCase) -> None:
    said = {finding.behaviour_id: _said(case, finding.behaviour_id) for finding in can_be_read(case)}
    states = {behaviour_id: known for behaviour_id, known in said.items() if known}
    if attempt(lambda: coach.read_again(case.submission.id, states, principal=who.principal())):
        state.to_top()
        state.leave_word("Your reading is kept. What was decided stands below.")


def _said(case: ReviewCase, behaviour_id: str) -> State | None:
    chosen = state.value(_key(case, behaviour_id))
    return next((known for known in STATES if known == chosen), None)


def _kappa(found: BeyondChance | None) -> str:
    if found is None:
        return "no kappa, because everything has one state"
    if found.low is None or found.high is None:
        return f"kappa {found.value:.2f}, with too few submissions for a range"
    return f"kappa {found.value:.2f}, {found.low:.2f} to {found.high:.2f}"


def _key(case: ReviewCase, behaviour_id: str) -> str:
    return f"again-{case.submission.id}-{behaviour_id}"
