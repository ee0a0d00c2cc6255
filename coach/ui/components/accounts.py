"""The accounts that somebody wrote: go on with one, start a new one, delete one."""

from functools import partial

import streamlit as st

from coach.domain.draft import Draft
from coach.service import Coach
from coach.ui import state, who
from coach.ui.attempt import attempt
from coach.ui.components.confirm import delete_button
from coach.ui.components.dates import name_moment
from coach.ui.components.quiet import quiet
from coach.ui.safe_text import plain
from coach.ui.state import Step

_SHOWN = 10


def offer_last_account(coach: Coach) -> bool:
    """Offer to go on with the account that was saved last; say whether there is one to offer."""
    drafts = coach.drafts(principal=who.principal())
    if not drafts or state.starts_anew():
        return False
    draft = drafts[0]
    with st.container(border=True):
        st.markdown("**You have an account here.** Everything you wrote is saved.")
        st.markdown(_describe(coach, draft))
        with st.container(horizontal=True):
            st.button("Go on with it", type="primary", on_click=_open, args=(draft,))
            st.button("Start a new one", on_click=state.start_anew)
    account_list(coach)
    return True


def account_list(coach: Coach) -> None:
    """Show all accounts, folded, with a way to start a new one."""
    drafts = coach.drafts(principal=who.principal())
    if not drafts:
        return
    st.space("medium")
    with st.expander(f"Your accounts ({len(drafts)})", icon=":material/folder_open:"):
        for draft in drafts[:_SHOWN]:
            _entry(coach, draft)
        if len(drafts) > _SHOWN:
            quiet(f"The newest {_SHOWN} are shown. Delete one to see the next.")
        st.button("Start a new account", icon=":material/add:", key="start-new", on_click=state.start_anew)


def _entry(coach: Coach, draft: Draft) -> None:
    with st.container(border=True):
        st.markdown(_describe(coach, draft))
        if draft.id == state.draft_id():
            quiet("Open now.")
        with st.container(horizontal=True):
            if draft.id != state.draft_id():
                st.button("Open", key=f"open-{draft.id}", on_click=_open, args=(draft,))
            delete_button(
                "Delete",
                key=f"delete-{draft.id}",
                question="This deletes the account with everything you said about it. Plans you kept stay in My plan.",
                confirm="Delete this account",
                on_confirm=partial(_delete, coach, draft.id),
            )


def _describe(coach: Coach, draft: Draft) -> str:
    known = {role.id: role.name for role in coach.knowledge.roles}
    role = plain(known.get(draft.role_id or "", "No job chosen yet"))
    begins = " ".join(draft.text.split())[:80]
    saved = f"saved {name_moment(draft.updated_at, today=coach.today())}" if draft.updated_at else "not saved yet"
    return f"{role}, {saved}" + (f"  \n:small[“{plain(begins)}…”]" if begins else "")


def _open(draft: Draft) -> None:
    state.open_draft(draft.id, at=_where_left(draft))


def _where_left(draft: Draft) -> Step:
    if draft.role_id is None:
        return "job"
    return "findings" if draft.assessment else "account"


def _delete(coach: Coach, draft_id: str) -> None:
    if not attempt(lambda: coach.delete_draft(draft_id, principal=who.principal())):
        return
    if draft_id == state.draft_id():
        state.close_draft()
    state.leave_word("The account is deleted.")
