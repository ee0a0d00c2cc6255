"""Vision Coach in the browser: navigation only."""

from pathlib import Path

import streamlit as st

import coach.ui
from coach.ui import navigation
from coach.ui.guard import GUARD_HEADER

page, draw = navigation.visit()
icon = Path(coach.ui.__file__).parent / "assets" / "icon.svg"
st.set_page_config(page_title=f"{page.title} · Vision Coach", page_icon=icon)
if GUARD_HEADER not in st.context.headers:
    st.warning("The protective headers are absent: this is plain Streamlit. Start the coach with: coach serve")
draw()
