"""Ask: how does the vision apply to my job? Answered in the organisation's own words, or not at all."""

from functools import partial

import streamlit as st

from coach.domain.draft import Turn
from coach.domain.knowledge import Role
from coach.service import Coach
from coach.ui import resources, state
from coach.ui.attempt import attempt
from coach.ui.components.answer import answer_sections, nearest_passages, source_cards
from coach.ui.components.confirm import delete_button
from coach.ui.components.frame import show_page
from coach.ui.components.history import history
from coach.ui.components.quiet import quiet
from coach.ui.components.role_picker import role_picker
from coach.ui.safe_text import one_line, plain

_QUESTION = "question"
_MAX_QUESTION = 1_000


def _draw(coach: Coach) -> None:
    st.markdown("Ask how the vision applies to your work. The coach answers in your organisation's own words only.")
    role = _choose_role(coach)
    if role is None:
        st.info("Choose your job first. What the vision asks depends on it.", icon=":material/badge:")
        history(coach)
        return
    _ask_what_was_asked(coach, role)
    _question_box(role)
    turn = _open_turn(coach)
    if turn is None:
        _starting_questions(role)
    else:
        _answer(coach, turn)
    history(coach)


def _choose_role(coach: Coach) -> Role | None:
    role_id = role_picker(coach.knowledge.roles, chosen=_known_role(coach), key="ask-role", label="Your job")
    if role_id is None:
        return None
    state.remember_role(role_id)
    return coach.knowledge.role(role_id)


def _known_role(coach: Coach) -> str | None:
    """Return the role of this session, else that of the last account, else that of the last question."""
    if chosen := state.role_id():
        return chosen
    person_id = resources.person_id()
    drafts = [draft.role_id for draft in coach.drafts(person_id=person_id) if draft.role_id]
    turns = [turn.answer.role_id for turn in coach.turns(person_id=person_id)]
    return next(iter((*drafts, *turns)), None)


def _ask_what_was_asked(coach: Coach, role: Role) -> None:
    question = state.take_question()
    if question is None:
        return
    with st.spinner("Looking through the vision, the behaviours and the stories. The first time takes longer."):
        turn = coach.ask(question, role_id=role.id, person_id=resources.person_id())
    state.open_turn(turn.id)
    # Only now: a question that could not be answered stays in its box.
    state.put(_QUESTION, "")


def _question_box(role: Role) -> None:
    with st.form("ask", border=False):
        st.text_area(
            "Your question",
            key=_QUESTION,
            height=90,
            max_chars=_MAX_QUESTION,
            placeholder=f"For example: {role.starting_questions[0]}",
        )
        st.form_submit_button("Ask", type="primary", on_click=_ask_typed)
    quiet("Your questions and the answers are kept on this computer, for you alone.")


def _ask_typed() -> None:
    typed = state.text(_QUESTION).strip()
    if typed:
        state.ask(typed)
    else:
        state.leave_word("Write your question into the box first.")


def _starting_questions(role: Role) -> None:
    st.markdown(f"**Questions to start with, {one_line(role.name)}**")
    for number, question in enumerate(role.starting_questions[:4]):
        st.button(
            one_line(question), key=f"start-{role.id}-{number}", on_click=state.ask, args=(question,), width="stretch"
        )


def _open_turn(coach: Coach) -> Turn | None:
    turn_id = state.turn_id()
    if turn_id is None:
        return None
    turns = coach.turns(person_id=resources.person_id())
    return next((turn for turn in turns if turn.id == turn_id), None)


def _answer(coach: Coach, turn: Turn) -> None:
    answer = turn.answer
    with st.container(border=True):
        quiet(f"You asked, as {one_line(_role_name(coach, answer.role_id))}")
        st.markdown(f"**{plain(answer.question)}**")
        if answer.abstained:
            _abstention(coach, turn)
        else:
            answer_sections(answer)
            source_cards(answer)
    if answer.provenance.knowledge_version != coach.knowledge.version:
        quiet("The knowledge files have changed since this answer. Ask again for the present words.")
    with st.container(horizontal=True):
        st.button("Ask something else", on_click=state.close_turn, icon=":material/add:")
        delete_button(
            "Delete",
            key=f"delete-{turn.id}",
            question="This deletes the question and its answer. They cannot be brought back.",
            confirm="Delete this question",
            on_confirm=partial(_delete, coach, turn),
        )


def _delete(coach: Coach, turn: Turn) -> None:
    if attempt(lambda: coach.delete_turn(turn.id, person_id=resources.person_id())):
        state.close_turn()
        state.leave_word("The question and its answer are deleted.")


def _abstention(coach: Coach, turn: Turn) -> None:
    answer = turn.answer
    st.subheader("The vision does not say", anchor=False)
    st.markdown("Nothing in the knowledge files answers this well enough, so the coach does not guess.")
    sent = any(
        item.question == answer.question and item.role_id == answer.role_id for item in coach.questions_for_authors()
    )
    if sent:
        st.success("This question is with the authors of the vision.", icon=":material/check:")
    else:
        st.markdown(
            "You can send it to the people who write the vision. What they get: your question, word for word, and your "
            f"job (“{one_line(_role_name(coach, answer.role_id))}”). They do not get your name."
        )
        if st.button("Send this question to the authors", key=f"send-{turn.id}"):
            coach.send_to_authors(answer.question, role_id=answer.role_id)
            st.rerun()
    if answer.nearest:
        with st.expander("What comes nearest"):
            nearest_passages(answer.nearest)


def _role_name(coach: Coach, role_id: str) -> str:
    """Return the role's name; an answer can be older than the knowledge and its role gone."""
    return next((role.name for role in coach.knowledge.roles if role.id == role_id), role_id)


show_page(
    "Ask",
    _draw,
    seen_by="Only you can see this page",
    stays=(
        "Your questions and the answers are kept in your private store on this computer. No reviewer and no manager "
        "can open it. A question goes to the authors only if you send it, without your name."
    ),
)
