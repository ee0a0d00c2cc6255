"""What is kept about the person: what it is, a file with all of it, and a button that deletes all of it."""

from functools import partial

import streamlit as st

from coach.domain.own_data import KINDS
from coach.service import Coach
from coach.ui import resources, state, who
from coach.ui.attempt import attempt
from coach.ui.components.confirm import delete_button
from coach.ui.components.kept_for import kept_for
from coach.ui.components.quiet import quiet
from coach.ui.writing import STOP_FIRST


def own_data(coach: Coach) -> None:
    """Show what is kept, to take away or to delete. The file is made when its button is pressed, not before."""
    principal = who.principal()
    settings = resources.settings()
    kept = "\n".join(f"- your {kind.name}, {kept_for(settings, name)}" for name, kind in KINDS.items())
    st.markdown(
        f"In your private store, for you alone:\n\n{kept}\n\nAnd what you shared with L&D, until you take it back. "
        "Nothing else."
    )
    with st.container(horizontal=True):
        st.download_button(
            "Download everything about me",
            data=partial(coach.everything_of_me, principal=principal),
            file_name=f"my-data-{coach.today().isoformat()}.zip",
            mime="application/zip",
            key="download-everything",
            on_click="ignore",
            icon=":material/download:",
        )
        delete_button(
            "Delete everything I wrote",
            key="delete-everything",
            question=(
                "This deletes all your accounts, plans, notes and questions, and takes back all that you shared with "
                "L&D. Nothing of it can be brought back."
            ),
            confirm="Delete everything",
            on_confirm=partial(_forget, coach),
        )
    quiet("The file is yours to keep or to give. Who gets it can read all that you wrote here.")


def _forget(coach: Coach) -> None:
    if state.is_writing():
        state.leave_word(STOP_FIRST)
    elif attempt(lambda: coach.delete_everything(principal=who.principal())):
        state.close_draft()
        state.close_plan()
        state.close_turn()
        state.leave_word("Everything you wrote is deleted.")
