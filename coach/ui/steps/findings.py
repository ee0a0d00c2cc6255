"""Step 4, What your account shows: findings beside the account, the shown ones first, silence last as a question."""

from functools import partial
from hashlib import sha256

import streamlit as st

from coach.domain.draft import Draft, account_text
from coach.domain.finding import STATES, Assessment, FollowUp, Response
from coach.errors import CoachError
from coach.service import Coach
from coach.ui import drafting, state, who
from coach.ui.components.account import marked_account
from coach.ui.components.finding import FindingView, finding_card
from coach.ui.components.marks import MARKS
from coach.ui.components.notice import failure
from coach.ui.components.own_word import FindingActions
from coach.ui.components.provenance import name_engine
from coach.ui.components.quiet import quiet
from coach.ui.components.read_button import READ, read_account, read_button
from coach.ui.components.spent import spent_line
from coach.ui.safe_text import one_line, plain

_AGAIN = "Read it again"


def draw(coach: Coach, draft: Draft) -> None:
    """Draw the findings, or the button that has the account read."""
    assessment = draft.assessment
    if assessment is None:
        _read_first(coach, draft, "The coach has not read your account yet.")
        return
    if assessment.provenance.knowledge_version != coach.knowledge.version:
        _read_first(coach, draft, "The vision's files have changed since the coach read your account.", label=_AGAIN)
        return
    if account_text(draft) != draft.assessed_text:
        _read_first(coach, draft, "You changed your account. These findings are about the earlier words.", label=_AGAIN)
    elif changes := coach.changes_since(assessment, principal=who.principal()):
        _read_first(coach, draft, " ".join(changes), label=_AGAIN)
    views = _views(coach, draft, assessment)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _findings(coach, draft, assessment, views)
        # Here and not below both columns: an account can be much longer than what was found in it.
        with st.container(horizontal=True):
            st.button("Go on: what stands in the way", type="primary", on_click=state.go_to_step, args=("obstacles",))
            st.button("Straight to your plan", on_click=state.go_to_step, args=("plan",))
    with right:
        counted = [view.counted for view in views if view.counted]
        marked_account(draft.assessed_text, counted, numbers={view.behaviour.id: view.number for view in views})


def _read_first(coach: Coach, draft: Draft, reason: str, *, label: str = READ) -> None:
    st.info(plain(reason))
    if read_button(label):
        read_account(coach, draft)


def _views(coach: Coach, draft: Draft, assessment: Assessment) -> list[FindingView]:
    """Return the findings in the order in which they are shown: by state as read, so that no card jumps."""
    counted = {finding.behaviour_id: finding for finding in coach.findings(draft, principal=who.principal())}
    responses = {response.behaviour_id: response for response in draft.responses}
    reading = sha256(draft.assessed_text.encode("utf-8", "replace")).hexdigest()[:8]
    ordered = sorted(assessment.findings, key=lambda finding: STATES.index(finding.state))
    asked = {follow_up.behaviour_id: follow_up for follow_up in assessment.follow_ups}
    return [
        FindingView(
            number=number,
            behaviour=coach.knowledge.behaviour(finding.behaviour_id),
            read=finding,
            counted=counted.get(finding.behaviour_id),
            response=responses.get(finding.behaviour_id),
            guess=draft.guesses.get(finding.behaviour_id),
            key=f"{draft.id}-{reading}-{finding.behaviour_id}",
            doubt=asked.get(finding.behaviour_id) if finding.state != "not_described" else None,
        )
        for number, finding in enumerate(ordered, 1)
    ]


def _findings(coach: Coach, draft: Draft, assessment: Assessment, views: list[FindingView]) -> None:
    st.markdown("This is the coach's reading of one text, not of you. You have the last word on every finding.")
    for remark in assessment.remarks:
        st.info(plain(remark))
    actions = FindingActions(
        respond=lambda response: _respond(coach, draft.id, response),
        take_back=lambda behaviour_id: _take_back(coach, draft.id, behaviour_id),
    )
    for view in views:
        if view.read.state != "not_described":
            finding_card(view, actions, ask=partial(_question, coach, draft, view))
    asked = {follow_up.behaviour_id: follow_up for follow_up in assessment.follow_ups}
    silent = [view for view in views if view.read.state == "not_described"]
    if silent:
        _questions(coach, draft, silent, asked)
    quiet(f"Read by the {name_engine(assessment.provenance)}. {_counts(assessment)}")
    if assessment.spent:
        spent_line(assessment.spent, what="This reading", currency=coach.currency)


def _questions(coach: Coach, draft: Draft, silent: list[FindingView], asked: dict[str, FollowUp]) -> None:
    st.subheader("What you did not mention", anchor=False)
    st.markdown("Silence is no gap. One answer can settle it, if you like.")
    by_id = {view.behaviour.id: view for view in silent}
    for follow_up in asked.values():
        if view := by_id.pop(follow_up.behaviour_id, None):
            with st.container(border=True):
                st.markdown(f"{MARKS['not_described'].badge}  \n**{view.number} · {one_line(view.behaviour.name)}**")
                st.markdown(plain(follow_up.why))
                _question(coach, draft, view, follow_up.question)
    for view in by_id.values():
        with st.expander(f"○ {view.number} · {one_line(view.behaviour.name)}"):
            st.markdown(plain(view.behaviour.summary))
            _question(coach, draft, view, view.behaviour.settling_question)


def _question(coach: Coach, draft: Draft, view: FindingView, question: str) -> None:
    behaviour_id = view.behaviour.id
    written = draft.follow_up_texts.get(behaviour_id, "")
    answer = st.text_area(one_line(question), value=written, key=f"follow-up-{view.key}", height=120)
    if st.button("Add this and read again", key=f"add-{view.key}") and answer.strip():
        _answer(coach, draft, behaviour_id, answer)


def _counts(assessment: Assessment) -> str:
    sentences = f"The coach read {assessment.statements} statements about your work."
    refused = assessment.refused_quotes
    if not refused:
        return f"{sentences} Every quote stands word for word in your text."
    what = "1 quote that does not stand" if refused == 1 else f"{refused} quotes that do not stand"
    return f"{sentences} It refused {what} word for word in your text."


def _answer(coach: Coach, draft: Draft, behaviour_id: str, text: str) -> None:
    try:
        with st.spinner("Reading your account again, with your answer"):
            coach.answer_follow_up(draft, behaviour_id, text, principal=who.principal())
    except CoachError as error:
        failure(error)
        return
    state.release_draft()
    st.rerun()


def _respond(coach: Coach, draft_id: str, response: Response) -> None:
    drafting.change(coach, draft_id, lambda draft: coach.respond(draft, response, principal=who.principal()))


def _take_back(coach: Coach, draft_id: str, behaviour_id: str) -> None:
    drafting.change(coach, draft_id, lambda draft: coach.take_back(draft, behaviour_id, principal=who.principal()))
