"""The employee's own word on a finding: right, not right because…, leave it out, and words to strike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from coach.domain.finding import Evidence, Response, State
from coach.ui import state
from coach.ui.components.quiet import choice_label, quiet
from coach.ui.keeping import keeping
from coach.ui.safe_text import one_line

Choice = Literal["right", "contested", "withdrawn"]

_CHOICES: dict[Choice, str] = {"right": "Right", "contested": "Not right because…", "withdrawn": "Leave it out"}
_OWN_STATES: dict[State, str] = {
    "shown": "● I do this",
    "partly_shown": "◐ I do it in part",
    "contrary": "▲ I do the opposite",
    "not_described": "○ I did not write about it",
}
_MAX_REASON = 2_000


@dataclass(frozen=True)
class FindingActions:
    """What the employee can do about a finding."""

    respond: Callable[[Response], None]
    take_back: Callable[[str], None]


def own_word(
    response: Response | None, actions: FindingActions, *, behaviour_id: str, evidence: Sequence[Evidence], key: str
) -> None:
    """Show the three choices, and what belongs to the one that was made; `evidence` can be struck."""

    def choose() -> None:
        choice = next((known for known in _CHOICES if known == state.value(f"choice-{key}")), None)
        if choice is None:
            actions.take_back(behaviour_id)
        else:
            actions.respond(Response(behaviour_id=behaviour_id, choice=choice))

    choice = st.segmented_control(
        "Your word on this finding",
        list(_CHOICES),
        default=response.choice if response else None,
        format_func=lambda option: choice_label(_CHOICES[option]),
        key=f"choice-{key}",
        label_visibility="collapsed",
        on_change=keeping(f"choice-{key}", shown=response.choice if response else None, keep=choose),
    )
    if choice == "contested" and response:
        _contest(response, actions, evidence=evidence, key=key)


def _contest(said: Response, actions: FindingActions, *, evidence: Sequence[Evidence], key: str) -> None:
    def keep() -> None:
        actions.respond(
            Response(
                behaviour_id=said.behaviour_id,
                choice="contested",
                reason=state.text(f"reason-{key}"),
                own_state=next((known for known in _OWN_STATES if known == state.value(f"own-{key}")), None),
                struck=tuple(
                    item.span for number, item in enumerate(evidence) if state.value(f"strike-{key}-{number}")
                ),
            )
        )

    if evidence:
        st.markdown("These words are not about this:")
    for number, item in enumerate(evidence):
        is_struck, strike = item.span in said.struck, f"strike-{key}-{number}"
        st.checkbox(
            f"“{one_line(item.quote)}”",
            value=is_struck,
            key=strike,
            on_change=keeping(strike, shown=is_struck, keep=keep),
        )
    st.pills(
        "What do you say instead?",
        list(_OWN_STATES),
        default=said.own_state,
        format_func=lambda own_state: choice_label(_OWN_STATES[own_state]),
        key=f"own-{key}",
        on_change=keeping(f"own-{key}", shown=said.own_state, keep=keep),
    )
    st.text_area(
        "Because…",
        value=said.reason,
        key=f"reason-{key}",
        max_chars=_MAX_REASON,
        height=90,
        on_change=keeping(f"reason-{key}", shown=said.reason, keep=keep),
    )
    quiet("Your word counts in your plan. If you tick and choose nothing here, this finding is left out.")
