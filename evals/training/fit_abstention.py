"""Fit what tells an answerable question from another one, and write `coach/retrieval/abstention.json`.

Run it from the repository root, with the extra `train` installed::

    python -m evals.training.fit_abstention

It reads `question_kinds.jsonl` (questions about other organisations), `retrieval_dev.jsonl`, `retrieval_dev_2.jsonl`,
`retrieval_training.jsonl` and the split "tune" of `retrieval_questions.jsonl`. It never reads a split "test".
"""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from coach.embedding.minilm import MiniLM
from coach.knowledge.files import load_knowledge
from coach.retrieval.build import open_index
from coach.retrieval.calibration import FILE, MAX_ODDS, Calibration, SupportFeatures
from coach.retrieval.retriever import Retriever
from coach.settings import content_folder
from evals.questions import (
    DEV_2_FILE,
    DEV_FILE,
    KINDS_FILE,
    QUESTIONS_FILE,
    TRAINING_FILE,
    Question,
    read_fitting_questions,
    read_kind_questions,
)

_SEED = 7
_FOLDS = 10
_WORDING_SCALE = 1.5
"""Length of an average wording vector beside the unit vectors; chosen by cross-validation."""

_PRECISION = 0.92
"""Smallest accepted share of right abstentions among questions not seen: some room above the promised 0.9."""

_Array = NDArray[np.float64]


def main() -> None:
    """Fit, report on questions that each fold left out, and write."""
    encoder = MiniLM.load()
    others, ours = read_kind_questions(), read_fitting_questions()
    reading = encoder.read([*(item.question for item in others), *(item.question for item in ours)])
    kinds = [*(item.kind for item in others), *(_kind_of(question) for question in ours)]
    centre, spread = _scale(reading.wording)
    rows = np.hstack([reading.vectors, (reading.wording - centre) / spread])
    head = _new_head().fit(rows, kinds)
    calibration = _unscaled(head, centre, spread, encoder)
    features = _search(ours, encoder, calibration)
    # The head has seen these questions, so its own reading of them would be too sure.
    scopes = _unseen_scopes(rows, kinds)[len(others) :]
    unseen = [replace(found, scope=float(scope)) for found, scope in zip(features, scopes, strict=True)]
    answerable = np.array([bool(question.targets) for question in ours])
    fitted = _fit_support(calibration, unseen, answerable)
    _report(fitted, unseen, answerable)
    FILE.write_text(fitted.model_dump_json() + "\n", encoding="utf-8")
    print(f"wrote {FILE.name}")


def _new_head() -> Any:
    return LogisticRegression(C=3.0, max_iter=3000, class_weight="balanced")


def _kind_of(question: Question) -> str:
    return question.targets[0].split(":")[0] if question.targets else "none"


def _scale(wording: NDArray[np.float32]) -> tuple[_Array, _Array]:
    """Return what makes the wording's columns comparable with each other and with the unit vectors."""
    values = wording.astype(np.float64)
    return values.mean(axis=0), values.std(axis=0) * np.sqrt(values.shape[1]) / _WORDING_SCALE


def _unscaled(head: Any, centre: _Array, spread: _Array, encoder: MiniLM) -> Calibration:
    """Return the head in terms of the encoder's own numbers, with a support that is still to be fitted."""
    weights: _Array = head.coef_.copy()
    weights[:, encoder.dimension :] /= spread
    biases = head.intercept_ - weights[:, encoder.dimension :] @ centre
    return Calibration(
        encoder=encoder.name.split("@")[0],
        provenance=_provenance(),
        weights={kind: tuple(_round(row)) for kind, row in zip(head.classes_, weights, strict=True)},
        biases=dict(zip(head.classes_, _round(biases), strict=True)),
        coefficients=(1.0, 0.0, 0.0),
        intercept=0.0,
        threshold=0.5,
    )


def _unseen_scopes(rows: _Array, kinds: Sequence[str]) -> _Array:
    """Return each question's log-odds of being answerable, from heads that were fitted without it."""
    folds = StratifiedKFold(n_splits=_FOLDS, shuffle=True, random_state=_SEED)
    shares = cross_val_predict(_new_head(), rows, np.array(kinds), cv=folds, method="predict_proba")
    beyond = shares[:, sorted(set(kinds)).index("none")]
    odds: _Array = np.clip(np.log(1 - beyond) - np.log(beyond), -MAX_ODDS, MAX_ODDS)
    return odds


def _search(questions: Sequence[Question], encoder: MiniLM, calibration: Calibration) -> list[SupportFeatures]:
    knowledge = load_knowledge(content_folder("knowledge"), today=datetime.now(UTC).date())
    with TemporaryDirectory() as home:
        index = open_index(knowledge, encoder, Path(home), exact_only=True)
        retriever = Retriever(index, encoder, roles=knowledge.roles, calibration=calibration)
        return [retriever.features(question.question, role_id=question.role_id) for question in questions]


def _fit_support(
    calibration: Calibration, features: Sequence[SupportFeatures], answerable: NDArray[np.bool_]
) -> Calibration:
    rows = np.array([astuple(found) for found in features])
    # Fitted on values of like size, then written for the values as they are.
    centre, spread = rows.mean(axis=0), rows.std(axis=0)
    model = LogisticRegression(C=1.0).fit((rows - centre) / spread, answerable)
    slopes = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - slopes @ centre)
    fitted = calibration.model_copy(update={"coefficients": tuple(_round(slopes)), "intercept": round(intercept, 5)})
    support = np.array([fitted.support(found) for found in features])
    return fitted.model_copy(update={"threshold": _choose_threshold(support, answerable)})


def _choose_threshold(support: _Array, answerable: NDArray[np.bool_]) -> float:
    """Return the highest threshold at which abstentions are right often enough: it lets the fewest others by."""
    right_enough = [
        threshold for threshold in np.arange(0.2, 0.81, 0.01) if (~answerable[support < threshold]).mean() >= _PRECISION
    ]
    return round(float(max(right_enough)), 2)


def _report(calibration: Calibration, features: Sequence[SupportFeatures], answerable: NDArray[np.bool_]) -> None:
    support = np.array([calibration.support(found) for found in features])
    abstained = support < calibration.threshold
    right, beyond = int((abstained & ~answerable).sum()), int((~answerable).sum())
    print(f"coefficients of scope, similarity, coverage: {calibration.coefficients}; {calibration.intercept}")
    print(f"threshold {calibration.threshold}; {len(features)} questions, {beyond} without an answer:")
    print(f"abstained {int(abstained.sum())} times, rightly {right} times")


def _round(values: _Array) -> list[float]:
    return [round(float(value), 5) for value in values]


def _provenance() -> dict[str, str]:
    files = (KINDS_FILE, DEV_FILE, DEV_2_FILE, TRAINING_FILE, QUESTIONS_FILE)
    hashes = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    return {"fitted_by": "evals.training.fit_abstention", **hashes}


if __name__ == "__main__":
    main()
