"""Where a question is written: the box of the chosen mode, questions to start with, and a box to ask further."""

from functools import partial

import streamlit as st

from coach.domain.answer import Mode
from coach.domain.draft import Turn
from coach.domain.knowledge import Role
from coach.ui import resources, state
from coach.ui.components.leaving import where_questions_go
from coach.ui.components.modes import MODE_WORDS
from coach.ui.components.quiet import quiet
from coach.ui.safe_text import one_line
from coach.ui.writing import Put

QUESTION = "question"
_STARTING = 4


def question_box(role: Role, mode: Mode) -> None:
    """Show the box and its button; while an answer is being written the button waits."""
    words = MODE_WORDS[mode]
    with st.form("ask", border=False):
        st.text_area(
            words.box,
            key=QUESTION,
            height=90,
            placeholder=f"For example: {words.example or role.starting_questions[0]}",
        )
        _submit(words.button, box=QUESTION, mode=mode, follows=None)
    quiet(where_questions_go(resources.settings()))


def starting_questions(role: Role) -> None:
    """Offer questions that people in this job have."""
    st.markdown(f"**Questions to start with, {one_line(role.name)}**")
    for number, question in enumerate(role.starting_questions[:_STARTING]):
        st.button(
            one_line(question),
            key=f"start-{role.id}-{number}",
            on_click=state.ask,
            args=(Put(question),),
            disabled=state.is_writing(),
            width="stretch",
        )


def further_box(turn: Turn) -> None:
    """Show the box to ask further about an answer."""
    box = f"further-{turn.id}"
    with st.form(f"ask-{box}", border=False):
        st.text_area("Ask further about this", key=box, height=90)
        _submit("Ask further", box=box, mode=turn.answer.mode, follows=turn.id)


def _submit(label: str, *, box: str, mode: Mode, follows: str | None) -> None:
    st.form_submit_button(
        label,
        type="primary" if follows is None else "secondary",
        key=f"submit-{box}",
        disabled=state.is_writing(),
        on_click=partial(_put, box=box, mode=mode, follows=follows),
    )


def _put(*, box: str, mode: Mode, follows: str | None) -> None:
    typed = state.text(box).strip()
    if typed:
        state.ask(Put(typed, mode=mode, follows=follows, box=box))
    else:
        state.leave_word("Write into the box first.")
