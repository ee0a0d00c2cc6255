"""Have an account read, with progress, and go on to the findings."""

import streamlit as st

from coach.domain.draft import Draft
from coach.errors import CoachError
from coach.service import Coach
from coach.ui import state, who
from coach.ui.components.notice import failure

READ = "See what your account shows"
_READING = "Reading your account and comparing it with what your job is asked for. The first time takes longer."
_READING_TWICE = "The language model reads your account, and then a second time put plainly. This can take a minute."


def read_button(label: str = READ) -> bool:
    """Show the button; say whether it was pressed."""
    return st.button(label, type="primary", key="read")


def read_account(coach: Coach, draft: Draft) -> None:
    """Read the account and open the findings; a text that cannot be read stays where it is, with the reason."""
    try:
        with st.spinner(_READING_TWICE if coach.uses_model else _READING):
            coach.read_draft(draft, principal=who.principal())
    except CoachError as error:
        failure(error)
        return
    state.release_draft()
    state.go_to_step("findings")
    st.rerun()
