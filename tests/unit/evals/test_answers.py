from pathlib import Path
from typing import Any

import pytest

from coach.errors import EmbeddingError
from evals.answer_features import FEATURES
from evals.answers import FIVE, HEAD_FILE, THREE, GradedAnswer, GradingHead, GradingHeads, read_answers
from evals.errors import DatasetError
from tests.unit.evals.tasks.engines import write_rows


def _row(**overrides: Any) -> dict[str, object]:
    return {
        "id": "a1",
        "question": "Why?",
        "question_id": "q1",
        "references": ["Because."],
        "response": "so",
        "label": "correct",
        **overrides,
    }


def test_answers_are_read_from_every_file_with_the_columns(tmp_path: Path) -> None:
    write_rows(tmp_path / "one.jsonl", [_row(corpus="x")])
    write_rows(tmp_path / "two.jsonl", [_row(id="a2", label="non_domain")])
    write_rows(tmp_path / "other.jsonl", [{"text": "something else"}])
    assert [(item.id, item.label, item.label_scheme) for item in read_answers(tmp_path)] == [
        ("a1", "correct", "5way"),
        ("a2", "non_domain", "5way"),
    ]


def test_without_a_scheme_a_file_with_incorrect_answers_has_three_labels(tmp_path: Path) -> None:
    write_rows(tmp_path / "one.jsonl", [_row(), _row(id="a2", label="incorrect")])
    assert {item.label_scheme for item in read_answers(tmp_path)} == {"3way"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"label": "half right"}, "line 2: the line: .*'half right' is none of"),
        ({"references": []}, "line 2: references"),
        ({"id": "a1"}, "line 2: the id 'a1' stands twice"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place(tmp_path: Path, wrong: dict[str, object], said: str) -> None:
    write_rows(tmp_path / "one.jsonl", [_row(), _row(**{"id": "a2", **wrong})])
    with pytest.raises(DatasetError, match=said):
        read_answers(tmp_path)


def test_a_question_is_known_by_what_it_asks_and_not_by_its_name() -> None:
    one = GradedAnswer.model_validate({**_row(), "references": ("a", "b"), "label_scheme": "5way"})
    two = one.model_copy(update={"question_id": "another", "references": ("b", "a")})
    assert one.question_hash == two.question_hash
    assert one.question_hash != one.model_copy(update={"question": "How?"}).question_hash


def test_the_label_with_the_highest_value_is_given() -> None:
    flat = (0.0,) * len(FEATURES)
    head = GradingHead(
        features=FEATURES,
        mean=flat,
        scale=(1.0,) * len(FEATURES),
        labels=("no", "yes"),
        weights=(flat, (1.0, *flat[1:])),
        biases=(0.5, 0.0),
        unseen_macro_f1=0.5,
        fitted_rows=(),
        fitted_questions=(),
    )
    assert (head.grade([0.4, *flat[1:]]), head.grade([0.6, *flat[1:]])) == ("no", "yes")


def test_the_shipped_heads_give_the_labels_of_their_schemes() -> None:
    heads = GradingHeads.model_validate_json(HEAD_FILE.read_bytes())
    assert set(heads.head_for("5way").labels) == set(FIVE)
    assert set(heads.head_for("3way").labels) == set(THREE)


def test_heads_are_refused_for_another_encoder() -> None:
    with pytest.raises(EmbeddingError, match=r"belong to the encoder .*not to 'other'.*fit_grading"):
        GradingHeads.load("other")


def test_damaged_heads_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match="cannot be read"):
        GradingHeads.load("other", tmp_path / "none.json")
