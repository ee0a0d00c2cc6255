"""What a reload must not lose: kept in the session, and in the address bar as an id."""

from typing import cast

import streamlit as st


def remember(name: str, value: str) -> None:
    """Keep a value in the session and in the address bar."""
    st.session_state[f"open_{name}"] = value
    st.query_params[name] = value


def recall(name: str) -> str | None:
    """Return the value, if there is one; a page that was loaded again has it from the address bar."""
    remembered = cast(str | None, st.session_state.get(f"open_{name}"))
    if remembered is None:
        return st.query_params.get(name)
    if st.query_params.get(name) != remembered:
        # Going to another page clears the address bar; coming back must not make a reload forget.
        st.query_params[name] = remembered
    return remembered


def forget(name: str) -> None:
    """Take the value away, in both places."""
    st.session_state.pop(f"open_{name}", None)
    st.query_params.pop(name, None)
