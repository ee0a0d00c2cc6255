"""The line of steps of My work: where you are, and every step, to open again."""

import streamlit as st

from coach.ui import state
from coach.ui.components.quiet import choice_label
from coach.ui.state import STEPS, Step

STEP_NAMES: dict[Step, str] = {
    "job": "About your job",
    "account": "Your account",
    "guess": "Your guess",
    "findings": "What your account shows",
    "obstacles": "What stands in the way",
    "plan": "Your plan",
}


def steps_line() -> None:
    """Show the six steps; the open one stands out."""
    step = state.step()
    # A widget keeps its choice under its key, and a step can also be opened by other buttons.
    key = f"steps-{step}"

    def go() -> None:
        chosen = next((known for known in STEPS if known == state.value(key)), step)
        # Where typing stops a run in the middle, Streamlit takes the line of the step before for changed.
        if chosen != step:
            state.go_to_step(chosen)

    st.pills(
        "Steps",
        STEPS,
        default=step,
        required=True,
        format_func=lambda known: choice_label(f"{STEPS.index(known) + 1} {STEP_NAMES[known]}"),
        key=key,
        label_visibility="collapsed",
        on_change=go,
    )
