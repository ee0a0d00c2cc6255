"""What a person's accounts of one job show over time, with what changed in the vision marked apart."""

import streamlit as st

from coach.domain.then_and_now import BehaviourChange, KeptReading, ThenAndNow, Told, VisionChange
from coach.service import Coach
from coach.ui import who
from coach.ui.components.dates import name_day
from coach.ui.components.marks import MARKS, quotation
from coach.ui.components.quiet import quiet
from coach.ui.components.roles import role_name
from coach.ui.components.submission import behaviour_name
from coach.ui.safe_text import one_line

_SHOWN = 5
_VISION: dict[VisionChange, str] = {
    "same": "",
    "changed": "The vision changed here, so this may not be you.",
    "asked_since": "The vision asks this of your job since then, so there is nothing to compare it with.",
    "asked_no_more": "The vision does not ask this of your job any more.",
    "cannot_be_told": "Whether the vision changed here cannot be told.",
}


_SILENT = {
    "Then": "You did not mention it.",
    "Now": "You did not mention it. That is a question, not a step back.",
}


def then_and_now(coach: Coach) -> None:
    """Show each account beside the one before it, newest first; nothing where there is only one of a job."""
    found = coach.then_and_now(principal=who.principal())
    if not found:
        return
    st.subheader("Then and now", anchor=False)
    quiet(
        "What your accounts of the same job show, one beside the one before it. It is about what you wrote, not about "
        "you: a short account shows less than a long one."
    )
    for pair in found[:_SHOWN]:
        with st.expander(_title(coach, pair), icon=":material/compare_arrows:"):
            _pair(coach, pair)
    if len(found) > _SHOWN:
        quiet(f"The newest {_SHOWN} of {len(found)} are shown.")


def _title(coach: Coach, pair: ThenAndNow) -> str:
    days = f"{name_day(pair.earlier.on)} → {name_day(pair.later.on)}"
    return f"{days} · {one_line(role_name(coach, pair.later.role_id))}"


def _pair(coach: Coach, pair: ThenAndNow) -> None:
    yours = [change for change in pair.changes if not change.is_of_the_vision]
    visions = [change for change in pair.changes if change.is_of_the_vision]
    if yours:
        st.markdown("**What your account shows differently**")
    for change in yours:
        _change(coach, pair, change)
    if visions:
        st.markdown("**Where the vision changed**")
    for change in visions:
        _change(coach, pair, change)
    for line in _rest(pair):
        quiet(line)


def _change(coach: Coach, pair: ThenAndNow, change: BehaviourChange) -> None:
    with st.container(border=True):
        st.markdown(f"**{behaviour_name(coach, change.behaviour_id)}**")
        if change.before and change.after and change.before.state == change.after.state:
            st.markdown(f"{MARKS[change.after.state].badge} then and now")
        else:
            then, now = st.columns(2)
            with then:
                _told("Then", pair.earlier, change.before)
            with now:
                _told("Now", pair.later, change.after)
        if words := _VISION[change.vision]:
            icon = ":material/edit_note:" if change.is_of_the_vision else ":material/help:"
            st.markdown(f"{icon} {words}")


def _told(when: str, reading: KeptReading, told: Told | None) -> None:
    if told is None:
        st.markdown(f":small[{when}, {name_day(reading.on)}]  \nNothing is told of it.")
        return
    said = " :small[in your own word]" if told.is_own_word else ""
    st.markdown(f":small[{when}, {name_day(reading.on)}]  \n{MARKS[told.state].badge}{said}")
    # Words for the contrary carry its mark, whatever the state comes to.
    shows = "shown" if told.state == "contrary" else told.state
    for quote in told.words:
        st.markdown(quotation(quote, MARKS[shows]))
    for quote in told.counter_words:
        st.markdown(quotation(quote, MARKS["contrary"]))
    if told.state == "not_described" and not (told.words or told.counter_words or told.is_own_word):
        quiet(_SILENT[when])


def _rest(pair: ThenAndNow) -> list[str]:
    lines = []
    if not pair.changes:
        lines.append("Your account shows the same as before.")
    elif pair.same:
        lines.append(f"{pair.same} other{' is' if pair.same == 1 else 's are'} as before.")
    if pair.untold:
        lines.append(
            f"{pair.untold} cannot be compared: you left {'it' if pair.untold == 1 else 'them'} out, or "
            "only a plan is left of the account, which does not tell of everything."
        )
    if pair.leaves_the_vision_open:
        lines.append(
            "The vision's files changed in between. Where cannot be told for everything: one of the two was read "
            "before the coach kept that."
        )
    if pair.is_read_by_another:
        lines.append("Another engine or model read the later one, so a difference may come from that.")
    return lines
