"""Generated quotes, and how they are told from the account's own words."""

import json
import random

import pytest

from coach.domain.account import Account
from evals.invented_quotes import generate, holds, near_quote

SENTENCES = (
    "I ring the customer before I close anything, and I write down what was said.",
    "Then I tell the whole team.",
)
TEXT = " ".join(SENTENCES)
WORDS = [sentence.split() for sentence in SENTENCES]


@pytest.mark.parametrize(
    ("quote", "is_held"),
    [
        ("ring the customer before", True),
        ("ring  the\ncustomer", True),
        ("ring the customers before", False),
        ("the ring customer", False),
        ("anything and I write", False),
    ],
)
def test_a_text_holds_the_words_of_a_quote_in_one_run(quote: str, is_held: bool) -> None:
    assert holds(TEXT, quote) is is_held


def test_a_near_quote_has_nearly_the_words_of_the_account() -> None:
    rng = random.Random(7)
    near = [near_quote(WORDS[0], rng) for _ in range(200)]

    assert sum(holds(TEXT, quote) for quote in near) < 10
    assert all(sum(word not in WORDS[0] for word in quote.split()) <= 1 for quote in near)


def test_a_reply_says_how_many_of_its_quotes_are_false_and_which_are_true() -> None:
    rng = random.Random(7)
    for _ in range(50):
        generated = generate(Account(text=TEXT, role_id="shop-adviser"), WORDS, ["own-it"], rng=rng)
        quotes = [" ".join(item["quote"].split()) for item in json.loads(generated.reply)["evidence"]]

        assert [quote for quote in quotes if holds(TEXT, quote) and len(quote.split()) > 2] == [
            quote for quote in quotes if quote in generated.true
        ]
        assert len(quotes) == len(generated.true) + generated.false
