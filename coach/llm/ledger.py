"""The day's account of what calls to a model took."""

from datetime import date
from threading import Lock
from typing import Protocol


class DayLedger(Protocol):
    """Count what everybody together takes on a day. Threads, and other processes, may use the same one.

    Money is in millionths of the currency.
    """

    def reserve(self, day: date, *, tokens: int, cost: int, most_tokens: int, most_cost: int | None) -> bool:
        """Count so much for the day if it stays within the most; tell whether it did."""

    def settle(self, day: date, *, tokens: int, cost: int) -> None:
        """Add what was used beyond what was reserved; less than nothing where less was used."""

    def spent(self, day: date) -> tuple[int, int]:
        """Return the tokens and the cost counted for the day, reserved ones included."""


class MemoryLedger:
    """A ledger of this process alone."""

    def __init__(self) -> None:
        """Start with nothing spent."""
        self._lock = Lock()
        self._days: dict[date, tuple[int, int]] = {}

    def reserve(self, day: date, *, tokens: int, cost: int, most_tokens: int, most_cost: int | None) -> bool:
        """Count so much for the day if it stays within the most; tell whether it did."""
        with self._lock:
            tokens, cost = self._total(day, tokens, cost)
            fits = tokens <= most_tokens and (most_cost is None or cost <= most_cost)
            if fits:
                self._days[day] = (tokens, cost)
        return fits

    def settle(self, day: date, *, tokens: int, cost: int) -> None:
        """Add what was used beyond what was reserved; less than nothing where less was used."""
        with self._lock:
            self._days[day] = self._total(day, tokens, cost)

    def spent(self, day: date) -> tuple[int, int]:
        """Return the tokens and the cost counted for the day, reserved ones included."""
        with self._lock:
            return self._days.get(day, (0, 0))

    def _total(self, day: date, tokens: int, cost: int) -> tuple[int, int]:
        counted_tokens, counted_cost = self._days.get(day, (0, 0))
        return counted_tokens + tokens, counted_cost + cost
