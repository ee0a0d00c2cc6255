"""My plan: the plans that were kept, how each step is going, and files to take away."""

from functools import partial
from pathlib import Path

import streamlit as st

from coach.domain.draft import SavedPlan
from coach.domain.plan import CheckInOutcome, PlanItem
from coach.plan.export.notice import NOTICE
from coach.service import Coach
from coach.ui import resources, state, who
from coach.ui.attempt import attempt
from coach.ui.components.check_in import OUTCOMES, check_in_form, check_ins
from coach.ui.components.confirm import delete_button
from coach.ui.components.dates import name_day
from coach.ui.components.downloads import downloads
from coach.ui.components.frame import READING_WIDTH, WIDE, show_page
from coach.ui.components.own_data import own_data
from coach.ui.components.plan import show_plan
from coach.ui.components.quiet import quiet
from coach.ui.components.sharing import choose_what_to_share, share_button, shared_list, tell_what_came_back
from coach.ui.components.then_and_now import then_and_now
from coach.ui.safe_text import one_line

_MY_WORK = Path(__file__).parent / "my_work.py"


def _draw(coach: Coach) -> None:
    tell_what_came_back(coach)
    plans = coach.plans(principal=who.principal())
    if not plans:
        _empty()
    else:
        saved = _choose(plans)
        if state.is_choosing_what_to_share():
            choose_what_to_share(coach, saved)
            return
        _plan(coach, saved)
        _history(coach, plans)
    then_and_now(coach)
    shared_list(coach)
    with st.expander("What is kept about you", icon=":material/lock:"):
        own_data(coach)


def _empty() -> None:
    st.markdown(
        "There is no plan yet. Describe a piece of your work in your own words; the coach shows what it finds, and "
        "you choose what to do about it. It takes about five minutes."
    )
    if st.button("Describe your work", type="primary"):
        st.switch_page(_MY_WORK)


def _choose(plans: tuple[SavedPlan, ...]) -> SavedPlan:
    by_id = {saved.id: saved for saved in plans}
    opened = state.plan_id()
    if len(plans) == 1:
        return plans[0]
    chosen = st.selectbox(
        "Plan",
        list(by_id),
        index=list(by_id).index(opened) if opened in by_id else 0,
        format_func=lambda plan_id: f"{name_day(by_id[plan_id].made_on)}, {by_id[plan_id].plan.role_name}",
        key="plan-picker",
        width=READING_WIDTH // 2,
    )
    state.open_plan(chosen)
    return by_id[chosen]


def _plan(coach: Coach, saved: SavedPlan) -> None:
    quiet(f"Made on {name_day(saved.made_on)} for your job: {one_line(saved.plan.role_name)}.")
    if saved.plan.provenance.knowledge_version != coach.knowledge.version:
        quiet("The vision's files have changed since this plan was made. It still stands as you kept it.")
    names = {behaviour.id: behaviour.name for behaviour in coach.knowledge.behaviours}
    show_plan(saved.plan, names=names, after_step=partial(_follow_up, coach, saved))
    downloads(coach, saved)
    share_button(coach, saved)
    quiet(NOTICE)
    delete_button(
        "Delete this plan",
        key=f"delete-{saved.id}",
        question="This deletes the plan with all its notes. It cannot be brought back. The account stays in My work.",
        confirm="Delete this plan",
        on_confirm=partial(_delete, coach, saved),
    )


def _follow_up(coach: Coach, saved: SavedPlan, item: PlanItem) -> None:
    def keep(outcome: CheckInOutcome, note: str) -> bool:
        return attempt(
            lambda: coach.check_in(saved.id, item.behaviour_id, outcome, note=note, principal=who.principal())
        )

    check_ins(coach, saved, item)
    check_in_form(saved, item, on_keep=keep)


def _delete(coach: Coach, saved: SavedPlan) -> None:
    if attempt(lambda: coach.delete_plan(saved.id, principal=who.principal())):
        state.close_plan()
        state.leave_word("The plan is deleted.")


def _history(coach: Coach, plans: tuple[SavedPlan, ...]) -> None:
    events = [(saved.made_on, f"A plan with {_steps(saved)}, {one_line(saved.plan.role_name)}") for saved in plans]
    for saved in plans:
        names = {item.behaviour_id: item.behaviour_name for item in saved.plan.items}
        events += [
            (item.on, f"{OUTCOMES[item.outcome]}: {one_line(names[item.behaviour_id])}") for item in saved.check_ins
        ]
    with st.expander("What happened so far", icon=":material/timeline:"):
        st.markdown("\n".join(f"- {name_day(day)}: {words}" for day, words in sorted(events, reverse=True)))


def _steps(saved: SavedPlan) -> str:
    count = len(saved.plan.items)
    return f"{count} step{'' if count == 1 else 's'}"


show_page(
    "My plan",
    _draw,
    seen_by="Only you can see this page",
    stays=(
        f"Your plans and notes stay in your private store on {resources.here()}. No reviewer and no manager can open "
        "it. L&D sees what you share with them, as you saw it before, until you take it back. A file that you "
        "download is yours to keep or to give."
    ),
    keeps="plans",
    width=WIDE,
)
