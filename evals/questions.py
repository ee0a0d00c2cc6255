"""The questions that retrieval and abstention are measured and fitted on."""

import hashlib
from pathlib import Path
from typing import Literal

from coach.domain.passage import Passage
from coach.domain.record import Line, Record, Slug
from evals.jsonl import read_records

DATASETS = Path(__file__).resolve().parent / "datasets"
QUESTIONS_FILE = DATASETS / "retrieval_questions.jsonl"
CONTROL_FILE = DATASETS / "retrieval_control.jsonl"
DEV_FILE = DATASETS / "retrieval_dev.jsonl"
KINDS_FILE = DATASETS / "question_kinds.jsonl"
GOLDEN_FILE = DATASETS / "retrieval_golden.jsonl"
"""Written last, by another hand, for the suite; nothing is fitted on it."""
DEV_2_FILE = DATASETS / "retrieval_dev_2.jsonl"
TRAINING_FILE = DATASETS / "retrieval_training.jsonl"
"""By three more hands, who had seen the knowledge alone: for fitting only."""

Split = Literal["tune", "test", "control"]


class Question(Record):
    """A question as an employee would type it, with the records that answer it."""

    id: Line
    role_id: Slug
    question: Line
    targets: tuple[Line, ...]
    """`kind:record-id` of the records that answer it; none where the knowledge base has no answer."""
    topic: str
    """What an unanswerable question is about."""
    style: Literal["plain", "messy", "second-language", "short", "typo"]

    @property
    def split(self) -> Split:
        """Tune or test, by the hash of the id."""
        return "tune" if hashlib.sha256(self.id.encode("utf-8")).digest()[0] % 2 == 0 else "test"


class KindQuestion(Record):
    """A question about some organisation, with the kind of passage that would answer it."""

    question: Line
    kind: Literal["vision", "behaviour", "story", "resource", "role", "none"]


def read_questions(split: Split) -> tuple[Question, ...]:
    """Return the questions of one split, in order of the file; "control" is a file of its own."""
    if split == "control":
        return _read(CONTROL_FILE)
    return tuple(question for question in _read(QUESTIONS_FILE) if question.split == split)


def read_golden_questions(split: Literal["tune", "test"]) -> tuple[Question, ...]:
    """Return the questions of the suite; "tune" has those that may be fitted on."""
    return _read(GOLDEN_FILE) if split == "test" else _read(DEV_2_FILE)


def read_fitting_questions() -> tuple[Question, ...]:
    """Return the questions about the demo organisation that may be fitted on: "tune" and the dev questions."""
    return read_questions("tune") + _read(DEV_FILE) + _read(DEV_2_FILE) + _read(TRAINING_FILE)


def _read(path: Path) -> tuple[Question, ...]:
    return read_records(path, Question)


def read_kind_questions(path: Path = KINDS_FILE) -> tuple[KindQuestion, ...]:
    """Return the questions that only train the head."""
    return tuple(KindQuestion.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines())


def record_of(passage: Passage) -> str:
    """Return the record that a passage stands for in a ranking.

    Anchors are part of their behaviour. An expectation stands alone: it is one behaviour in one role's words.
    """
    if passage.kind == "anchor":
        return f"behaviour:{passage.record_id}"
    if passage.kind == "role" and passage.behaviour_ids:
        return f"role:{passage.record_id}:{passage.behaviour_ids[0]}"
    return f"{passage.kind}:{passage.record_id}"


def targets_met(passage: Passage, targets: frozenset[str]) -> frozenset[str]:
    """Return the targets that a passage answers: its record, and for an expectation its behaviour too."""
    kind = "behaviour" if passage.kind == "anchor" else passage.kind
    met = {f"{kind}:{passage.record_id}"}
    if passage.kind == "role":
        met |= {f"behaviour:{behaviour_id}" for behaviour_id in passage.behaviour_ids}
    return targets & met
