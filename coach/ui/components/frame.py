"""The frame of every page: who can see it, its title, what the last action had to say, and then the page."""

from collections.abc import Callable
from time import sleep

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coach.domain.own_data import KINDS
from coach.errors import CoachError
from coach.service import Coach
from coach.ui import resources, state, who
from coach.ui.components.kept_for import kept_for
from coach.ui.components.notice import failure, notices
from coach.ui.components.provenance import provenance_line
from coach.ui.keeping import finish_keeping

READING_WIDTH = 760
WIDE = 1120
_UNTIL_SHOWN_S = 0.4


def show_page(
    title: str,
    draw: Callable[[Coach], None],
    *,
    seen_by: str,
    stays: str,
    keeps: str | None = None,
    width: int = READING_WIDTH,
) -> None:
    """Draw a page. What the coach refuses on the way becomes a message in place of the rest of the page.

    `keeps` is the kind of records that are made there.
    """
    st.set_page_config(layout="wide")
    with st.container(horizontal_alignment="center"), st.container(width=width):
        try:
            coach = resources.coach()
        except CoachError as error:
            st.title(title, anchor=False)
            failure(error)
            return
        finish_keeping()
        if keeps:
            stays = f"{stays} Your {KINDS[keeps].name} are kept {kept_for(resources.settings(), keeps)}."
        provenance_line(coach.provenance, seen_by=seen_by, stays=stays, signs_on=who.signs_on())
        st.title(title, anchor=False)
        with _body():
            notices()
            try:
                draw(coach)
            except CoachError as error:
                failure(error)


def _body() -> DeltaGenerator:
    """Return the place for the page's content.

    A browser keeps its place on a page whose content changes: "Go on" at the end of one step would lead to the middle
    of the next. A page that is empty for a moment brings it back to the top.
    """
    if not state.take_to_top():
        return st.container()
    place = st.empty()
    sleep(_UNTIL_SHOWN_S)
    return place.container()
