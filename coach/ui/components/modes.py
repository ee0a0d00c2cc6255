"""The ways to use Ask: a row to choose from, and for each a plain line, a box and a button."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from coach.domain.answer import MODE_NAMES, MODES, Mode
from coach.ui import state
from coach.ui.components.quiet import choice_label, quiet

_ROW = "modes"


@dataclass(frozen=True)
class ModeWords:
    """What one mode says of itself."""

    name: str
    line: str
    """What it does."""
    box: str
    """What to write into the box."""
    example: str
    button: str
    said: str
    """What somebody did who used it."""


MODE_WORDS: Mapping[Mode, ModeWords] = {
    "ask": ModeWords(
        name=MODE_NAMES["ask"],
        line="You ask what the vision wants of you. The answer comes from your organisation's own files, with sources.",
        box="Your question",
        example="",
        button="Ask",
        said="You asked",
    ),
    "check": ModeWords(
        name=MODE_NAMES["check"],
        line="You say what you are about to do. You see what the vision says for it and against it, and you decide.",
        box="What are you about to do?",
        example="I want to close the case today, although the customer has not rung back yet.",
        button="Check it",
        said="You checked a decision",
    ),
    "doubt": ModeWords(
        name=MODE_NAMES["doubt"],
        line="You say what does not convince you. The coach shows what the vision says and what it does not. You can "
        "send your doubt to its authors.",
        box="What do you doubt?",
        example="We are told to take our time with people, and then the clock counts every minute.",
        button="Say it",
        said="You doubted",
    ),
    "reflect": ModeWords(
        name=MODE_NAMES["reflect"],
        line="You tell what happened. The coach gives you questions to think about, and no marks.",
        box="What happened?",
        example="A customer rang for the third time today, and I passed them on.",
        button="Reflect",
        said="You reflected",
    ),
    "capture": ModeWords(
        name="A customer said…",
        line="You write down what a customer said. You see exactly what would go to the authors of the vision, and "
        "nothing goes before you say so.",
        box="What did the customer say?",
        example="“Nobody told me that it would come in two parts.”",
        button="See what would be sent",
        said="You wrote down what a customer said",
    ),
}


def mode_row() -> Mode:
    """Show the modes, with a line on the chosen one; return it."""
    chosen = state.mode()

    def choose() -> None:
        state.choose_mode(next((mode for mode in MODES if mode == state.value(_ROW)), chosen))

    st.pills(
        "What would you like to do?",
        MODES,
        default=chosen,
        required=True,
        format_func=lambda mode: choice_label(MODE_WORDS[mode].name),
        key=_ROW,
        label_visibility="collapsed",
        on_change=choose,
    )
    quiet(MODE_WORDS[chosen].line)
    return chosen
