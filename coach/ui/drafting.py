"""The account on the desk: every change is saved at once, and what the store refuses stays in the session."""

from collections.abc import Callable, Mapping

from coach.domain.draft import Draft
from coach.service import Coach
from coach.ui import state, who
from coach.ui.attempt import attempt


def open_draft(coach: Coach) -> Draft | None:
    """Return the open account as it stands on screen, or None if none is open."""
    if held := state.held_draft():
        return held
    draft_id = state.draft_id()
    return coach.draft(draft_id, principal=who.principal()) if draft_id else None


def change(coach: Coach, draft_id: str | None, action: Callable[[Draft], Draft]) -> bool:
    """Run a use case that saves an account; say whether it worked, and leave the error if it did not.

    Without `draft_id` the account is the open one, and where none is open a new one is started and opened. An account
    that was deleted meanwhile stays deleted.
    """

    def change_draft() -> None:
        draft = _draft(coach, draft_id)
        if draft is None:
            return
        saved = action(draft)
        if draft_id is None and saved.id != state.draft_id():
            state.open_draft(saved.id, at=state.step())
        state.release_draft()

    return attempt(change_draft)


def write(coach: Coach, draft_id: str | None, fields: Callable[[Draft], Mapping[str, object]]) -> None:
    """Save what was typed or chosen; nothing of it is lost where the store refuses."""

    def keep(draft: Draft) -> Draft:
        changed = draft.model_copy(update=fields(draft))
        state.hold_draft(changed)
        return coach.save_draft(changed, principal=who.principal())

    change(coach, draft_id, keep)


def _draft(coach: Coach, draft_id: str | None) -> Draft | None:
    if draft_id is None:
        return open_draft(coach) or coach.start_draft(principal=who.principal())
    held = state.held_draft()
    if held and held.id == draft_id:
        return held
    return coach.draft(draft_id, principal=who.principal())
