import pytest

from coach.retrieval.lexical import LexicalIndex, split_words

TEXTS = ("Ring the customer about the late van.", "Check the kettle after the repair.", "The kettle, the kettle!")


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("Repairs, repaired and repairing", ["repair", "repair", "repair"]),
        ("The customer’s stories", ["customer", "story"]),
        ("stopping", ["stop"]),
        ("I am at the", []),
        ("", []),
    ],
)
def test_words_meet_in_their_stems(text: str, stems: list[str]) -> None:
    assert split_words(text) == stems


def test_the_text_with_the_rare_word_scores_highest() -> None:
    scores = LexicalIndex(TEXTS).score("which kettle was repaired?")
    assert scores.argmax() == 1
    assert scores[0] == 0


@pytest.mark.parametrize("query", ["zebra", "", "the", "!?"])
def test_a_question_without_a_known_word_scores_nothing(query: str) -> None:
    assert LexicalIndex(TEXTS).score(query).tolist() == [0.0, 0.0, 0.0]


def test_coverage_is_the_best_single_texts_share_of_the_question() -> None:
    index = LexicalIndex(TEXTS)
    assert index.coverage("late van") == 1.0
    assert 0 < index.coverage("late zebra") < 0.5
    assert index.coverage("zebra") == 0.0
    assert index.coverage("the") == 0.0


def test_no_texts_are_no_scores() -> None:
    index = LexicalIndex([])
    assert (index.score("kettle").tolist(), index.coverage("kettle")) == ([], 0.0)
