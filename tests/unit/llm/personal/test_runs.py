import pytest

from coach.llm.personal.runs import Word, find_runs, find_words


def test_a_word_is_compared_in_small_letters_and_without_its_genitive() -> None:
    assert list(find_words("Owen’s O'Neil")) == [Word("owen", 0, 4, "capital"), Word("o'neil", 7, 13, "capital")]


@pytest.mark.parametrize(
    ("raw", "shape"),
    [
        ("owen", "small"),
        ("Owen", "capital"),
        ("McKay", "capital"),
        ("O'Neil", "capital"),
        ("Jean-Luc", "capital"),
        ("J", "initial"),
        ("SARAH", "shouted"),
        ("JavaScript", "odd"),
        ("محمد", "small"),
    ],
)
def test_the_shape_of_a_word_tells_names_from_abbreviations_and_products(raw: str, shape: str) -> None:
    assert [word.shape for word in find_words(raw)] == [shape]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("I met Anna van Dyk there", ["Anna van Dyk"]),
        ("J. R. Hartley. Then Owen", ["J. R. Hartley", "Then Owen"]),
        ("Mr. Owen", ["Mr", "Owen"]),
        ("Dr. Owen", ["Dr. Owen"]),
        ("Anna\nOwen, Lena", ["Anna", "Owen", "Lena"]),
        ("Anna van", ["Anna"]),
        ("mr van der Linden", ["van der Linden"]),
        ("Then I went", ["Then"]),
        ("nobody here", []),
    ],
)
def test_words_with_capital_letters_side_by_side_are_one_run(text: str, runs: list[str]) -> None:
    words = tuple(find_words(text))
    assert [text[run[0].start : run[-1].end] for run in find_runs(text, words)] == runs
