"""A quote is found word for word, or not at all."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.assess.locate import Locator

TEXT = "I can’t ring  them —\nI’m on the road. It is a non-urgent call, isn't it? Café “Nord” rang twice; I ring twice."


def places(text: str, quote: str) -> list[str]:
    return [text[span.start : span.end] for span in Locator(text).find(quote)]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("I can't ring them", ["I can’t ring  them"]),
        ("ring them - I'm on the road.", ["ring  them —\nI’m on the road."]),
        ('Cafe\u0301 "Nord" rang', ["Café “Nord” rang"]),
        ("  ring twice. ", ["ring twice."]),
        ("\uff29 ring twice", ["I ring twice"]),
        ("isn\u2019t it?", ["isn't it?"]),
        ("I ring\u200b twice", ["I ring twice"]),
    ],
    ids=["apostrophe", "dash and line break", "marks of accents", "blanks around", "wide letter", "curly", "hidden"],
)
def test_white_space_typographic_signs_and_unicode_forms_may_differ(quote: str, found: list[str]) -> None:
    assert places(TEXT, quote) == found


@pytest.mark.parametrize(
    "quote",
    [
        pytest.param("I ring them", id="near"),
        pytest.param("i can't ring them", id="capital"),
        pytest.param("I can", id="cut before n't"),
        pytest.param("I can't ring the", id="half a word"),
        pytest.param("urgent call", id="cut after non-"),
        pytest.param("m on the road", id="cut after I'"),
        pytest.param("ring … twice", id="shortened"),
        pytest.param("I ring twice!", id="other sign"),
        pytest.param("", id="nothing"),
        pytest.param(" \n", id="blanks"),
        pytest.param("\u200b", id="hidden"),
    ],
)
def test_a_near_quote_and_half_a_word_are_not_found(quote: str) -> None:
    assert places(TEXT, quote) == []


def test_a_dash_without_blanks_ends_a_word_and_a_hyphen_does_not() -> None:
    assert places("I ring them—every time.", "I ring them") == ["I ring them"]
    assert places("I ring them\u2010every time.", "I ring them") == []


def test_repeats_are_found_from_the_start_on() -> None:
    text = "I ring. I ring."

    assert [(span.start, span.end) for span in Locator(text).find("I ring.")] == [(0, 7), (8, 15)]


def test_part_of_a_sign_that_stands_for_several_is_not_found() -> None:
    assert places("I do ½ of it", "I do 1\u20442 of it") == ["I do ½ of it"]
    assert places("I do ½ of it", "2 of it") == []


def test_brackets_are_found_as_they_stand_in_a_prompt() -> None:
    assert places("if a < b > c then", "if a \u2039 b \u203a c") == ["if a < b > c"]


def words_of(text: str) -> list[str]:
    """Return the words as this test sees them equal."""
    plain = unicodedata.normalize("NFKC", text.replace("\u200b", "").replace("—", "-").replace("’", "'"))
    return plain.split()


@given(st.text(alphabet="aé\u0301ﬁ½’'-— \n\u200b", max_size=30), st.data())
def test_whatever_is_found_has_the_same_words_as_the_quote(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    quote = text[start : data.draw(st.integers(start, len(text)))]

    assert all(words_of(found) == words_of(quote) for found in places(text, quote))


@given(st.lists(st.text(alphabet="ab'’-", min_size=1, max_size=3), min_size=1), st.data())
def test_whole_words_of_a_text_are_always_found_in_it(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))

    assert places("\n".join(words), " ".join(words[first : last + 1])) != []
