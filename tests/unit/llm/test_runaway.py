"""Loops are cut soon, wherever they are, and honest replies never."""

import json
from itertools import count, cycle, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.knowledge.knowledge_base import KnowledgeBase
from coach.llm.runaway import CHARS_PER_TOKEN, Runaway, RunawayDetector

_BEARINGS = ("shown", "partly shown", "contrary")
_SENTENCE = "I always ring the customer back before the end of the day, so that nobody has to wait for us"


def _read(pieces: list[str], *, max_tokens: int = 100_000) -> tuple[Runaway | None, int]:
    """Return what was found, and after how many characters."""
    detector = RunawayDetector(max_tokens)
    read = 0
    for piece in pieces:
        read += len(piece)
        if found := detector.feed(piece):
            return found, read
    return None, read


def _pieces(text: str, size: int = 5) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


_ITEM = json.dumps({"behaviour_id": "own-it", "quote": "I ring back", "bearing": "shown", "point": 4})
_LOOPS = {
    "an item of a JSON list": f"{_ITEM}, " * 200,
    "three items in turn": ", ".join(islice(cycle([_ITEM, '{"a": 1}', '{"quote": "another"}']), 400)),
    "a sentence": "The customer comes first. " * 300,
    "a word": "and " * 2_000,
    "a letter": "x" * 5_000,
    "white space": "\n    " * 2_000,
    "opened objects": '{"a":' * 2_000,
    "a long paragraph": f"{' '.join(f'word{number}' for number in range(150))}. " * 20,
}


@pytest.mark.parametrize("size", [1, 5, 64, 10_000])
@pytest.mark.parametrize("loop", _LOOPS.values(), ids=_LOOPS)
def test_a_loop_is_found_wherever_it_begins_and_however_it_is_cut(loop: str, size: int) -> None:
    before = '{"summary": "They ring back.", "items": ['

    found, read = _read([*_pieces(before), *_pieces(loop, size)])

    assert found == "repeats"
    assert read <= len(before) + max(6_000, size)


def test_a_short_loop_is_cut_after_two_hundred_tokens() -> None:
    found, read = _read(_pieces(f"{_ITEM}, " * 200))

    assert (found, read < 200 * 4) == ("repeats", True)


def test_a_list_that_only_counts_up_is_found() -> None:
    items = [json.dumps({"number": number, "quote": _SENTENCE, "bearing": "shown"}) for number in range(200)]

    found, read = _read(_pieces(", ".join(items)))

    assert found == "repeats"
    assert read < 4_000


def test_an_endless_text_of_new_words_is_cut_at_its_length() -> None:
    found, read = _read([f"word{number} " for number in islice(count(), 10_000)], max_tokens=500)

    assert found == "too long"
    assert read <= 500 * CHARS_PER_TOKEN + 420


def test_a_reply_may_fill_its_limit_of_tokens() -> None:
    words = " ".join(f"word{number}" for number in range(400))

    assert _read(_pieces(words[:2_000]), max_tokens=500) == (None, 2_000)


@given(
    quotes=st.lists(st.text("abcdefghijklmnop ,.'", min_size=10, max_size=80), min_size=1, max_size=40, unique=True),
    size=st.integers(1, 40),
    indent=st.sampled_from([None, 2]),
)
def test_a_list_of_alike_items_with_quotes_of_their_own_is_honest(
    quotes: list[str], size: int, indent: int | None
) -> None:
    items = [
        {"behaviour_id": f"behaviour-{index % 12}", "quote": quote, "bearing": _BEARINGS[index % 3], "point": index % 5}
        for index, quote in enumerate(quotes)
    ]
    text = json.dumps({"evidence": items}, indent=indent)

    assert _read(_pieces(text, size)) == (None, len(text))


@pytest.mark.parametrize("indent", [None, 2])
def test_sixty_statements_that_match_nothing_are_honest(indent: int | None) -> None:
    items = [{"number": number, "behaviour_id": None, "bearing": "none", "point": None} for number in range(1, 61)]
    text = json.dumps({"matches": items}, indent=indent)

    assert _read(_pieces(text)) == (None, len(text))


def test_one_quote_for_each_of_twelve_behaviours_is_honest() -> None:
    items = [{"behaviour_id": f"behaviour-{number}", "quote": _SENTENCE, "bearing": "shown"} for number in range(12)]
    text = json.dumps({"evidence": items}, indent=2)

    assert _read(_pieces(text)) == (None, len(text))


def test_a_table_with_rules_and_a_list_of_short_words_are_honest() -> None:
    text = "| behaviour | state |\n|" + "---|" * 30 + "\n" + json.dumps(["none"] * 60) + "\n" + "-" * 120

    assert _read(_pieces(text)) == (None, len(text))


def test_the_whole_demo_organisation_read_aloud_is_honest(knowledge: KnowledgeBase) -> None:
    text = json.dumps([behaviour.model_dump(mode="json") for behaviour in knowledge.behaviours], indent=1)

    assert _read(_pieces(text, 7)) == (None, len(text))
