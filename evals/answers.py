"""Graded answers by others, and the heads that grade them: fitted on some questions, used on others.

`python -m evals.training.fit_grading` writes `evals/tasks/grading_head.json`, and says on which questions.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Self

import numpy as np
from pydantic import Field, ValidationError, model_validator

from coach.domain.finding import State
from coach.domain.record import Line, Record
from coach.embedding.protocols import Vectors
from coach.errors import EmbeddingError
from evals.answer_features import FEATURES
from evals.errors import DatasetError
from evals.tasks.external import read_tables

FIVE = ("correct", "partially_correct_incomplete", "contradictory", "irrelevant", "non_domain")
THREE = ("correct", "contradictory", "incorrect")
STATE_OF: dict[str, State] = {
    "correct": "shown",
    "partially_correct_incomplete": "partly_shown",
    "contradictory": "contrary",
    "irrelevant": "not_described",
    "non_domain": "not_described",
}
THREE_OF = {label: label if label in THREE else "incorrect" for label in FIVE}
COLUMNS = ("question", "question_id", "references", "response", "label")
HEAD_FILE = Path(__file__).resolve().parent / "tasks" / "grading_head.json"
Scheme = Literal["5way", "3way"]


class GradedAnswer(Record):
    """One answer with the grade that a person gave it."""

    id: Line
    question: str = Field(min_length=1)
    question_id: Line
    references: tuple[str, ...] = Field(min_length=1)
    response: str
    label: str
    label_scheme: Scheme

    @model_validator(mode="after")
    def _has_a_label_of_its_scheme(self) -> Self:
        known = FIVE if self.label_scheme == "5way" else THREE
        if self.label not in known:
            raise ValueError(f"the label {self.label!r} is none of {', '.join(known)}")
        return self

    @property
    def three_way(self) -> str:
        """The label in the scheme of three."""
        return THREE_OF.get(self.label, self.label)

    @property
    def row_hash(self) -> str:
        """What this answer is known by to the head that was fitted on it."""
        return _short_hash(self.id)

    @property
    def question_hash(self) -> str:
        """What the question is known by: what it asks and what counts as right, so that no other name hides it."""
        return _short_hash("\n".join([self.question, *sorted(set(self.references))]))


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def is_for_fitting(question_id: str) -> bool:
    """Tell whether a question is in the half that the head may be fitted on."""
    return hashlib.sha256(question_id.encode("utf-8")).digest()[0] % 2 == 0


def read_answers(folder: Path) -> tuple[GradedAnswer, ...]:
    """Read the graded answers of every file that has the columns, whatever its name.

    Raises:
        DatasetError: a line is malformed, or an id stands twice.
    """
    answers: dict[str, GradedAnswer] = {}
    for path, rows in read_tables(folder, COLUMNS):
        scheme = "3way" if any(row["label"] == "incorrect" for _, row in rows) else "5way"
        for number, row in rows:
            answer = _answer(row, f"{path.name}, line {number}", scheme, number)
            if answer.id in answers:
                raise DatasetError(f"{path.name}, line {number}: the id {answer.id!r} stands twice. Give each its own.")
            answers[answer.id] = answer
    return tuple(answers.values())


def _answer(row: dict[str, object], place: str, scheme: str, number: int) -> GradedAnswer:
    references = row["references"] or ([row["reference"]] if row.get("reference") else [])
    values = {name: row[name] for name in COLUMNS} | {
        "id": row.get("id") or f"{row['question_id']}/{number}",
        "references": references,
        "label_scheme": row.get("label_scheme") or scheme,
    }
    try:
        return GradedAnswer.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise DatasetError(
            f"{place}: {'.'.join(map(str, first['loc'])) or 'the line'}: {first['msg']}. Mend the line."
        ) from None


class GradingHead(Record):
    """A multinomial linear rule over `FEATURES`."""

    features: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    labels: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]
    """One row for each label."""
    biases: tuple[float, ...]
    unseen_macro_f1: float
    """What the same kind of rule reached on questions of the fitting half that it was not fitted on."""
    fitted_rows: tuple[str, ...]
    fitted_questions: tuple[str, ...]
    """Hashes of the answers, and of the questions, that it was fitted on."""

    @model_validator(mode="after")
    def _reads_these_features(self) -> Self:
        if self.features != FEATURES:
            raise ValueError("it was fitted on other features; fit it again")
        return self

    def grade(self, features: Vectors | Sequence[float]) -> str:
        """Return the most likely label."""
        standard = (np.asarray(features, dtype=np.float64) - np.array(self.mean)) / np.array(self.scale)
        return self.labels[int(np.argmax(np.array(self.weights) @ standard + np.array(self.biases)))]


class GradingHeads(Record):
    """A head for each scheme of labels."""

    encoder: Line
    """The encoder whose vectors they were fitted on; no other fits."""
    five_way: GradingHead
    three_way: GradingHead

    def head_for(self, scheme: Scheme) -> GradingHead:
        """Return the head that gives labels of a scheme."""
        return self.five_way if scheme == "5way" else self.three_way

    @classmethod
    def load(cls, encoder_name: str, path: Path = HEAD_FILE) -> Self:
        """Read the heads, and refuse them for an encoder that they were not fitted on.

        Raises:
            EmbeddingError: the file is missing, damaged or belongs to another encoder.
        """
        remedy = "Fit them with: python -m evals.training.fit_grading"
        try:
            heads = cls.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise EmbeddingError(f"The grading heads in {path.name!r} cannot be read. {remedy}") from error
        if heads.encoder != encoder_name:
            raise EmbeddingError(
                f"The grading heads belong to the encoder {heads.encoder!r}, not to {encoder_name!r}. {remedy}"
            )
        return heads
