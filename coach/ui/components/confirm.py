"""A button that asks once more before something is deleted."""

from collections.abc import Callable

import streamlit as st


def delete_button(label: str, *, key: str, question: str, confirm: str, on_confirm: Callable[[], None]) -> None:
    """Show a quiet button; what it opens says what is lost and holds the button that deletes."""
    with st.popover(label, icon=":material/delete:", key=f"{key}-open"):
        st.markdown(question)
        st.button(confirm, key=key, on_click=on_confirm, type="primary")
