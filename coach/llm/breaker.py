"""Leave a model alone that fails again and again."""

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

from coach.errors import ModelError

FAILURES = 5
WITHIN_S = 30.0
PAUSE_S = 30.0


class Breaker:
    """Count the failures of one model in a row; after too many, let no call through for a while, then one to try.

    Every session on that model shares one, and so do threads.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Start closed; `clock` counts seconds."""
        self._clock = clock
        self._lock = Lock()
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._opened_at: float | None = None

    def admit(self, name: str) -> None:
        """Let a call of the model `name` through.

        Raises:
            ModelError: the model is left alone at the moment.
        """
        now = self._clock()
        with self._lock:
            if self._opened_at is None:
                return
            wait_s = self._opened_at + PAUSE_S - now
            if wait_s <= 0:
                # This call is the trial. Until it is answered, others wait as long again.
                self._opened_at = now
                return
        raise ModelError(
            f"The model {name!r} failed {FAILURES} times in a row, so it is left alone for now. "
            f"Try again in {max(1, round(wait_s))} seconds.",
            fault="unavailable",
            retryable=True,
        )

    def begin(self) -> None:
        """Note that the model began to answer: calls go through again."""
        with self._lock:
            self._opened_at = None

    def succeed(self) -> None:
        """Note a whole reply."""
        with self._lock:
            self._opened_at = None
            self._failures.clear()

    def fail(self) -> None:
        """Note that the model did not answer, or not in time."""
        now = self._clock()
        with self._lock:
            self._failures.append(now)
            if len(self._failures) == FAILURES and now - self._failures[0] <= WITHIN_S:
                self._failures.clear()
                self._opened_at = now
