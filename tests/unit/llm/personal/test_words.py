import pytest

from coach.llm.personal.words import load_words, sort_of


@pytest.mark.parametrize(
    ("word", "sort"),
    [
        ("owen", "name"),
        ("henderson", "name"),
        ("siân", "name"),
        ("jean-luc", "name"),
        ("will", "name or word"),
        ("price", "name or word"),
        ("bradford", "name or place"),
        ("swindon", "place"),
        ("monday", "ordinary"),
        ("may", "ordinary"),
        ("polish", "ordinary"),
        ("deliveries", "ordinary"),
        ("bosch", "ordinary"),
        ("x-ray", "ordinary"),
        ("zorbax", "unknown"),
        ("zorbax-approved", "ordinary"),
        ("zorbax-quorl", "unknown"),
    ],
)
def test_a_word_is_a_name_a_place_an_ordinary_word_or_unknown(word: str, sort: str) -> None:
    assert sort_of(word) == sort


def test_no_entry_of_a_list_is_out_of_shape() -> None:
    for name, words in load_words().lists.items():
        assert words, name
        assert [word for word in words if word != word.casefold() or len(word) < 2] == []


def test_what_is_also_a_word_or_a_place_is_a_name_first() -> None:
    lists = load_words().lists
    names = lists["given"] | lists["surnames"]
    assert lists["also_words"] | lists["also_places"] | lists["small"] <= names
    assert not lists["ordinary"] & names
