from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from coach.domain.provenance import Spent
from coach.errors import ModelError, StoreError
from coach.llm.budget import Limits, Purse
from coach.llm.ledger import MemoryLedger
from coach.llm.protocols import Usage
from coach.settings import Settings
from tests.builders import make_request

TODAY = date(2026, 11, 22)
TEXT = "x" * 276
"""With its message 100 tokens; and 100 may come."""
REQUEST = make_request(TEXT, max_output_tokens=100)


class Seconds:
    """Count a second at each question."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


class Days:
    """Say one day after the other."""

    def __init__(self, *days: date) -> None:
        self.left = list(days)

    def __call__(self) -> date:
        return self.left.pop(0)


def make_purse(
    *,
    ledger: MemoryLedger | None = None,
    plan_tokens: int = 1_000,
    day_tokens: int = 10_000,
    priced: bool = False,
    plan_cost: float | None = None,
    day_cost: float | None = None,
    today: Callable[[], date] = lambda: TODAY,
) -> Purse:
    prices = {"input_price": 2.0, "output_price": 10.0} if priced else {}
    limits = Limits(
        plan_tokens=plan_tokens, day_tokens=day_tokens, plan_cost=plan_cost, day_cost=day_cost, currency="EUR", **prices
    )
    return Purse(limits, ledger or MemoryLedger(), today=today, clock=Seconds())


def refusal(purse: Purse, *, until_tomorrow: bool = False) -> str:
    with pytest.raises(ModelError) as caught:
        purse.reserve(REQUEST)
    assert (caught.value.fault, caught.value.retryable) == ("budget", until_tomorrow)
    return str(caught.value)


def used(input_tokens: int, output_tokens: int, *, is_estimated: bool = False) -> Usage:
    return Usage(input_tokens=input_tokens, output_tokens=output_tokens, is_estimated=is_estimated)


def test_the_limits_are_those_of_the_settings() -> None:
    settings = Settings(home=Path("/home"), plan_tokens=5, input_price=1.0, output_price=2.0, day_cost=3.0)
    assert Limits.from_settings(settings) == Limits(
        plan_tokens=5, day_tokens=5_000_000, input_price=1.0, output_price=2.0, day_cost=3.0, currency="USD"
    )


def test_nothing_is_spent_before_the_first_call_has_ended() -> None:
    purse = make_purse()
    purse.reserve(REQUEST)
    assert purse.spent == Spent()


def test_what_calls_took_is_counted_instead_of_the_worst_case() -> None:
    ledger = MemoryLedger()
    purse = make_purse(ledger=ledger)
    first, second = purse.reserve(REQUEST), purse.reserve(REQUEST)
    assert ledger.spent(TODAY) == (400, 0)
    purse.settle(first, used(90, 10), calls=2)
    assert ledger.spent(TODAY) == (300, 0)
    purse.settle(second, used(80, 5, is_estimated=True))
    assert ledger.spent(TODAY) == (185, 0)
    assert purse.spent == Spent(calls=3, input_tokens=170, output_tokens=15, is_estimated=True, seconds=2.0)


def test_a_call_is_counted_once() -> None:
    ledger = MemoryLedger()
    purse = make_purse(ledger=ledger)
    held = purse.reserve(REQUEST)
    purse.settle(held, used(90, 10))
    purse.settle(held, used(90, 10))
    assert (purse.spent.calls, ledger.spent(TODAY)) == (1, (100, 0))


def test_a_call_that_takes_more_than_was_reserved_is_counted_in_full() -> None:
    ledger = MemoryLedger()
    purse = make_purse(ledger=ledger)
    purse.settle(purse.reserve(REQUEST), used(300, 50))
    assert ledger.spent(TODAY) == (350, 0)


def test_a_server_that_reports_nonsense_cannot_overflow_the_count() -> None:
    purse = make_purse()
    purse.settle(purse.reserve(REQUEST), used(10**30, 10**30))
    assert (purse.spent.input_tokens, purse.spent.output_tokens) == (10_000_000, 10_000_000)


def test_money_is_counted_with_both_prices_only() -> None:
    priced, unpriced = make_purse(priced=True), make_purse()
    for purse in (priced, unpriced):
        purse.settle(purse.reserve(REQUEST), used(90, 10))
    assert (priced.spent.cost, unpriced.spent.cost) == (0.00028, None)


def test_the_plans_tokens_are_kept_to_and_the_refusal_names_the_setting() -> None:
    ledger = MemoryLedger()
    purse = make_purse(ledger=ledger, plan_tokens=350)
    purse.settle(purse.reserve(REQUEST), used(100, 51))
    assert refusal(purse) == (
        "This plan or answer may take 350 tokens of the model (COACH_PLAN_TOKENS): 151 are used or set aside, and the "
        "next call can take up to 200. It was not sent; everything finished before is kept. Make the text shorter, or "
        "raise COACH_PLAN_TOKENS."
    )
    assert ledger.spent(TODAY) == (151, 0)


def test_calls_that_run_at_the_same_time_count_with_their_worst_case() -> None:
    purse = make_purse(plan_tokens=399)
    held = purse.reserve(REQUEST)
    refusal(purse)
    purse.settle(held, used(100, 99))
    purse.reserve(REQUEST)


def test_the_plans_money_is_kept_to() -> None:
    purse = make_purse(priced=True, plan_cost=0.0023)
    purse.settle(purse.reserve(REQUEST), used(100, 100))
    assert refusal(purse) == (
        "This plan or answer may take 0.0023 EUR of the model (COACH_PLAN_COST): 0.0012 are used or set aside, and the "
        "next call can take up to 0.0012. It was not sent; everything finished before is kept. Make the text shorter, "
        "or raise COACH_PLAN_COST."
    )


def test_the_days_tokens_are_shared_by_all_plans() -> None:
    ledger = MemoryLedger()
    first = make_purse(ledger=ledger, day_tokens=399)
    first.settle(first.reserve(REQUEST), used(100, 100))
    assert refusal(make_purse(ledger=ledger, day_tokens=399), until_tomorrow=True) == (
        "Everybody's work of today may take 399 tokens of the model (COACH_DAY_TOKENS): 200 are used or set aside, and "
        "the next call can take up to 200. It was not sent; everything finished before is kept. Go on after midnight "
        "(UTC), or raise COACH_DAY_TOKENS."
    )


def test_the_days_money_is_shared_by_all_plans() -> None:
    ledger = MemoryLedger()
    first = make_purse(ledger=ledger, priced=True, day_cost=0.002)
    first.settle(first.reserve(REQUEST), used(100, 100))
    assert refusal(make_purse(ledger=ledger, priced=True, day_cost=0.002), until_tomorrow=True).startswith(
        "Everybody's work of today may take 0.0020 EUR of the model (COACH_DAY_COST): 0.0012 are used"
    )


def test_a_call_counts_for_the_day_on_which_it_began() -> None:
    ledger, tomorrow = MemoryLedger(), date(2026, 11, 23)
    purse = make_purse(ledger=ledger, today=Days(TODAY, tomorrow))
    over_midnight, after = purse.reserve(REQUEST), purse.reserve(REQUEST)
    purse.settle(over_midnight, used(1, 0))
    purse.settle(after, used(2, 0))
    assert (ledger.spent(TODAY), ledger.spent(tomorrow)) == ((1, 0), (2, 0))


class FullDisk(MemoryLedger):
    """Reserve, and fail to settle."""

    def settle(self, day: date, *, tokens: int, cost: int) -> None:
        raise StoreError("The disk is full.")


def test_a_ledger_that_fails_afterwards_costs_nobody_the_reply_and_keeps_the_worst_case() -> None:
    ledger = FullDisk()
    purse = make_purse(ledger=ledger)
    purse.settle(purse.reserve(REQUEST), used(90, 10))
    assert (purse.spent.input_tokens, ledger.spent(TODAY)) == (90, (200, 0))


def test_many_threads_together_stay_within_the_plan_and_the_day() -> None:
    ledger = MemoryLedger()
    purses = [make_purse(ledger=ledger, plan_tokens=2_000, day_tokens=10_000) for _ in range(8)]

    def work(number: int) -> int:
        purse = purses[number % 8]
        try:
            held = purse.reserve(REQUEST)
        except ModelError:
            return 0
        assert ledger.spent(TODAY)[0] <= 10_000
        purse.settle(held, used(100, 100))
        return 200

    with ThreadPoolExecutor(8) as threads:
        spent = sum(threads.map(work, range(1_000)))
    assert (spent, ledger.spent(TODAY)) == (10_000, (10_000, 0))
    assert max(purse.spent.input_tokens + purse.spent.output_tokens for purse in purses) <= 2_000
