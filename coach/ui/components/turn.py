"""One question with what became of it: an answer, an honest no, the way to a person, or words for the authors."""

import streamlit as st

from coach.domain.answer import Answer
from coach.domain.draft import Turn
from coach.service import Coach
from coach.ui import state
from coach.ui.components.answer import answer_sections, folded_sources, nearest_passages, source_cards
from coach.ui.components.claims import claims
from coach.ui.components.modes import MODE_WORDS
from coach.ui.components.provenance import name_engine
from coach.ui.components.quiet import quiet
from coach.ui.components.roles import role_name
from coach.ui.components.route import human_route
from coach.ui.components.sending import send_doubt, send_question, send_what_a_customer_said
from coach.ui.components.spent import spent_line
from coach.ui.safe_text import one_line, plain
from coach.ui.writing import Put


def turn_card(coach: Coach, turn: Turn) -> None:
    """Show the question and its answer."""
    answer = turn.answer
    with st.container(border=True):
        quiet(f"{MODE_WORDS[answer.mode].said}, as {one_line(role_name(coach, answer.role_id))}")
        st.markdown(f"**{plain(answer.question)}**")
        if answer.route:
            human_route(answer.route)
            return
        if answer.customer_words:
            send_what_a_customer_said(coach, turn, answer.customer_words)
        elif answer.abstained:
            _abstention(coach, turn)
        elif answer.lines:
            _quoted(coach, answer)
        else:
            _worded(turn)
        if answer.mode == "doubt" and answer.status == "complete":
            send_doubt(coach, turn)
        _made_by(coach, answer)


def _quoted(coach: Coach, answer: Answer) -> None:
    stands_in = answer.provenance.engine != coach.provenance.engine
    if stands_in:
        for note in answer.notes:
            st.info(plain(note))
    answer_sections(answer)
    if not stands_in:
        _notes(answer)
    folded_sources(answer)


def _worded(turn: Turn) -> None:
    answer = turn.answer
    claims(answer.prose, turn_id=turn.id)
    if answer.status != "complete":
        came = "What came until then is above." if answer.prose else "Nothing had come until then."
        st.markdown(f":material/incomplete_circle: **This answer is incomplete.** {came}")
    _notes(answer)
    if answer.status != "complete":
        _take_up(turn)
    source_cards(answer.citations, turn_id=turn.id)
    if answer.nearest:
        with st.expander("What comes nearest"):
            nearest_passages(answer.nearest)


def _abstention(coach: Coach, turn: Turn) -> None:
    st.subheader("The vision does not say", anchor=False)
    st.markdown("Nothing in the knowledge files answers this well enough, so the coach does not guess.")
    if turn.answer.mode != "doubt":
        send_question(coach, turn)
    if turn.answer.nearest:
        with st.expander("What comes nearest"):
            nearest_passages(turn.answer.nearest)
    _notes(turn.answer)


def _notes(answer: Answer) -> None:
    for note in answer.notes:
        quiet(one_line(note))


def _take_up(turn: Turn) -> None:
    answer = turn.answer
    again = Put(answer.question, mode=answer.mode, follows=turn.follows)
    on = Put(answer.question, mode=answer.mode, follows=turn.follows, goes_on=turn.id)
    with st.container(horizontal=True):
        if answer.prose:
            _button("Go on", on, key=f"go-on-{turn.id}")
        _button("Try again", again, key=f"again-{turn.id}")


def _button(label: str, put: Put, *, key: str) -> None:
    st.button(label, key=key, on_click=state.ask, args=(put,), disabled=state.is_writing())


def _made_by(coach: Coach, answer: Answer) -> None:
    if answer.remark:
        quiet(one_line(answer.remark))
    is_other = answer.provenance.engine != coach.provenance.engine or answer.provenance.model != coach.provenance.model
    if is_other and not answer.abstained:
        quiet(f"Made by the {name_engine(answer.provenance)}.")
    if answer.provenance.knowledge_version != coach.knowledge.version:
        quiet("The knowledge files have changed since this answer. Ask again for the present words.")
    if answer.spent:
        spent_line(answer.spent, what="This answer", currency=coach.currency)
