"""My work: describe your work, see what your account shows, and make a plan, in six steps."""

from collections.abc import Callable

import streamlit as st

from coach.domain.draft import Draft
from coach.service import Coach
from coach.ui import drafting, resources, state
from coach.ui.components.accounts import account_list, offer_last_account
from coach.ui.components.frame import READING_WIDTH, WIDE, show_page
from coach.ui.components.steps_line import STEP_NAMES, steps_line
from coach.ui.state import STEPS, Step
from coach.ui.steps import account, findings, guess, job, obstacles, plan

_DRAW: dict[Step, Callable[[Coach, Draft], None]] = {
    "account": account.draw,
    "guess": guess.draw,
    "findings": findings.draw,
    "obstacles": obstacles.draw,
    "plan": plan.draw,
}


def _draw(coach: Coach) -> None:
    draft = drafting.open_draft(coach)
    if draft is None and offer_last_account(coach):
        return
    steps_line()
    step = state.step()
    st.header(f"{STEPS.index(step) + 1} · {STEP_NAMES[step]}", anchor=False)
    if step == "job":
        job.draw(coach, draft)
    elif draft is None or draft.role_id is None:
        st.markdown("This step needs to know your job.")
        st.button("Choose your job", type="primary", on_click=state.go_to_step, args=("job",))
    else:
        _DRAW[step](coach, draft)
    account_list(coach)


show_page(
    "My work",
    _draw,
    seen_by="Only you can see this page",
    stays=(
        "Your account, your guesses and everything you say about the findings stay in your private store on "
        f"{resources.here()}. No reviewer and no manager can open it. Nothing here is for pay, promotion, "
        "discipline or dismissal."
    ),
    keeps="drafts",
    width=WIDE if state.step() in ("findings", "plan") else READING_WIDTH,
)
