"""The questions that somebody asked before: to search, to open again, to delete."""

from functools import partial

import streamlit as st

from coach.domain.draft import Turn
from coach.service import Coach
from coach.ui import state, who
from coach.ui.attempt import attempt
from coach.ui.components.confirm import delete_button
from coach.ui.components.dates import name_moment
from coach.ui.components.modes import MODE_WORDS
from coach.ui.components.quiet import quiet, quiet_text
from coach.ui.safe_text import one_line
from coach.ui.writing import STOP_FIRST

_SHOWN = 10
_LONGEST = 140


def history(coach: Coach) -> None:
    """Show the person's questions, newest first."""
    principal = who.principal()
    if not coach.turns(principal=principal):
        return
    with st.expander("Your earlier questions", icon=":material/history:"):
        words = st.text_input("Search in your questions and answers", key="history-search")
        found = coach.turns(principal=principal, search=words)
        if not found:
            st.markdown("None of your questions or answers has these words.")
        for turn in found[:_SHOWN]:
            _entry(coach, turn)
        if len(found) > _SHOWN:
            quiet(f"The newest {_SHOWN} of {len(found)} are shown. Search to find the others.")
        delete_button(
            "Delete all",
            key="delete-turns",
            question="This deletes all your questions and their answers. They cannot be brought back.",
            confirm="Delete all my questions",
            on_confirm=partial(_delete_all, coach),
        )


def _entry(coach: Coach, turn: Turn) -> None:
    question = turn.answer.question
    shown = question if len(question) <= _LONGEST else f"{question[: _LONGEST - 1]}…"
    st.button(
        f"{one_line(shown)} {quiet_text(_about(coach, turn))}",
        key=f"open-{turn.id}",
        on_click=_open,
        args=(turn.id,),
        width="stretch",
        wrap=True,
    )


def _about(coach: Coach, turn: Turn) -> str:
    """Return the mode, when it was asked, and whether the answer is whole."""
    incomplete = () if turn.answer.status == "complete" else ("incomplete",)
    asked = name_moment(turn.asked_at, today=coach.today())
    return " · ".join((MODE_WORDS[turn.answer.mode].name, asked, *incomplete))


def _open(turn_id: str) -> None:
    state.close_turn()
    state.open_turn(turn_id)
    state.to_top()


def _delete_all(coach: Coach) -> None:
    if state.is_writing():
        state.leave_word(STOP_FIRST)
    elif attempt(lambda: coach.delete_turns(principal=who.principal())):
        state.close_turn()
        state.leave_word("All your questions and their answers are deleted.")
