"""A page whose box is slow to keep: there is time to click before it is done."""

from time import sleep

import streamlit as st

from coach.ui.keeping import finish_keeping, keeping


@st.cache_resource
def store() -> list[str]:
    return []


def keep() -> None:
    sleep(0.5)
    # Streamlit looks here whether the browser asks for something else, and stops.
    store().append(str(st.session_state["words"]))


finish_keeping()
st.title("A slow page", anchor=False)
if st.session_state.setdefault("is_open", True):
    st.text_area("Your words", key="words", on_change=keeping("words", shown="", keep=keep))
st.button("Go on", on_click=lambda: st.session_state.update(is_open=False))
st.markdown(f"Kept: {store()[-1:]}")
