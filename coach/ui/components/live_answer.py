"""An answer while it is being written: what came so far, and a button that stops it."""

from time import monotonic

import streamlit as st

from coach.service import Coach
from coach.ui import state, who
from coach.ui.components.modes import MODE_WORDS
from coach.ui.components.quiet import quiet
from coach.ui.safe_text import plain
from coach.ui.writing import Writing

_LOOKING = "Looking through the vision, the behaviours and the stories. The first time takes longer."
_WRITING = "The coach is writing. Every sentence is checked against its sources when it is done."
_STOPPING = "The coach is stopping. What came is kept."
_LATE = "The model's server has not let go yet. What came is kept, and will be among your earlier questions."
_AWAITED = "An answer is still being written. It is shown here when it is done."

# The browser asks again for this part of the page alone, and each time is shown for a while what comes. After half a
# second Streamlit would offer a stop of its own, which stops the page and not the answer.
_EVERY_S, _WHILE_S = 0.5, 0.4


@st.fragment(run_every=_EVERY_S)
def live_answer(writing: Writing) -> None:
    """Show the question and the answer as it comes; when it is over, draw the page again."""
    # The page draws this part alone again and again; somebody who signed out elsewhere sees no more of it.
    who.principal()
    until = monotonic() + _WHILE_S
    with st.container(border=True):
        quiet(MODE_WORDS[writing.put.mode].said)
        st.markdown(f"**{plain(writing.put.question)}**")
        shown = writing.text
        answer = st.markdown(plain(shown))
        remark = st.markdown(_remark(writing, shown))
        st.button(
            "Stop", icon=":material/stop_circle:", key="stop", on_click=writing.stop, disabled=writing.is_stopping
        )
    for text in writing.texts():
        if text != shown:
            answer.markdown(plain(text))
            remark.markdown(_remark(writing, text))
            shown = text
        state.let_streamlit_interrupt()
        if writing.is_late:
            state.release_writing()
            state.await_no_more()
            state.leave_word(_LATE)
            break
        if monotonic() > until:
            return
    st.rerun()


@st.fragment(run_every=1.0)
def awaited_answer(coach: Coach, newest: str) -> None:
    """Wait for an answer that another run of the app began: the page was loaded again meanwhile.

    `newest` is the id of the newest turn before it, if there was one.
    """
    turns = coach.turns(principal=who.principal())
    if turns and turns[0].id != newest:
        state.open_turn(turns[0].id)
    if state.awaited_after() is None:
        st.rerun()
    with st.container(border=True):
        st.markdown(f":material/hourglass_top: :small[{_AWAITED}]")
        if st.button("Ask something else", icon=":material/add:", key="leave-awaited"):
            state.close_turn()
            st.rerun()


def _remark(writing: Writing, text: str) -> str:
    words = _STOPPING if writing.is_stopping else _WRITING if text else _LOOKING
    return f":material/hourglass_top: :small[{words}]"
