"""Ask: how does the vision apply to my job? Answered from the organisation's own words, or not at all."""

from functools import partial

import streamlit as st

from coach.domain.draft import Turn
from coach.domain.knowledge import Role
from coach.errors import CoachError
from coach.service import Coach
from coach.ui import resources, state, who
from coach.ui.attempt import attempt
from coach.ui.components.confirm import delete_button
from coach.ui.components.frame import show_page
from coach.ui.components.history import history
from coach.ui.components.live_answer import awaited_answer, live_answer
from coach.ui.components.modes import mode_row
from coach.ui.components.notice import failure
from coach.ui.components.question_box import further_box, question_box, starting_questions
from coach.ui.components.role_picker import role_picker
from coach.ui.components.turn import turn_card
from coach.ui.thread import thread_of
from coach.ui.writing import Put, Writing


def _draw(coach: Coach) -> None:
    st.markdown("Ask how the vision applies to your work. The coach answers from your organisation's own files only.")
    role = _choose_role(coach)
    if role is None:
        st.info("Choose your job first. What the vision asks depends on it.", icon=":material/badge:")
        history(coach)
        return
    _begin_what_was_put(coach, role)
    error = _finish_what_is_over()
    awaits = state.awaited_after() if not state.writing() else None
    thread = _open_thread(coach)
    writing = state.writing()
    is_last = not writing or error is not None
    for turn in thread:
        turn_card(coach, turn)
        _after(coach, turn, is_last=is_last and turn is thread[-1])
    if writing and error:
        _failed(error, writing.put)
    elif writing:
        live_answer(writing)
    elif awaits is not None:
        awaited_answer(coach, awaits)
    if is_last and awaits is None and not thread:
        mode = mode_row()
        question_box(role, mode)
        if mode == "ask":
            starting_questions(role)
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
    principal = who.principal()
    drafts = [draft.role_id for draft in coach.drafts(principal=principal) if draft.role_id]
    turns = [turn.answer.role_id for turn in coach.turns(principal=principal)]
    return next(iter((*drafts, *turns)), None)


def _begin_what_was_put(coach: Coach, role: Role) -> None:
    put = state.take_question()
    if put is None:
        return
    principal = who.principal()
    start = partial(
        coach.start_answer,
        put.question,
        role_id=role.id,
        principal=principal,
        mode=put.mode,
        follows=put.follows,
        goes_on=put.goes_on,
    )
    newest = next(iter(coach.turns(principal=principal)), None)
    state.hold_writing(Writing(put, start))
    if before := put.goes_on or put.follows:
        state.open_turn(before)
    else:
        state.close_turn()
    state.await_turn(newest.id if newest else "")


def _finish_what_is_over() -> CoachError | None:
    """Open the answer that was written; return what went wrong where none was."""
    writing = state.writing()
    if writing is None or not writing.is_over:
        return None
    try:
        turn = writing.turn()
    except CoachError as error:
        state.await_no_more()
        if writing.put.box:
            _keep_in_box(writing.put.box, writing.put.question)
        return error
    except Exception:
        state.release_writing()
        raise
    state.open_turn(turn.id)
    state.release_writing()
    return None


def _keep_in_box(box: str, question: str) -> None:
    """Put a question that could not be answered back: a box that was not on the page for a while is empty."""
    if not state.text(box):
        state.put(box, question)


def _open_thread(coach: Coach) -> tuple[Turn, ...]:
    """Return the open answer with what it follows; while an answer is being written, what that one follows."""
    turn_id = state.turn_id()
    turns = coach.turns(principal=who.principal()) if turn_id else ()
    turn = next((turn for turn in turns if turn.id == turn_id), None)
    return thread_of(turn, turns) if turn else ()


def _after(coach: Coach, turn: Turn, *, is_last: bool) -> None:
    answer = turn.answer
    if is_last and answer.status == "complete" and (answer.lines or answer.prose):
        further_box(turn)
    with st.container(horizontal=True):
        if is_last:
            st.button("Ask something else", on_click=state.close_turn, icon=":material/add:")
        delete_button(
            "Delete",
            key=f"delete-{turn.id}",
            question="This deletes the question and its answer. They cannot be brought back.",
            confirm="Delete this question",
            on_confirm=partial(_delete, coach, turn),
        )


def _failed(error: CoachError, put: Put) -> None:
    failure(error)
    with st.container(horizontal=True):
        st.button("Try again", key="again", on_click=state.ask, args=(put,))


def _delete(coach: Coach, turn: Turn) -> None:
    if attempt(lambda: coach.delete_turn(turn.id, principal=who.principal())):
        state.close_turn()
        state.leave_word("The question and its answer are deleted.")


show_page(
    "Ask",
    _draw,
    seen_by="Only you can see this page",
    stays=(
        f"What you write and the answers are kept in your private store on {resources.here()}. No reviewer and no "
        "manager can open it. Something goes to the authors only if you send it, without your name."
    ),
    keeps="turns",
)
