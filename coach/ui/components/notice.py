"""What went wrong or worked, in plain words: what happened, what is safe, what to do now."""

import streamlit as st

from coach.errors import AccountError, CoachError, EmbeddingError, KnowledgeError, SettingsError, StoreError
from coach.ui import state
from coach.ui.safe_text import plain

_HEADINGS: tuple[tuple[type[CoachError], str], ...] = (
    (AccountError, "The coach cannot read this account yet."),
    (StoreError, "The coach could not use its store."),
    (KnowledgeError, "The knowledge files have to be mended first."),
    (EmbeddingError, "A part of the coach is missing or was altered."),
    (SettingsError, "A setting stops the coach."),
)


def notices() -> None:
    """Show what the last action left to say: an error, or a short confirmation."""
    if error := state.take_error():
        failure(error)
    if word := state.take_word():
        st.info(word)


def failure(error: Exception) -> None:
    """Show an error that the coach raised on purpose; its message says what is safe and what to do."""
    heading = next((words for kind, words in _HEADINGS if isinstance(error, kind)), "This did not work.")
    with st.container(border=True):
        st.markdown(f":material/info: **{heading}**")
        st.markdown(plain(str(error)))
        if isinstance(error, KnowledgeError) and error.problems:
            st.markdown("Drafts, plans and questions are kept apart from these files and are safe.")
            with st.expander(f"What has to be mended ({len(error.problems)})"):
                st.markdown("\n".join(f"- {plain(problem)}" for problem in error.problems))
