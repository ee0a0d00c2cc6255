"""What a model takes, in words."""

import pytest

from coach.domain.provenance import Spent
from coach.ui.components.spent import money, name_spent


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0.0, "0.00 USD"),
        (0.00002, "less than 0.0001 USD"),
        (0.0004, "0.0004 USD"),
        (0.002, "0.002 USD"),
        (0.0153, "0.02 USD"),
        (12.5, "12.50 USD"),
    ],
)
def test_small_amounts_are_not_rounded_to_nothing(amount: float, words: str) -> None:
    assert money(amount, "USD") == words


def test_calls_tokens_and_money_are_named() -> None:
    spent = Spent(calls=3, input_tokens=2500, output_tokens=400, cost=0.002)

    assert name_spent(spent, "USD") == "3 calls, 2,900 tokens, 0.002 USD"


def test_money_is_left_out_where_no_price_is_set_and_one_is_no_plural() -> None:
    assert name_spent(Spent(calls=1, input_tokens=1), "USD") == "1 call, 1 token"
    assert name_spent(Spent(calls=1, input_tokens=1, cost=0.1), "") == "1 call, 1 token"
