"""Grey text that can be read: Streamlit fades its own captions too far, and paints choices in the accent."""

import streamlit as st


def quiet(text: str) -> None:
    """Show a short remark; `text` is Markdown."""
    st.markdown(quiet_text(text))


def quiet_text(text: str) -> str:
    """Return a short remark as small grey Markdown, also for labels."""
    return f":small[:gray[{text}]]"


def choice_label(text: str) -> str:
    """Return a choice as Markdown: Streamlit paints the chosen one in the accent, which is too faint in the dark."""
    return f":gray[{text}]"
