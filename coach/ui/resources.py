"""What every session of the app shares: the one Coach, and its settings."""

import streamlit as st

from coach.bootstrap import build_coach
from coach.service import Coach
from coach.settings import Settings, load_settings


@st.cache_resource(show_spinner="Opening the coach. The first time takes a few seconds.")
def coach() -> Coach:
    """Return the Coach of this process; nothing in it belongs to one person, and nothing here may change it."""
    return build_coach(load_settings())


def settings() -> Settings:
    """Return the settings that the Coach was built with; they do not change while the process runs."""
    return load_settings()
