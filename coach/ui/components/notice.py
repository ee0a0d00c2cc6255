"""What went wrong or worked, in plain words: what happened, what is safe, what to do now."""

import streamlit as st

from coach.errors import (
    AccessError,
    AccountError,
    CoachError,
    EmbeddingError,
    Fault,
    KnowledgeError,
    ModelError,
    PromptError,
    SettingsError,
    SignOnError,
    StoreError,
)
from coach.ui import state
from coach.ui.safe_text import plain

_HEADINGS: tuple[tuple[type[CoachError], str], ...] = (
    (AccountError, "The coach cannot read this account yet."),
    (StoreError, "The coach could not use its store."),
    (KnowledgeError, "The knowledge files have to be mended first."),
    (EmbeddingError, "A part of the coach is missing or was altered."),
    (SettingsError, "A setting stops the coach."),
    (SignOnError, "You are not signed on any more."),
    (AccessError, "You have no access to this."),
    (PromptError, "A prompt file has to be mended first."),
)
_FAULTS: dict[Fault, str] = {
    "settings": "The language model is not set up right.",
    "unavailable": "The language model cannot be reached.",
    "slow": "The language model did not answer in time.",
    "incomplete": "The language model broke off.",
    "unusable": "The language model's reply cannot be used.",
    "budget": "The budget for the language model is used up.",
}


def notices() -> None:
    """Show what the last action left to say: an error, or a short confirmation."""
    if error := state.take_error():
        failure(error)
    if word := state.take_word():
        st.info(word)


def failure(error: Exception) -> None:
    """Show an error that the coach raised on purpose; its message says what is safe and what to do."""
    with st.container(border=True):
        st.markdown(f":material/info: **{_heading(error)}**")
        st.markdown(plain(str(error)))
        if isinstance(error, ModelError):
            st.markdown("What you wrote is safe, and nothing was made up in place of an answer.")
        if isinstance(error, KnowledgeError) and error.problems:
            st.markdown("Drafts, plans and questions are kept apart from these files and are safe.")
            with st.expander(f"What has to be mended ({len(error.problems)})"):
                st.markdown("\n".join(f"- {plain(problem)}" for problem in error.problems))


def _heading(error: Exception) -> str:
    if isinstance(error, ModelError):
        return _FAULTS[error.fault]
    return next((words for kind, words in _HEADINGS if isinstance(error, kind)), "This did not work.")
