import pytest

from coach.llm.personal.kept import Kept

TEXT = "The Strand End shop, STRAND END again, but the End of Strand."


@pytest.mark.parametrize(
    ("part", "covered"),
    [
        ("Strand End", True),
        ("Strand", True),
        ("STRAND END", True),
        ("Strand End shop", False),
        ("End of", False),
        ("of", False),
    ],
)
def test_a_phrase_is_kept_as_a_whole_and_in_whatever_letters(part: str, covered: bool) -> None:
    start = TEXT.index(part)
    assert Kept(TEXT, ["strand end"]).covers(start, start + len(part)) is covered


def test_words_that_are_kept_one_by_one_are_kept_side_by_side() -> None:
    assert Kept("Larkmoor Aldbeck", ["larkmoor", "aldbeck"]).covers(0, 16)


@pytest.mark.parametrize("phrases", [(), ("",), ("...",)])
def test_without_phrases_nothing_is_kept(phrases: tuple[str, ...]) -> None:
    assert not Kept("Larkmoor", phrases).covers(0, 8)
