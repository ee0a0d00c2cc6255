"""Vision Coach in the browser: navigation only."""

from pathlib import Path

import streamlit as st

import coach.ui
from coach.ui.guard import GUARD_HEADER

UI = Path(coach.ui.__file__).parent

page = st.navigation(
    [
        st.Page(UI / "pages" / "ask.py", title="Ask", url_path="ask", default=True),
        st.Page(UI / "pages" / "my_work.py", title="My work", url_path="my-work"),
        st.Page(UI / "pages" / "my_plan.py", title="My plan", url_path="my-plan"),
        st.Page(UI / "pages" / "review.py", title="Review", url_path="review"),
        st.Page(UI / "pages" / "insights.py", title="Insights", url_path="insights"),
        st.Page(UI / "pages" / "evals.py", title="Evals", url_path="evals"),
        st.Page(UI / "pages" / "settings.py", title="Settings", url_path="settings"),
    ]
)
st.set_page_config(page_title=f"{page.title} · Vision Coach", page_icon=UI / "assets" / "icon.svg")
if GUARD_HEADER not in st.context.headers:
    st.warning("The protective headers are absent: this is plain Streamlit. Start the coach with: coach serve")
page.run()
