"""Step 5, What stands in the way: five short questions for each focus gap, cause before course."""

from collections.abc import Callable
from typing import get_args

import streamlit as st

from coach.domain.draft import Draft
from coach.domain.plan import CauseAnswer, CauseAnswers, CauseQuestion, Gap
from coach.service import Coach
from coach.ui import drafting, state, who
from coach.ui.components.marks import MARKS
from coach.ui.components.quiet import choice_label
from coach.ui.keeping import keeping
from coach.ui.safe_text import one_line

_ANSWERS: dict[CauseAnswer, str] = {"yes": "Yes", "no": "No", "not_sure": "Not sure"}
_MAX_WORDS = 2_000


def draw(coach: Coach, draft: Draft) -> None:
    """Draw the questions for every gap that the plan can take up."""
    if draft.assessment is None:
        st.markdown("The coach has not read your account yet.")
        st.button("Back to your account", on_click=state.go_to_step, args=("account",))
        return
    focus = coach.focus(draft, principal=who.principal())
    if not focus:
        st.markdown("Your account shows nothing that a plan has to change, so there is nothing to ask here.")
    else:
        st.markdown(
            "Sometimes it is not about knowing how. Answer what you can: a “no” tells the coach what to change. What "
            "lies with your tools, your time or your targets becomes a roadblock with an owner, not a task for you."
        )
    answers = {item.behaviour_id: item for item in draft.causes}
    for gap in focus:
        _gap(coach, draft, gap, answers.get(gap.behaviour_id) or CauseAnswers(behaviour_id=gap.behaviour_id))
    st.button("Go on to your plan", type="primary", on_click=state.go_to_step, args=("plan",))


def _gap(coach: Coach, draft: Draft, gap: Gap, said: CauseAnswers) -> None:
    behaviour = coach.knowledge.behaviour(gap.behaviour_id)
    key = f"{draft.id}-{behaviour.id}"
    with st.container(border=True):
        st.markdown(f"{MARKS[gap.state].badge}  \n**{one_line(behaviour.name)}**  \n{one_line(behaviour.summary)}")
        for question in coach.cause_questions(behaviour.id, principal=who.principal()):
            _question(coach, draft.id, said, question)
        words_key = f"cause-words-{key}"
        st.text_area(
            "In your own words (optional)",
            value=said.words,
            key=words_key,
            height=90,
            max_chars=_MAX_WORDS,
            on_change=keeping(
                words_key,
                shown=said.words,
                keep=lambda: _keep(
                    coach,
                    draft.id,
                    said.behaviour_id,
                    lambda before: before.model_copy(update={"words": state.text(words_key)}),
                ),
            ),
        )


def _question(coach: Coach, draft_id: str, said: CauseAnswers, question: CauseQuestion) -> None:
    cause = question.cause
    key = f"cause-{draft_id}-{said.behaviour_id}-{cause}"

    def answered(before: CauseAnswers) -> CauseAnswers:
        answers = {known: answer for known, answer in before.answers.items() if known != cause}
        chosen = next((known for known in _ANSWERS if known == state.value(key)), None)
        return before.model_copy(update={"answers": {**answers, cause: chosen} if chosen else answers})

    st.segmented_control(
        one_line(question.question),
        get_args(CauseAnswer),
        default=said.answers.get(cause),
        format_func=lambda answer: choice_label(_ANSWERS[answer]),
        key=key,
        on_change=keeping(
            key,
            shown=said.answers.get(cause),
            keep=lambda: _keep(coach, draft_id, said.behaviour_id, answered),
        ),
    )


def _keep(coach: Coach, draft_id: str, behaviour_id: str, update: Callable[[CauseAnswers], CauseAnswers]) -> None:
    """Save a change to what stands in the way, on top of what is kept by now."""

    def keep(draft: Draft) -> Draft:
        said = next((item for item in draft.causes if item.behaviour_id == behaviour_id), None)
        changed = update(said or CauseAnswers(behaviour_id=behaviour_id))
        return coach.answer_causes(draft, changed, principal=who.principal())

    drafting.change(coach, draft_id, keep)
