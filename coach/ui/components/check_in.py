"""How a step is going: tried, stuck or done, with a note, and what was said before."""

from collections.abc import Callable

import streamlit as st

from coach.domain.draft import SavedPlan
from coach.domain.plan import CheckIn, CheckInOutcome, PlanItem
from coach.service import Coach
from coach.ui import state, who
from coach.ui.components.dates import name_day
from coach.ui.components.quiet import choice_label
from coach.ui.safe_text import one_line, plain

OUTCOMES: dict[CheckInOutcome, str] = {"tried": "Tried it", "stuck": "Stuck", "done": "Done"}
_MAX_NOTE = 2_000


def check_ins(coach: Coach, saved: SavedPlan, item: PlanItem) -> None:
    """Show what was said of a step so far, when to look at it again, and what helps where it is stuck."""
    said = [check_in for check_in in saved.check_ins if check_in.behaviour_id == item.behaviour_id]
    if not said:
        return
    lines = [_line(check_in) for check_in in said]
    again = coach.next_check(saved, item, principal=who.principal())
    lines.append(f"Look at it again on {name_day(again)}." if again else "This step is behind you.")
    st.markdown("  \n".join(lines))
    if said[-1].outcome == "stuck":
        for advice in coach.suggest_when_stuck(item, principal=who.principal()):
            st.info(plain(advice))


def check_in_form(saved: SavedPlan, item: PlanItem, *, on_keep: Callable[[CheckInOutcome, str], bool]) -> None:
    """Show the form to say how a step is going; `on_keep` says whether it could be kept."""
    key = f"{saved.id}-{item.behaviour_id}"

    def keep() -> None:
        outcome = next((known for known in OUTCOMES if known == state.value(f"outcome-{key}")), None)
        if outcome is None:
            state.leave_word("Choose one first: tried it, stuck or done. Your note is still in its box.")
        elif on_keep(outcome, state.text(f"note-{key}")):
            state.put(f"outcome-{key}", None)
            state.put(f"note-{key}", "")

    with st.expander("How is it going?", type="compact", key=f"check-in-box-{key}"):
        st.pills(
            f"How is it going with “{one_line(item.behaviour_name)}”?",
            list(OUTCOMES),
            format_func=lambda outcome: choice_label(OUTCOMES[outcome]),
            key=f"outcome-{key}",
            label_visibility="collapsed",
        )
        st.text_input("A note for yourself (optional)", key=f"note-{key}", max_chars=_MAX_NOTE)
        st.button("Note it", key=f"check-in-{key}", on_click=keep)


def _line(check_in: CheckIn) -> str:
    note = f": {one_line(check_in.note)}" if check_in.note.strip() else "."
    return f"**{OUTCOMES[check_in.outcome]}** on {name_day(check_in.on)}{note}"
