"""A model's quotes become evidence, or are refused and counted."""

import pytest

from coach.assess.extract import Extracted, extract
from coach.assess.model_text import make_model_text
from coach.assess.replies import Quoted
from coach.domain.account import Account
from coach.llm.redact import Redactor
from tests.builders import ACCOUNT_TEXT

IDS = frozenset({"own-it", "keep-people-posted"})


def quoted(quote: str, behaviour_id: str = "own-it", bearing: str = "showing", point: int = 3) -> Quoted:
    return Quoted.model_validate({"quote": quote, "behaviour_id": behaviour_id, "bearing": bearing, "point": point})


def extracted(*items: Quoted, text: str = ACCOUNT_TEXT) -> Extracted:
    account = Account(text=text, role_id="shop-adviser")
    return extract(items, make_model_text(account, (), redactor=Redactor(), keep=()), behaviour_ids=IDS)


def spans(result: Extracted) -> list[tuple[int, int]]:
    return [(item.evidence.span.start, item.evidence.span.end) for item in result.found]


def test_a_quote_becomes_evidence_with_the_accounts_own_words_and_their_place() -> None:
    result = extracted(quoted("I ring the customer\ntwo days after a repair."))

    (item,) = result.found
    assert item.evidence.model_dump() == {
        "behaviour_id": "own-it",
        "quote": "I ring the customer two days after a repair.",
        "span": {"start": 0, "end": 44},
        "bearing": "showing",
        "point": 3,
        "supported": None,
    }
    assert (result.refused, result.ignored) == (0, 0)


@pytest.mark.parametrize(
    "quote",
    [
        "I ring each customer two days after a repair.",
        "I ring",
        "Most mornings I text my own customers",
        "",
        "a " * 900,
    ],
    ids=["near", "two words", "from the prompt's example", "empty", "long"],
)
def test_what_is_not_in_the_account_or_no_quote_is_refused_and_counted(quote: str) -> None:
    assert extracted(quoted(quote)) == Extracted(found=(), refused=1, ignored=0)


def test_more_words_than_a_quote_may_have_are_refused() -> None:
    words = "I ring them and " * 26

    assert extracted(quoted(words.strip()), text=words) == Extracted(found=(), refused=1, ignored=0)
    assert len(extracted(quoted(" ".join(words.split()[:100])), text=words).found) == 1


def test_words_about_no_behaviour_of_the_role_or_at_no_point_are_ignored_and_counted() -> None:
    result = extracted(quoted("I ring the customer", "sing"), quoted("I ring the customer", point=0))

    assert result == Extracted(found=(), refused=0, ignored=2)


def test_contrary_words_have_no_point_whatever_the_model_says() -> None:
    result = extracted(quoted("We never ring back", bearing="contrary", point=2))

    assert [item.evidence.point for item in result.found] == [None]


def test_repeats_take_the_first_place_that_is_not_yet_used_and_a_third_one_adds_nothing() -> None:
    text = "I ring them back. And then I ring them back."
    item = quoted("I ring them back.")

    assert spans(extracted(item, item, item, text=text)) == [(0, 17), (27, 44)]
    assert extracted(item, item, item, text=text).refused == 0
    assert spans(extracted(item, quoted(item.quote, "keep-people-posted"), text=text)) == [(0, 17), (0, 17)]


def test_the_same_words_cannot_show_a_behaviour_and_its_opposite() -> None:
    result = extracted(quoted("We never ring back"), quoted("We never ring back", bearing="contrary", point=0))

    assert ([item.evidence.bearing for item in result.found], result.refused) == (["showing"], 1)
