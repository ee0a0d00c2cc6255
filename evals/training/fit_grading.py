"""Fit the heads that grade answers, and write `evals/tasks/grading_head.json`.

Run it from the repository root, with the extra `train` installed and COACH_EVAL_DATA set::

    python -m evals.training.fit_grading

It reads graded answers of the questions whose hash is even, and no others. The strengths were chosen by
cross-validation within that half; the macro-F1 that it prints comes from questions of that half that the rule in
question had not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from coach.embedding.minilm import MiniLM
from coach.settings import load_settings
from evals.answer_features import FEATURES, answer_features
from evals.answers import FIVE, HEAD_FILE, THREE, GradedAnswer, GradingHead, GradingHeads, is_for_fitting, read_answers
from evals.scorers.agreement import macro_f1
from evals.tasks.external import KnownVectors

STRENGTHS = {"5way": 0.1, "3way": 0.01}
"""The inverse of the regularisation."""
WEIGHT_OF_FIVE = 0.3
"""What an answer with a label of the five counts for the three, where answers with a label of the three count 1."""
_FOLDS = 5
_REPEATS = 10
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """Answers ready to be fitted on."""

    answers: tuple[GradedAnswer, ...]
    features: Array
    labels: tuple[str, ...]
    weights: Array
    strength: float

    def only(self, wanted: NDArray[np.bool_]) -> "Rows":
        """Return some of the rows."""
        places = np.flatnonzero(wanted).tolist()
        return Rows(
            tuple(self.answers[place] for place in places),
            self.features[places],
            tuple(self.labels[place] for place in places),
            self.weights[places],
            self.strength,
        )


def main() -> None:
    """Fit, report and write, or say that the data is not there."""
    root = load_settings().eval_data
    if root is None or not (root / "answer_grading").is_dir():
        print("skipped: external data not found (set COACH_EVAL_DATA to its folder)")
        return
    encoder = MiniLM.load()
    answers = [item for item in read_answers(root / "answer_grading") if is_for_fitting(item.question_id)]
    features = features_of(answers, KnownVectors(encoder.embed))
    heads = GradingHeads(
        encoder=encoder.name,
        five_way=_fit_and_report(five_way_rows(answers, features), "5way", FIVE),
        three_way=_fit_and_report(three_way_rows(answers, features), "3way", THREE),
    )
    HEAD_FILE.write_text(heads.model_dump_json() + "\n", encoding="utf-8")
    print(f"wrote {HEAD_FILE.name}")


def features_of(answers: Sequence[GradedAnswer], embed: KnownVectors) -> Array:
    """Return one row of numbers for each answer."""
    return np.array([answer_features(item.response, item.question, item.references, embed) for item in answers])


def five_way_rows(answers: Sequence[GradedAnswer], features: Array) -> Rows:
    """Return the answers that have one of the five labels."""
    rows = Rows(
        tuple(answers), features, tuple(item.label for item in answers), np.ones(len(answers)), STRENGTHS["5way"]
    )
    return rows.only(np.array([item.label_scheme == "5way" for item in answers]))


def three_way_rows(answers: Sequence[GradedAnswer], features: Array) -> Rows:
    """Return all answers, those with one of the five labels for less."""
    weights = np.array([WEIGHT_OF_FIVE if item.label_scheme == "5way" else 1.0 for item in answers])
    return Rows(tuple(answers), features, tuple(item.three_way for item in answers), weights, STRENGTHS["3way"])


def _fit_and_report(rows: Rows, scheme: str, labels: Sequence[str]) -> GradingHead:
    reached = [unseen_macro_f1(rows, scheme, labels, seed) for seed in range(_REPEATS)]
    questions = {answer.question_hash for answer in rows.answers}
    print(f"{scheme}: {len(rows.answers)} answers to {len(questions)} questions")
    print(f"macro-F1 on unseen questions of this half: {np.mean(reached):.3f} (spread {np.std(reached):.3f})")
    return fit_head(rows, unseen=float(np.mean(reached)))


def unseen_macro_f1(rows: Rows, scheme: str, labels: Sequence[str], seed: int) -> float:
    """Return the macro-F1 over the answers of a scheme, graded by heads that were fitted on other questions."""
    questions = sorted({answer.question_hash for answer in rows.answers})
    shuffled = np.random.default_rng(seed).permutation(len(questions))
    fold_of = {question: place % _FOLDS for question, place in zip(questions, shuffled.tolist(), strict=True)}
    folds = np.array([fold_of[answer.question_hash] for answer in rows.answers])
    pairs = []
    for fold in range(_FOLDS):
        head, held = fit_head(rows.only(folds != fold)), rows.only(folds == fold)
        pairs += [
            (label, head.grade(features))
            for answer, label, features in zip(held.answers, held.labels, held.features, strict=True)
            if answer.label_scheme == scheme
        ]
    return macro_f1(pairs, labels) or 0.0


def fit_head(rows: Rows, *, unseen: float = 0.0) -> GradingHead:
    """Fit one head; each label counts the same, however often it occurs."""
    deviation = rows.features.std(axis=0)
    mean, scale = rows.features.mean(axis=0), np.where(deviation > 1e-3, deviation, 1.0)
    model = LogisticRegression(C=rows.strength, max_iter=5000, class_weight="balanced")
    model.fit((rows.features - mean) / scale, rows.labels, sample_weight=rows.weights)
    return GradingHead(
        features=FEATURES,
        mean=_rounded(mean),
        scale=_rounded(scale),
        labels=tuple(str(label) for label in model.classes_),
        weights=tuple(_rounded(row) for row in model.coef_),
        biases=_rounded(model.intercept_),
        unseen_macro_f1=round(unseen, 3),
        fitted_rows=tuple(sorted({answer.row_hash for answer in rows.answers})),
        fitted_questions=tuple(sorted({answer.question_hash for answer in rows.answers})),
    )


def _rounded(values: Array) -> tuple[float, ...]:
    return tuple(np.round(values, 5).tolist())


if __name__ == "__main__":
    main()
