"""The way to a person, for what no coach should answer."""

import streamlit as st

from coach.domain.answer import HumanRoute
from coach.ui.safe_text import plain


def human_route(route: HumanRoute) -> None:
    """Show whom to turn to and how, and nothing else."""
    st.markdown(plain(route.words))
    st.markdown(f":material/person: **Who.** {plain(route.who)}")
    st.markdown(f":material/call: **How.** {plain(route.how)}")
