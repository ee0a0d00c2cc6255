"""Step 3, Your guess: predict, then see. Optional, one tap for each behaviour."""

from typing import get_args

import streamlit as st

from coach.domain.draft import Draft, Guess
from coach.domain.knowledge import Behaviour
from coach.service import Coach
from coach.ui import drafting, state
from coach.ui.components.guesses import GUESS_WORDS
from coach.ui.components.quiet import choice_label
from coach.ui.components.read_button import read_account, read_button
from coach.ui.keeping import keeping
from coach.ui.safe_text import one_line


def draw(coach: Coach, draft: Draft) -> None:
    """Draw one row of choices for each behaviour that the role is asked for."""
    st.markdown(
        "How often do you do this, on a usual day? One tap each, and skip what you like. The coach does not use your "
        "guess; you can compare it with the findings afterwards."
    )
    for behaviour in coach.knowledge.role_behaviours(draft.role_id or ""):
        _row(coach, draft, behaviour)
    with st.container(horizontal=True):
        is_pressed = read_button()
        st.button("Back to your account", on_click=state.go_to_step, args=("account",))
    if is_pressed:
        read_account(coach, draft)


def _row(coach: Coach, draft: Draft, behaviour: Behaviour) -> None:
    key = f"guess-{draft.id}-{behaviour.id}"

    def guessed(draft: Draft) -> dict[str, object]:
        others = {known: guess for known, guess in draft.guesses.items() if known != behaviour.id}
        guess = state.value(key)
        return {"guesses": {**others, behaviour.id: guess} if guess else others}

    st.markdown(f"**{one_line(behaviour.name)}**  \n{one_line(behaviour.summary)}")
    st.segmented_control(
        one_line(behaviour.name),
        get_args(Guess),
        default=draft.guesses.get(behaviour.id),
        format_func=lambda guess: choice_label(GUESS_WORDS[guess]),
        key=key,
        label_visibility="collapsed",
        on_change=keeping(
            key, shown=draft.guesses.get(behaviour.id), keep=lambda: drafting.write(coach, draft.id, guessed)
        ),
    )
