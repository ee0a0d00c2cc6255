from collections.abc import Sequence

import numpy as np
import pytest

from coach.embedding.protocols import Vectors
from evals.answer_features import FEATURES, Wording, answer_features

QUESTION = "Why is the bulb dark?"
RIGHT = ("The battery is not connected to the bulb.", "There is a gap in the path.")


def _by_letters(texts: Sequence[str]) -> Vectors:
    """Return unit vectors of how often each letter occurs: enough of a likeness for the arithmetic."""
    counts = np.array(
        [[text.lower().count(chr(97 + place)) for place in range(26)] for text in texts], dtype=np.float32
    )
    return counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-9)


def _features(answer: str, references: Sequence[str] = RIGHT) -> dict[str, float]:
    values = answer_features(answer, QUESTION, references, _by_letters)
    return dict(zip(FEATURES, values.tolist(), strict=True))


def test_a_reference_itself_is_as_near_as_can_be_and_turned_from_nothing() -> None:
    features = _features(RIGHT[0])
    assert features["recall"] == features["precision"] == features["order"] == features["same_way"] == 1.0
    assert features["nearest"] == pytest.approx(1.0)
    assert (features["turned_from_all"], features["opposite_of_nearest"]) == (0.0, 0.0)


def test_leaving_out_a_negation_turns_an_answer_round() -> None:
    features = _features("The battery is connected to the bulb.", RIGHT[:1])
    assert (features["negation_differs"], features["turned"], features["other_way"]) == (1.0, 1.0, 1.0)


def test_a_negated_opposite_takes_the_same_side() -> None:
    assert Wording("It isn't connected.").claims == Wording("It is separated.").claims == {1: -1}
    assert _features("The battery is separated from the bulb.", RIGHT[:1])["sides_agree"] == 1.0


def test_what_the_question_says_already_is_no_new_word() -> None:
    assert _features("The bulb is dark.")["new_words"] == 0.0


@pytest.mark.parametrize("answer", ["i dont know", "no idea", "IDK", "i am not sure"])
def test_an_answer_that_gives_up_is_seen(answer: str) -> None:
    assert _features(answer)["does_not_know"] == 1.0


@pytest.mark.parametrize(("answer", "share"), [("sdfgkl", 1.0), ("?", 1.0), ("", 1.0), ("a gap", 0.0)])
def test_letters_that_are_no_words_are_seen(answer: str, share: float) -> None:
    assert _features(answer)["no_word"] == share


def test_every_number_is_finite_for_an_empty_answer() -> None:
    assert all(np.isfinite(list(_features("").values())))


def test_an_answer_needs_something_to_be_compared_with() -> None:
    with pytest.raises(ValueError, match="at least one reference"):
        answer_features("a gap", QUESTION, (), _by_letters)
