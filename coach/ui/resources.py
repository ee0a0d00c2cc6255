"""What every session of the app shares: the one Coach, the sign-on, and the settings."""

import streamlit as st

from coach.bootstrap import build_coach, build_sign_on
from coach.service import Coach
from coach.settings import Settings, load_settings
from coach.signon.sign_on import SignOn


@st.cache_resource(show_spinner="Opening the coach. The first time takes a few seconds.")
def coach() -> Coach:
    """Return the Coach of this process; nothing in it belongs to one person, and nothing here may change it."""
    return build_coach(load_settings())


@st.cache_resource(show_spinner=False)
def sign_on() -> SignOn | None:
    """Return who comes in by sign-on, None without one; it remembers nobody between two calls."""
    return build_sign_on(load_settings())


def settings() -> Settings:
    """Return the settings that the Coach was built with; they do not change while the process runs."""
    return load_settings()


def here() -> str:
    """Return what to call the machine that the coach runs on, for whoever reads the page."""
    return machine(load_settings())


def machine(settings: Settings) -> str:
    """Return what to call the machine that a coach with these settings runs on."""
    return "your organisation's server" if settings.has_sign_on else "this computer"
