"""Questions that ask further about one another, in order."""

from collections.abc import Iterable

from coach.domain.draft import Turn


def thread_of(turn: Turn, turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """Return the turns that led to this one, itself, and what was asked further since, oldest first.

    Where several ask further about the same turn, the newest of them goes on.
    """
    known = sorted(turns, key=lambda each: each.asked_at, reverse=True)
    by_id = {each.id: each for each in known}
    thread = [turn]
    while (before := by_id.get(thread[0].follows or "")) and before not in thread:
        thread.insert(0, before)
    while after := next((each for each in known if each.follows == thread[-1].id and each not in thread), None):
        thread.append(after)
    return tuple(thread)
