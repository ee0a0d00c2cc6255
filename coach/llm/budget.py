"""What calls to a model may take, for one plan and for one day, and what they took."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import ceil
from threading import Lock

from pydantic import Field

from coach.domain.provenance import Spent
from coach.domain.record import Record
from coach.errors import ModelError, StoreError
from coach.llm.ledger import DayLedger
from coach.llm.protocols import Request, Usage
from coach.llm.tokens import estimate_input
from coach.settings import Settings

# Beyond what any call can take: a server that reports nonsense must not overflow the ledger.
_MOST_TOKENS_PER_CALL = 10_000_000
_MILLION = 1_000_000


class Limits(Record):
    """The most that calls may take, and what a token costs."""

    plan_tokens: int = Field(ge=1)
    day_tokens: int = Field(ge=1)
    input_price: float | None = None
    """The price of a million input tokens."""
    output_price: float | None = None
    """The price of a million output tokens."""
    plan_cost: float | None = None
    day_cost: float | None = None
    currency: str = "USD"

    @classmethod
    def from_settings(cls, settings: Settings) -> "Limits":
        """Return the limits that were configured."""
        return cls(**{name: getattr(settings, name) for name in cls.model_fields})

    @property
    def has_prices(self) -> bool:
        """Tell whether money can be counted."""
        return self.input_price is not None and self.output_price is not None

    def cost(self, usage: Usage) -> int:
        """Return the cost in millionths of the currency, rounded up; 0 without both prices."""
        if self.input_price is None or self.output_price is None:
            return 0
        return ceil(usage.input_tokens * self.input_price + usage.output_tokens * self.output_price)


@dataclass(frozen=True, kw_only=True, eq=False)
class Reservation:
    """What was set aside for one call before it was made."""

    day: date
    most: Usage
    cost: int

    @property
    def tokens(self) -> int:
        """The most tokens that the call can take, in and out."""
        return self.most.input_tokens + self.most.output_tokens


class Purse:
    """The budget of one plan, one answer or one account of a batch. Threads may share it.

    The worst case of a call is set aside before it is made, in the plan's budget and in the day's; when the call has
    ended, however it ended, what it took is counted instead.
    """

    def __init__(
        self,
        limits: Limits,
        ledger: DayLedger,
        *,
        today: Callable[[], date],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start a budget; `clock` counts seconds."""
        self._limits = limits
        self._ledger = ledger
        self._today = today
        self._clock = clock
        self._lock = Lock()
        self._open: list[Reservation] = []
        self._calls = 0
        self._used = Usage(input_tokens=0, output_tokens=0)
        self._cost = 0
        self._started_s: float | None = None
        self._seconds = 0.0

    @property
    def spent(self) -> Spent:
        """What the calls that have ended took."""
        with self._lock:
            return Spent(
                calls=self._calls,
                input_tokens=self._used.input_tokens,
                output_tokens=self._used.output_tokens,
                is_estimated=self._used.is_estimated,
                cost=self._cost / _MILLION if self._limits.has_prices else None,
                seconds=self._seconds,
            )

    def reserve(self, request: Request) -> Reservation:
        """Set aside the most that a call can take.

        Raises:
            ModelError: it would go beyond a limit; nothing is set aside.
            StoreError: the day's ledger cannot be written.
        """
        most = Usage(input_tokens=estimate_input(request), output_tokens=request.max_output_tokens)
        with self._lock:
            held = Reservation(day=self._today(), most=most, cost=self._limits.cost(most))
            self._refuse_beyond_the_plan(held)
            self._reserve_for_the_day(held)
            self._open.append(held)
            if self._started_s is None:
                self._started_s = self._clock()
        return held

    def settle(self, held: Reservation, usage: Usage, *, calls: int = 1) -> None:
        """Count what a call took instead of what was set aside for it; only the first time counts."""
        used = _bounded(usage)
        with self._lock:
            if held not in self._open:
                return
            self._open.remove(held)
            cost = self._limits.cost(used)
            self._calls += calls
            self._used = _sum(self._used, used)
            self._cost += cost
            self._seconds = self._clock() - (self._started_s or 0.0)
        tokens = used.input_tokens + used.output_tokens
        self._settle_for_the_day(held, tokens - held.tokens, cost - held.cost)

    def _settle_for_the_day(self, held: Reservation, tokens: int, cost: int) -> None:
        try:
            self._ledger.settle(held.day, tokens=tokens, cost=cost)
        except StoreError:
            # The reply is there and paid for. The day goes on counting the worst case, which is on the safe side.
            return

    def _refuse_beyond_the_plan(self, held: Reservation) -> None:
        limits = self._limits
        tokens = self._used.input_tokens + self._used.output_tokens + sum(other.tokens for other in self._open)
        if tokens + held.tokens > limits.plan_tokens:
            amounts = _in_tokens(limits.plan_tokens, tokens, held.tokens)
            raise _refusal("This plan or answer", "COACH_PLAN_TOKENS", amounts, "Make the text shorter")
        cost = self._cost + sum(other.cost for other in self._open)
        most_cost = _millionths(limits.plan_cost)
        if most_cost is not None and cost + held.cost > most_cost:
            amounts = _in_money(most_cost, cost, held.cost, currency=limits.currency)
            raise _refusal("This plan or answer", "COACH_PLAN_COST", amounts, "Make the text shorter")

    def _reserve_for_the_day(self, held: Reservation) -> None:
        limits, most_cost = self._limits, _millionths(self._limits.day_cost)
        if self._ledger.reserve(
            held.day, tokens=held.tokens, cost=held.cost, most_tokens=limits.day_tokens, most_cost=most_cost
        ):
            return
        tokens, cost = self._ledger.spent(held.day)
        if most_cost is not None and tokens + held.tokens <= limits.day_tokens:
            amounts = _in_money(most_cost, cost, held.cost, currency=limits.currency)
            raise _refusal("Everybody's work of today", "COACH_DAY_COST", amounts, _TOMORROW, retryable=True)
        amounts = _in_tokens(limits.day_tokens, tokens, held.tokens)
        raise _refusal("Everybody's work of today", "COACH_DAY_TOKENS", amounts, _TOMORROW, retryable=True)


_TOMORROW = "Go on after midnight (UTC)"


def _bounded(usage: Usage) -> Usage:
    return usage.model_copy(
        update={
            "input_tokens": min(usage.input_tokens, _MOST_TOKENS_PER_CALL),
            "output_tokens": min(usage.output_tokens, _MOST_TOKENS_PER_CALL),
        }
    )


def _sum(first: Usage, second: Usage) -> Usage:
    return Usage(
        input_tokens=first.input_tokens + second.input_tokens,
        output_tokens=first.output_tokens + second.output_tokens,
        is_estimated=first.is_estimated or second.is_estimated,
    )


def _millionths(amount: float | None) -> int | None:
    return None if amount is None else round(amount * _MILLION)


def _in_tokens(most: int, used: int, needed: int) -> tuple[str, str, str]:
    return f"{most:,} tokens", f"{used:,}", f"{needed:,}"


def _in_money(most: int, used: int, needed: int, *, currency: str) -> tuple[str, str, str]:
    shown = [f"{amount / _MILLION:,.4f}" for amount in (most, used, needed)]
    return f"{shown[0]} {currency}", shown[1], shown[2]


def _refusal(
    whose: str, setting: str, amounts: tuple[str, str, str], instead: str, *, retryable: bool = False
) -> ModelError:
    most, used, needed = amounts
    return ModelError(
        f"{whose} may take {most} of the model ({setting}): {used} are used or set aside, and the next call can take "
        f"up to {needed}. It was not sent; everything finished before is kept. {instead}, or raise {setting}.",
        fault="budget",
        retryable=retryable,
    )
