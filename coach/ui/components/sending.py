"""What can be sent to the authors of the vision: seen word for word first, and sent only at a press."""

import streamlit as st

from coach.domain.answer import CustomerWords
from coach.domain.draft import Turn
from coach.service import Coach
from coach.ui import who
from coach.ui.components.quiet import quiet
from coach.ui.components.roles import role_name
from coach.ui.safe_text import one_line, plain


def send_question(coach: Coach, turn: Turn) -> None:
    """Offer to send a question that nothing answers."""
    if coach.is_with_authors(turn.answer, principal=who.principal()):
        _with_the_authors("This question")
        return
    st.markdown(f"You can send it to the people who write the vision. {_what_goes(coach, turn, 'your question')}")
    _send_button(coach, turn, "Send this question to the authors")


def send_doubt(coach: Coach, turn: Turn) -> None:
    """Offer to send a doubt."""
    if coach.is_with_authors(turn.answer, principal=who.principal()):
        _with_the_authors("Your doubt")
        return
    st.markdown(f"Still in doubt? The people who write the vision can use it. {_what_goes(coach, turn, 'your doubt')}")
    _send_button(coach, turn, "Send this doubt to the authors")


def send_what_a_customer_said(coach: Coach, turn: Turn, words: CustomerWords) -> None:
    """Show exactly what would be sent of a customer's words, and send it once somebody agrees."""
    st.markdown("**This is what the authors of the vision would get**")
    with st.container(border=True):
        st.markdown(plain(words.text))
        quiet("  \n".join((*_touches(coach, words), f"From somebody in the job: {one_line(_role(coach, turn))}")))
    if words.text != turn.answer.question:
        quiet("What could name a person was replaced by a tag, such as \\[NAME\\_1\\].")
    if coach.is_with_authors(turn.answer, principal=who.principal()):
        _with_the_authors("This")
        return
    st.markdown("Nothing else goes, and not your name. Nothing has been sent yet.")
    _send_button(coach, turn, "I agree: send this to the authors")


def _send_button(coach: Coach, turn: Turn, label: str) -> None:
    if st.button(label, key=f"send-{turn.id}"):
        coach.send_to_authors(turn.answer, principal=who.principal())
        st.rerun()


def _with_the_authors(what: str) -> None:
    st.success(f"{what} is with the authors of the vision.", icon=":material/check:")


def _what_goes(coach: Coach, turn: Turn, words: str) -> str:
    role = one_line(_role(coach, turn))
    return f"What they get: {words}, word for word, and your job (“{role}”). They do not get your name."


def _role(coach: Coach, turn: Turn) -> str:
    return role_name(coach, turn.answer.role_id)


def _touches(coach: Coach, words: CustomerWords) -> list[str]:
    """Return what a customer's words touch; a file can have changed since, and its name with it."""
    vision = coach.knowledge.vision
    found = (
        ("It touches the promise", {item.id: item.text for item in vision.promises}.get(words.promise_id or "")),
        (
            "On the way of the customer",
            {item.id: item.name for item in coach.knowledge.stages}.get(words.stage_id or ""),
        ),
        (
            "And the behaviour",
            {item.id: item.name for item in coach.knowledge.behaviours}.get(words.behaviour_id or ""),
        ),
    )
    return [f"{what}: {one_line(name)}" for what, name in found if name]
