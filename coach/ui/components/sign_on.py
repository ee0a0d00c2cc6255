"""Sign on, who is signed on, sign out, and what stands in the place of a page that somebody may not open."""

import streamlit as st

from coach.errors import CoachError
from coach.settings import Settings
from coach.ui import state, who
from coach.ui.attempt import attempt
from coach.ui.components.notice import failure
from coach.ui.components.provenance import ONE_USER
from coach.ui.components.quiet import quiet
from coach.ui.safe_text import one_line, plain

_WIDTH = 480
_HOW_TO_SIGN_ON = "With sign-on, others can use the same coach: docs/operating.md, Signing on."
_FIRST = "Sign on to use the coach."


def show_sign_on(error: CoachError) -> None:
    """Show the page for somebody who is not signed on: why they are not any more, and the button."""
    state.take_error()
    with _middle():
        st.title("Vision Coach", anchor=False)
        st.markdown("The coach shows what your organisation's customer vision means in your own job.")
        if str(error) != _FIRST:
            st.info(plain(str(error)))
        if st.button("Sign on", type="primary", icon=":material/login:"):
            st.login()
        quiet(
            "You sign on with your organisation's own account. What you write is kept for you alone: no reviewer "
            "and no manager can open it."
        )


def show_refusal(error: CoachError, *, title: str) -> None:
    """Show what stands in the place of a page: who may open it and whom to ask, or what has to be mended first."""
    with _middle():
        st.title(title, anchor=False)
        failure(error)


def signed_on_line() -> None:
    """Show in the menu who is signed on and the way out; nothing where nobody signs on."""
    if not who.signs_on():
        return
    with st.sidebar.container(key="signed-on"):
        quiet(f"Signed on as {one_line(who.name())}")
        sign_out_button("sign-out-menu")


def who_you_are(settings: Settings) -> None:
    """Show who uses the coach, what they may do, where they work, and how long this sign-on lasts."""
    st.subheader("Who you are", anchor=False)
    with st.container(border=True):
        if not who.signs_on():
            st.markdown(ONE_USER)
            quiet(f"{_workplace()} {_HOW_TO_SIGN_ON}")
            return
        st.markdown(f"**Signed on as:** {one_line(who.name())}  \n**Here you are:** {', '.join(who.roles())}")
        quiet(
            f"{_workplace()} You are signed out after {settings.idle_min} minutes without use, and after "
            f"{settings.session_h} hours in any case."
        )
        sign_out_button("sign-out")


def _workplace() -> str:
    workplace = who.workplace()
    known = [f"{kind}: {one_line(name)}" for kind, name in (("Team", workplace.team), ("Site", workplace.site)) if name]
    return f"{'. '.join(known)}." if known else "Your team and your site are not known."


def sign_out_button(key: str) -> None:
    """Show the button that signs out."""
    st.button("Sign out", key=key, icon=":material/logout:", on_click=_sign_out)


def _sign_out() -> None:
    attempt(who.sign_out)


def _middle() -> st.delta_generator.DeltaGenerator:
    st.set_page_config(layout="wide")
    return st.container(horizontal_alignment="center").container(width=_WIDTH)
