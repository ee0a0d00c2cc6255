"""Step 1, About your job: the role is needed, the rest is up to the employee."""

import streamlit as st

from coach.domain.draft import Draft
from coach.service import Coach
from coach.ui import drafting, state, who
from coach.ui.components.quiet import choice_label, quiet
from coach.ui.components.role_picker import role_picker
from coach.ui.keeping import keeping
from coach.ui.safe_text import plain

_TIMES = {3: "Less than half a year", 12: "About a year", 36: "A few years", 120: "Ten years or more"}
_MAX_NOTE = 2_000


def draw(coach: Coach, draft: Draft | None) -> None:
    """Draw the step; without a draft the first change starts one."""
    st.markdown("The coach compares your account with what the vision asks of your job, and of no other.")
    key = draft.id if draft else "new"
    draft_id = draft.id if draft else None
    chosen = draft.role_id if draft else None
    role_picker(
        coach.knowledge.roles,
        chosen=chosen,
        key=f"job-role-{key}",
        label="Your job",
        on_change=keeping(
            f"job-role-{key}", shown=chosen, keep=lambda: _choose_role(coach, draft_id, f"job-role-{key}")
        ),
    )
    if draft and draft.role_id:
        quiet(plain(coach.knowledge.role(draft.role_id).summary))
        if draft.assessment:
            quiet("Choosing another job takes the findings away. Your text stays.")
    months = draft.months_in_role if draft and draft.months_in_role in _TIMES else None
    st.pills(
        "How long have you done it? (optional)",
        list(_TIMES),
        default=months,
        format_func=lambda months: choice_label(_TIMES[months]),
        key=f"job-months-{key}",
        on_change=keeping(
            f"job-months-{key}",
            shown=months,
            keep=lambda: drafting.write(
                coach, draft_id, lambda _: {"months_in_role": state.value(f"job-months-{key}")}
            ),
        ),
    )
    st.text_area(
        "What is on your mind? (optional)",
        value=draft.on_my_mind if draft else "",
        key=f"job-mind-{key}",
        max_chars=_MAX_NOTE,
        height=90,
        help="For you alone. The coach does not read it.",
        on_change=keeping(
            f"job-mind-{key}",
            shown=draft.on_my_mind if draft else "",
            keep=lambda: drafting.write(coach, draft_id, lambda _: {"on_my_mind": state.text(f"job-mind-{key}")}),
        ),
    )
    st.button(
        "Go on to your account",
        type="primary",
        disabled=not (draft and draft.role_id),
        on_click=state.go_to_step,
        args=("account",),
    )


def _choose_role(coach: Coach, draft_id: str | None, key: str) -> None:
    role_id = state.value(key)
    if role_id is None:
        return
    state.remember_role(str(role_id))
    drafting.change(coach, draft_id, lambda draft: coach.choose_role(draft, str(role_id), principal=who.principal()))
