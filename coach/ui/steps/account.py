"""Step 2, Your account: in your own words, or in answer to situations, one at a time."""

import streamlit as st

from coach.domain.draft import Draft, account_text
from coach.service import Coach
from coach.ui import drafting, resources, state
from coach.ui.components.dates import name_moment
from coach.ui.components.leaving import what_goes_along, where_words_go
from coach.ui.components.quiet import choice_label, quiet
from coach.ui.components.read_button import read_account, read_button
from coach.ui.keeping import keeping
from coach.ui.safe_text import one_line

_ENCOURAGEMENT = (
    (250, "That is plenty."),
    (120, "That is enough to begin. One more situation would show more."),
    (40, "A good start. Tell one more situation: what happened, what you did, how it ended."),
    (1, "Go on. A few sentences about one situation are enough to begin."),
)


def draw(coach: Coach, draft: Draft) -> None:
    """Draw the two ways to write, and what happens with the words."""
    st.markdown("Write as you talk. Short sentences, slang and mistakes are fine.")
    st.markdown(where_words_go(resources.settings()))
    freely, asked = st.tabs([choice_label("Tell it your way"), choice_label("Answer a few questions")])
    with freely:
        _free_text(coach, draft)
    with asked:
        _situations(coach, draft)
    _follow_ups(coach, draft)
    _word_count(draft)
    _saved_line(coach, draft)
    what_goes_along(coach, draft)
    with st.container(horizontal=True):
        is_pressed = read_button()
        st.button("Guess first (one minute)", on_click=state.go_to_step, args=("guess",))
    if is_pressed:
        read_account(coach, draft)


def _free_text(coach: Coach, draft: Draft) -> None:
    key = f"text-{draft.id}"
    st.text_area(
        "Your account of your work",
        value=draft.text,
        key=key,
        height=320,
        placeholder=(
            "A normal Tuesday. The last time something went wrong. The last time a customer or a colleague needed "
            "something from you: what happened, what you did, how it ended."
        ),
        on_change=keeping(
            key,
            shown=draft.text,
            keep=lambda: drafting.write(coach, draft.id, lambda _: {"text": state.text(key)}),
        ),
    )


def _situations(coach: Coach, draft: Draft) -> None:
    last = len(draft.situations) - 1
    number = min(state.situation(), last)
    situation = draft.situations[number]
    key = f"situation-{draft.id}-{number}"

    def answered(draft: Draft) -> dict[str, object]:
        answer = situation.model_copy(update={"text": state.text(key)})
        return {"situations": (*draft.situations[:number], answer, *draft.situations[number + 1 :])}

    quiet(f"Question {number + 1} of {last + 1}. Answer those you like; skip the others.")
    st.markdown(f"**{one_line(situation.prompt)}**")
    st.text_area(
        "Your answer",
        value=situation.text,
        key=key,
        height=200,
        on_change=keeping(key, shown=situation.text, keep=lambda: drafting.write(coach, draft.id, answered)),
    )
    with st.container(horizontal=True):
        st.button("Earlier question", disabled=number == 0, on_click=state.go_to_situation, args=(number - 1,))
        st.button("Next question", disabled=number == last, on_click=state.go_to_situation, args=(number + 1,))


def _follow_ups(coach: Coach, draft: Draft) -> None:
    """Show the answers to the coach's questions, which are a part of the account."""
    for behaviour_id, text in draft.follow_up_texts.items():
        _follow_up(coach, draft.id, behaviour_id, text)


def _follow_up(coach: Coach, draft_id: str, behaviour_id: str, text: str) -> None:
    key = f"answer-{draft_id}-{behaviour_id}"
    asked = {behaviour.id: behaviour.settling_question for behaviour in coach.knowledge.behaviours}

    def answered(draft: Draft) -> dict[str, object]:
        return {"follow_up_texts": {**draft.follow_up_texts, behaviour_id: state.text(key)}}

    st.text_area(
        one_line(asked.get(behaviour_id, "What you answered the coach")),
        value=text,
        key=key,
        height=120,
        on_change=keeping(key, shown=text, keep=lambda: drafting.write(coach, draft_id, answered)),
    )


def _word_count(draft: Draft) -> None:
    count = len(account_text(draft).split())
    words = next((words for least, words in _ENCOURAGEMENT if count >= least), "")
    if count:
        st.markdown(f"**{count:,} {'word' if count == 1 else 'words'}.** {words}")


def _saved_line(coach: Coach, draft: Draft) -> None:
    if state.held_draft():
        quiet("Not saved yet. Your words are still on this page; do not close it.")
    elif draft.updated_at:
        moment = name_moment(draft.updated_at, today=coach.today())
        quiet(f"Saved on {resources.here()} {moment}. The coach saves whenever you leave the box.")
