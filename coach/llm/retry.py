"""Which failed requests are sent again, and when: rules without effects."""

from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime

RETRYABLE_STATUSES = frozenset({429, 500, 502, 503, 504})
"""Refusals that a later request may not meet."""

PATIENCE_S = 20.0
"""A server that asks for a longer pause is left alone, so that a fallback can take over at once."""

_FIRST_S = 0.5
_LONGEST_S = 8.0
_A_DAY_S = 86_400.0


def pause_s(attempt: int, asked_s: float | None, *, draw: Callable[[], float]) -> float | None:
    """Return how long to wait after the failed `attempt` (from 1), or None to give up.

    Args:
        attempt: the attempt that failed.
        asked_s: what the server asked for in `Retry-After`, if it did.
        draw: gives a number from 0 up to 1. The whole pause is drawn, so that many clients do not come back together.
    """
    if asked_s is None:
        return draw() * min(_LONGEST_S, _FIRST_S * 2.0 ** (attempt - 1))
    return asked_s + draw() * _FIRST_S if asked_s <= PATIENCE_S else None


def asked_pause_s(headers: Mapping[str, str]) -> float | None:
    """Return the pause that a server's reply asks for: seconds, or a date seen from the reply's own date."""
    asked = headers.get("retry-after", "").strip()
    try:
        seconds = float(asked) if asked.replace(".", "", 1).isdecimal() else _until(asked, headers["date"])
    except (KeyError, TypeError, ValueError):
        return None
    return min(max(0.0, seconds), _A_DAY_S)


def _until(asked: str, sent: str) -> float:
    return (parsedate_to_datetime(asked) - parsedate_to_datetime(sent)).total_seconds()


class RetryBudget:
    """Keep repeated requests to a small share of all, so that a server in trouble is not buried.

    It begins with ten repeats, and gains one with every twenty calls and one with every half minute, up to ten.
    """

    _MOST = 10.0
    _PER_CALL = 0.05
    _PER_SECOND = 1 / 30

    def __init__(self, *, clock: Callable[[], float]) -> None:
        """Read the time from `clock`, in seconds."""
        self._clock = clock
        self._left = self._MOST
        self._then = clock()

    def note_call(self) -> None:
        """Count one call, whatever becomes of it."""
        self._gain(self._PER_CALL)

    def take(self) -> bool:
        """Use up one repeat if one is left."""
        self._gain(0.0)
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def _gain(self, gained: float) -> None:
        now = self._clock()
        self._left = min(self._MOST, self._left + gained + (now - self._then) * self._PER_SECOND)
        self._then = now
