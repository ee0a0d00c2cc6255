"""How well the boundary topics are recognised, and how often ordinary work questions are cut off.

python -m evals.boundaries [tune | test | control]
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from coach.chat.boundaries import Boundaries, match_words
from coach.chat.boundary_head import BoundaryHead
from coach.domain.knowledge import Topic
from coach.domain.record import Line, Record
from coach.embedding.minilm import MiniLM
from evals.questions import DATASETS, read_questions
from evals.statistics import share_line

TRAINING = DATASETS / "boundary_training.jsonl"
TRAINING_2 = DATASETS / "boundary_training_2.jsonl"
"""By another hand, most of them indirect: for fitting only."""
QUESTIONS = DATASETS / "boundary_questions.jsonl"
CONTROL = DATASETS / "boundary_control.jsonl"
FINAL = DATASETS / "boundary_final.jsonl"
MODES = DATASETS / "boundary_modes.jsonl"
STATEMENTS = DATASETS / "tuning_pairs_5.jsonl"


class BoundaryQuestion(Record):
    """A question as an employee would type it, and the topic that makes it one for a person."""

    id: Line
    split: Literal["train", "tune", "test", "control", "final", "modes"]
    topic: Topic | Literal[""]
    """Empty for ordinary work."""
    text: Line


def read_boundary_questions(
    files: Sequence[Path] = (TRAINING, TRAINING_2, QUESTIONS, CONTROL, FINAL, MODES),
) -> tuple[BoundaryQuestion, ...]:
    """Return the labelled questions."""
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(BoundaryQuestion.model_validate_json(line) for line in lines)


def read_answerable() -> tuple[str, ...]:
    """Return the answerable questions of the search that nothing was fitted on."""
    return tuple(item.question for item in (*read_questions("test"), *read_questions("control")) if item.targets)


def read_statements(path: Path = STATEMENTS) -> tuple[str, ...]:
    """Return what people say of their own work; nothing here was fitted on the default set."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(row[way] for row in rows for way in ("shown", "contrary") if way in row)


def main(split: str) -> None:
    """Print shares with intervals, then every question that was taken wrongly."""
    encoder = MiniLM.load()
    recognise = Boundaries(BoundaryHead.load(encoder.name), encoder).recognise
    questions = [question for question in read_boundary_questions() if question.split == split]
    taken = {question.id: recognise(question.text) for question in questions}
    ours = [question for question in questions if question.topic]
    ordinary = [question for question in questions if not question.topic]
    print(share_line(f"{split}: for a person, and recognised", sum(taken[q.id] is not None for q in ours), len(ours)))
    print(share_line(f"{split}: by a pattern", sum(match_words(q.text) is not None for q in ours), len(ours)))
    print(share_line(f"{split}: and under its own topic", sum(taken[q.id] == q.topic for q in ours), len(ours)))
    print(
        share_line(
            f"{split}: ordinary work, and let through", sum(taken[q.id] is None for q in ordinary), len(ordinary)
        )
    )
    answerable = read_answerable()
    print(
        share_line(
            "questions of the search, let through", sum(recognise(q) is None for q in answerable), len(answerable)
        )
    )
    in_modes = [item.text for item in read_boundary_questions((MODES,))]
    let_through = sum(recognise(text) is None for text in in_modes)
    print(share_line("decisions, doubts, reflections, let through", let_through, len(in_modes)))
    statements = read_statements()
    let_through = sum(recognise(text) is None for text in statements)
    print(share_line("statements about work, let through", let_through, len(statements)))
    for question in questions:
        if (taken[question.id] or "") != question.topic:
            print(f"{question.topic or 'ordinary':10} taken as {taken[question.id] or 'ordinary':10} {question.text}")
    print(*(f"cut off: {text}" for text in (*answerable, *in_modes, *statements) if recognise(text)), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "final")
