"""Run a use case where nothing can be drawn yet: in the function behind a button or a box."""

from collections.abc import Callable

from coach.errors import CoachError
from coach.ui import state


def attempt(action: Callable[[], object]) -> bool:
    """Say whether the use case worked; what the coach refuses is left for the next drawing of the page."""
    try:
        action()
    except CoachError as error:
        state.leave_error(error)
        return False
    return True
