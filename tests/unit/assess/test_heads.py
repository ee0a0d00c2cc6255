import json
from pathlib import Path

import numpy as np
import pytest

from coach.assess.heads import FILE, Heads, Linear, Phrases, phrases_in
from coach.embedding.both import statement_encoder_name as encoder_name
from coach.errors import EmbeddingError

RULE = Linear(mean=(1.0, 0.0), scale=(2.0, 1.0), weights=(1.0, -1.0), bias=0.5)


def test_the_shipped_heads_fit_the_shipped_encoder() -> None:
    assert Heads.load(encoder_name()).encoder == encoder_name()


def test_heads_of_another_encoder_are_refused() -> None:
    with pytest.raises(EmbeddingError, match=r"belong to the encoder 'all-MiniLM.*', not to 'other@1'. Fit them again"):
        Heads.load("other@1")


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[]", FILE.read_bytes()[:-20]])
def test_missing_or_damaged_heads_are_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "heads.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(EmbeddingError, match=r"'heads.json' cannot be read. Install again"):
        Heads.load(encoder_name(), path)


def test_heads_with_a_field_that_is_not_known_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "heads.json"
    path.write_text(json.dumps(json.loads(FILE.read_bytes()) | {"more": 1}), encoding="utf-8")

    with pytest.raises(EmbeddingError):
        Heads.load(encoder_name(), path)


def test_a_linear_rule_is_arithmetic_that_can_be_checked_by_hand() -> None:
    features = np.array([[1.0, 0.5], [5.0, 0.0]])

    assert RULE.value(features).tolist() == [0.0, 2.5]
    assert RULE.probability(features).tolist() == [0.5, pytest.approx(1 / (1 + np.exp(-2.5)))]


def test_a_probability_never_overflows() -> None:
    assert RULE.probability(np.array([[1e9, 0.0], [-1e9, 0.0]])).tolist() == pytest.approx([1.0, 0.0])


def test_phrases_are_runs_of_up_to_three_words_in_lower_case() -> None:
    assert phrases_in("It\u2019s NOT, mine.") == {"it's", "not", "mine", "it's not", "not mine", "it's not mine"}


def test_the_weights_of_known_phrases_are_added_up_and_evened_out_by_their_number() -> None:
    rule = Phrases(weights={"not": 2.0, "not mine": 2.0, "mine": 0.0, "never": 9.0}, bias=0.25)

    assert rule.value(["Not mine.", "Nothing known", ""]).tolist() == [pytest.approx(0.25 + 4 / 3**0.5), 0.25, 0.25]
