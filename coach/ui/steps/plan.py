"""Step 6, Your plan: see it, swap a focus, keep it."""

from pathlib import Path

import streamlit as st

from coach.domain.draft import Draft
from coach.domain.plan import MAX_FOCUS
from coach.plan.export.notice import NOTICE
from coach.plan.gaps import GAP_RULE
from coach.service import Coach
from coach.ui import drafting, resources, state, who
from coach.ui.attempt import attempt
from coach.ui.components.downloads import downloads
from coach.ui.components.plan import show_plan
from coach.ui.components.quiet import quiet
from coach.ui.keeping import keeping

_MY_PLAN = Path(__file__).parent.parent / "pages" / "my_plan.py"


def draw(coach: Coach, draft: Draft) -> None:
    """Draw the plan that the findings and the answers lead to."""
    if draft.assessment is None:
        st.markdown("The coach has not read your account yet.")
        st.button("Back to your account", on_click=state.go_to_step, args=("account",))
        return
    names = {behaviour.id: behaviour.name for behaviour in coach.knowledge.behaviours}
    plan = coach.preview_plan(draft, principal=who.principal())
    show_plan(plan, names=names)
    _other_steps(coach, draft, names)
    quiet(NOTICE)
    kept = coach.kept_plan(draft, principal=who.principal())
    if kept is None:
        st.button("Keep this plan", type="primary", on_click=_keep, args=(coach,))
        quiet(f"It is kept in My plan, on {resources.here()}. There you can download it and note how it goes.")
        return
    st.success("This plan is kept in My plan.", icon=":material/check:")
    with st.container(horizontal=True):
        if st.button("Open My plan", type="primary"):
            st.switch_page(_MY_PLAN)
    downloads(coach, kept)


def _keep(coach: Coach) -> None:
    def keep() -> None:
        draft = drafting.open_draft(coach)
        if draft:
            state.open_plan(coach.save_plan(draft, principal=who.principal()).id)

    attempt(keep)


def _other_steps(coach: Coach, draft: Draft, names: dict[str, str]) -> None:
    gaps = coach.gaps(draft, principal=who.principal())
    if len(gaps) <= MAX_FOCUS:
        return
    key = f"focus-{draft.id}"

    def choose() -> None:
        chosen = state.value(key)
        behaviour_ids = [gap.behaviour_id for gap in gaps if isinstance(chosen, list) and gap.behaviour_id in chosen]
        drafting.change(
            coach, draft.id, lambda draft: coach.choose_focus(draft, behaviour_ids, principal=who.principal())
        )

    focus = [gap.behaviour_id for gap in coach.focus(draft, principal=who.principal())]
    with st.expander("Choose other steps"):
        st.markdown(
            f"A published rule chose the steps. Take one out and put another in; a plan has at most {MAX_FOCUS}."
        )
        st.multiselect(
            "Steps in your plan",
            [gap.behaviour_id for gap in gaps],
            default=focus,
            format_func=lambda behaviour_id: names[behaviour_id],
            max_selections=MAX_FOCUS,
            key=key,
            on_change=keeping(key, shown=focus, keep=choose),
        )
        quiet(GAP_RULE)
