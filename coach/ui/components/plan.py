"""A plan on screen: strengths first, then each step from now to what we aim for, roadblocks apart."""

from collections.abc import Callable, Mapping

import streamlit as st

from coach.domain.knowledge import ResourceKind
from coach.domain.plan import GapPlan, PlanItem, Roadblock, Strength
from coach.ui.components.dates import name_day
from coach.ui.components.marks import MARKS, quotation
from coach.ui.components.prose import prose
from coach.ui.safe_text import one_line, plain

_KINDS: dict[ResourceKind, str] = {
    "practice": "Practice",
    "shadowing": "Shadowing",
    "job_aid": "Job aid",
    "course": "Course",
    "community": "Community",
    "reading": "Reading",
}
_QUOTED = 2


def show_plan(plan: GapPlan, *, names: Mapping[str, str], after_step: Callable[[PlanItem], None] | None = None) -> None:
    """Show the plan; `names` are the behaviours' names by id, and `after_step` draws at the end of each step's card."""
    _strengths(plan.strengths)
    if not plan.items:
        st.markdown("There is no step in this plan: your account shows nothing that a step of yours would change.")
    for number, item in enumerate(plan.items, 1):
        _card(number, item, after_step)
    if plan.roadblocks:
        st.subheader("Not yours to fix alone", anchor=False)
        for roadblock in plan.roadblocks:
            _roadblock(roadblock, names)
    _rest(plan, names)


def _strengths(strengths: tuple[Strength, ...]) -> None:
    if not strengths:
        st.markdown("Your account shows no behaviour in full yet. Everybody starts somewhere; here is your next step.")
        return
    quoted = [
        f"**{one_line(strength.behaviour_name)}** (“{one_line(strength.quote)}”)"
        for strength in strengths
        if strength.quote
    ][:_QUOTED]
    others = [f"**{one_line(strength.behaviour_name)}**" for strength in strengths[len(quoted) :]]
    st.markdown(f"{MARKS['shown'].badge} Your account shows {_list([*quoted, *others])}.")


def _list(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _card(number: int, item: PlanItem, after_step: Callable[[PlanItem], None] | None) -> None:
    with st.container(border=True):
        st.subheader(f"{number} · {one_line(item.behaviour_name)}", anchor=False)
        now, desired, bridge = st.columns(3, gap="medium")
        with now:
            _now(item)
        with desired:
            st.markdown("**→ What we aim for**")
            st.markdown(plain(item.desired))
            st.markdown(f"The customer feels: **{one_line(item.feeling)}**.")
        with bridge:
            _bridge(item)
        _more(item)
        if after_step:
            after_step(item)


def _now(item: PlanItem) -> None:
    st.markdown(f"**Now**  {MARKS[item.state].badge}")
    for evidence in item.now:
        st.markdown(quotation(evidence.quote, MARKS["contrary" if evidence.bearing == "contrary" else item.state]))
    if item.now_in_own_words:
        st.markdown(plain(item.now_in_own_words))
    elif not item.now:
        st.markdown("You named this yourself.")


def _bridge(item: PlanItem) -> None:
    st.markdown("**→ Your next step**")
    st.markdown(f"**{one_line(item.action.sentence())}**")
    lines = []
    if item.resource:
        kind = _KINDS[item.resource.kind]
        lines.append(f":material/exercise: {kind}, {item.resource.minutes} minutes: {one_line(item.resource.title)}")
    if item.uncovered:
        lines.append(f":material/search_off: {one_line(item.uncovered)}")
    if item.story:
        lines.append(f":material/auto_stories: A story: {one_line(item.story.title)}")
    if item.helper:
        lines.append(f":material/person: Ask {one_line(item.helper.name)}, {one_line(item.helper.role_name)}")
    lines.append(f":material/event: Look at it again on {name_day(item.check_on)}")
    st.markdown("  \n".join(lines))


def _more(item: PlanItem) -> None:
    with st.expander("More about this step", type="compact"):
        if choice := item.resource:
            about = f"{_KINDS[choice.kind]}, {choice.minutes} minutes. Cost: {one_line(choice.cost)}"
            st.markdown(f"**{one_line(choice.title)}**  \n:small[{about}]")
            st.markdown(plain(choice.summary))
            st.markdown(f"Where: {one_line(choice.where)}  \nWhy this one: {one_line(choice.why)}")
        if story := item.story:
            st.markdown(f"**{one_line(story.title)}**")
            st.markdown(prose(story.excerpt))
            st.markdown(f"In your job: {one_line(story.in_your_job)}")
        if helper := item.helper:
            who = f"**{one_line(helper.name)}**, {one_line(helper.role_name)}, {one_line(helper.site)}"
            st.markdown(f"{who}, chose to be asked about this.  \n{one_line(helper.contact)}")
        st.markdown(f":small[**Why this stands here.** {one_line(item.rule)}]")


def _roadblock(roadblock: Roadblock, names: Mapping[str, str]) -> None:
    with st.container(border=True):
        st.markdown(f":material/signpost: **{one_line(names.get(roadblock.behaviour_id, roadblock.behaviour_id))}**")
        st.markdown(plain(roadblock.text))
        if roadblock.words.strip():
            st.markdown(f"Your words: “{one_line(roadblock.words)}”")


def _rest(plan: GapPlan, names: Mapping[str, str]) -> None:
    def named(behaviour_ids: tuple[str, ...]) -> str:
        return _list([f"“{one_line(names.get(behaviour_id, behaviour_id))}”" for behaviour_id in behaviour_ids])

    if plan.later:
        st.markdown(f"**Later.** A plan has at most three steps. These can wait: {named(plan.later)}.")
    if plan.not_described:
        st.markdown(
            f"**Not described.** You did not mention {named(plan.not_described)}. That is a question, never a gap."
        )
    if plan.uncovered:
        st.markdown(
            "**Not in the catalogue.** For a part of this plan there is nothing to learn with yet. "
            "The steps above say where."
        )
