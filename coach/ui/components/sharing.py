"""Share with L&D: choose what goes along, see the literal page, share it, take it back, answer what was decided."""

from functools import partial

import streamlit as st

from coach.domain.draft import Draft, SavedPlan
from coach.domain.review import Sharing
from coach.domain.review_case import ReviewCase
from coach.errors import CoachError
from coach.service import Coach
from coach.ui import state, who
from coach.ui.attempt import attempt
from coach.ui.components.case_history import STATE_ICONS, STATE_NAMES, case_history
from coach.ui.components.confirm import delete_button
from coach.ui.components.dates import name_day
from coach.ui.components.marks import MARKS
from coach.ui.components.notice import failure
from coach.ui.components.quiet import choice_label, quiet
from coach.ui.components.submission import behaviour_name, submission_page

_MAX_NOTE = 2_000
_PARTS = {"words": "My words", "steps": "My next step", "roadblocks": "What stands in the way"}


def share_button(coach: Coach, saved: SavedPlan) -> None:
    """Offer to share the plan, or say why that cannot be done now."""
    if coach.account_behind(saved, principal=who.principal()):
        st.button("Share with L&D…", icon=":material/ios_share:", on_click=state.choose_what_to_share)
        quiet("You choose what goes along, and you see the page that they get before anything is shared.")
    else:
        quiet(
            "To share a plan with L&D, the account behind it has to be there and read with today's vision. Open it in "
            "My work, have it read again, and keep the plan anew."
        )


def choose_what_to_share(coach: Coach, saved: SavedPlan) -> None:
    """Show what can go along, to choose from, and under it the page that L&D would get."""
    st.header("Share with L&D", anchor=False)
    draft = coach.account_behind(saved, principal=who.principal())
    if draft is None:
        share_button(coach, saved)
        st.button("Back to my plan", on_click=state.stop_choosing)
        return
    st.markdown(
        "L&D gets the page below and nothing else: not your account, not your questions, not your name. They see your "
        "job and, where the coach knows them, your team and site. Colleagues may know you by that. It is no basis for "
        "pay, promotion, discipline or dismissal, and you can take it back at any time."
    )
    everything = coach.all_to_share(draft, principal=who.principal())
    sharing = _choose(coach, draft, everything)
    st.subheader("What L&D will get", anchor=False)
    try:
        preview = coach.preview_submission(draft, sharing, workplace=who.workplace(), principal=who.principal())
    except CoachError as error:
        failure(error)
        preview = None
    if preview:
        with st.container(border=True):
            submission_page(coach, preview)
    with st.container(horizontal=True):
        st.button(
            "Share this with L&D",
            type="primary",
            disabled=preview is None,
            on_click=partial(_share, coach, draft, sharing),
        )
        st.button("Not now", on_click=state.stop_choosing)


def tell_what_came_back(coach: Coach) -> None:
    """Say at the top of the page that L&D waits for the person."""
    if any(case.state == "returned" for case in coach.shared_cases(principal=who.principal())):
        st.info("L&D has sent something back to you. It stands further down, with what they say.")


def shared_list(coach: Coach) -> None:
    """Show what the person has shared, what was decided, and how to answer or to take it back."""
    cases = coach.shared_cases(principal=who.principal())
    if not cases:
        return
    st.subheader("What you shared with L&D", anchor=False)
    for case in cases:
        _shared(coach, case)


def _choose(coach: Coach, draft: Draft, everything: Sharing) -> Sharing:
    assessment = draft.assessment
    assert assessment is not None
    key = f"share-{draft.id}"
    chosen: dict[str, set[str]] = {"findings": set(), **{part: set() for part in _PARTS}}
    counted = {finding.behaviour_id: finding for finding in coach.findings(draft, principal=who.principal())}
    named = {response.behaviour_id: response.own_state for response in draft.responses}
    for behaviour_id in (item.behaviour_id for item in assessment.findings if item.behaviour_id in everything.findings):
        mark = MARKS[named.get(behaviour_id) or counted[behaviour_id].state]
        name = behaviour_name(coach, behaviour_id)
        if not st.checkbox(f"{name} {mark.badge}", value=True, key=f"{key}-{behaviour_id}"):
            continue
        chosen["findings"].add(behaviour_id)
        offered = [part for part in _PARTS if behaviour_id in getattr(everything, part)]
        taken = st.pills(
            f"What goes along with {name}",
            offered,
            selection_mode="multi",
            default=offered,
            format_func=lambda part: choice_label(_PARTS[part]),
            key=f"{key}-{behaviour_id}-parts",
            label_visibility="collapsed",
        )
        for part in taken:
            chosen[part].add(behaviour_id)
    may_check = bool(chosen["words"]) and _consent(f"{key}-may-check")
    note = st.text_area("Anything you want L&D to know? (optional)", key=f"{key}-note", max_chars=_MAX_NOTE, height=90)
    return Sharing(note=note, may_check=may_check, **{name: frozenset(ids) for name, ids in chosen.items()})


def _consent(key: str) -> bool:
    agreed = st.checkbox("These words may be used, without names, to check the coach", key=key)
    quiet(
        "Only if you tick this. Names, addresses and numbers are taken out first, as far as rules find them. It "
        "changes nothing for you. If you take this back, later files leave your words out; earlier files may keep them."
    )
    return agreed


def _share(coach: Coach, draft: Draft, sharing: Sharing) -> None:
    if attempt(lambda: coach.share(draft, sharing, workplace=who.workplace(), principal=who.principal())):
        state.stop_choosing()
        state.leave_word("Shared with L&D. You can take it back at any time, further down on this page.")


def _shared(coach: Coach, case: ReviewCase) -> None:
    submission = case.submission
    count = len(submission.findings)
    with st.container(border=True):
        st.markdown(
            f"{STATE_ICONS[case.state]} **{STATE_NAMES[case.state]}**  \n"
            f":small[{count} finding{'' if count == 1 else 's'}, shared on {name_day(submission.submitted_on)}]"
        )
        if case.history:
            case_history(coach, case, employee="You")
        if case.state != "waiting":
            _answer_box(coach, case)
        with st.expander("The page that L&D has"):
            submission_page(coach, submission)
        delete_button(
            "Take it back",
            key=f"withdraw-{submission.id}",
            question=(
                "L&D can no longer open it, and their answer goes too. Figures of groups that were made before keep "
                "counting it, without any name."
            ),
            confirm="Take it back",
            on_confirm=partial(_withdraw, coach, submission.id),
        )


def _answer_box(coach: Coach, case: ReviewCase) -> None:
    key = f"comment-{case.submission.id}-{len(case.history)}"
    st.text_area("Answer L&D (optional)", key=key, max_chars=_MAX_NOTE, height=90)
    st.button("Send my answer", key=f"send-{key}", on_click=partial(_comment, coach, case.submission.id, key))
    quiet("They see your answer with what you shared, and decide again.")


def _comment(coach: Coach, submission_id: str, key: str) -> None:
    words = state.text(key)
    if attempt(lambda: coach.comment_on_decision(submission_id, words, principal=who.principal())):
        state.leave_word("Your answer is with L&D.")


def _withdraw(coach: Coach, submission_id: str) -> None:
    if attempt(lambda: coach.withdraw(submission_id, principal=who.principal())):
        state.leave_word("You have taken it back. Its words are deleted.")
