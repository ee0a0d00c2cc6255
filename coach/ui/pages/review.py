"""Review: what employees chose to share, and what a person at L&D decides about it."""

import streamlit as st

from coach.service import Coach
from coach.ui import state, who
from coach.ui.components.frame import show_page
from coach.ui.components.quiet import quiet
from coach.ui.components.review_case import review_case
from coach.ui.components.review_queue import review_queue

_PURPOSE = (
    "What stands here says what one account shows, not who somebody is. It is no basis for pay, promotion, discipline "
    "or dismissal. The employee sees every decision and can answer it."
)


def _draw(coach: Coach) -> None:
    opened = state.case_id()
    yours = coach.left_to_others(principal=who.principal())
    if opened is None:
        st.markdown("What employees chose to share with L&D. You see these pages and nothing else of theirs.")
        review_queue(coach, coach.review_queue(principal=who.principal()), yours=yours)
    else:
        st.button("Back to the list", icon=":material/arrow_back:", on_click=state.close_case)
        review_case(coach, coach.review_case(opened, principal=who.principal()), is_yours=opened in yours)
    quiet(_PURPOSE)


show_page(
    "Review",
    _draw,
    seen_by="Reviewers at L&D can see this page",
    stays=(
        "Everything here was shared by an employee who saw the same page first. Accounts, drafts, plans and questions "
        "stay in their private stores, which nobody here can open. Whoever shared something can take it back."
    ),
)
