"""Fit what tells a question for a person from ordinary work, and write `coach/chat/boundaries.json`.

Run it from the repository root, with the extra `train` installed::

    python -m evals.training.fit_boundaries

It reads the boundary questions (training, tune, test and control) and, as ordinary work, the answerable questions that
the search was fitted on, and a third of the statements about work in four of the tuning sets.
It never reads the final set: `python -m evals.boundaries` does.
"""

import hashlib
from datetime import UTC, datetime

import numpy as np
from sklearn.linear_model import LogisticRegression

from coach.chat.boundary_head import FILE, BoundaryHead
from coach.embedding.minilm import MiniLM
from evals.boundaries import CONTROL, QUESTIONS, TRAINING, TRAINING_2, read_boundary_questions, read_statements
from evals.questions import DATASETS, KINDS_FILE, read_fitting_questions, read_kind_questions

STATEMENTS = tuple(DATASETS / f"tuning_pairs{part}.jsonl" for part in ("", "_2", "_3", "_4"))
_EVERY = 3
_WORDING_SCALE = 1.5
_STRENGTH = 3.0
_THRESHOLD = 0.87
"""Chosen by ten-fold cross-validation: about two ordinary questions in a hundred are cut off."""


def main() -> None:
    """Fit on everything that may be fitted on, and write."""
    encoder = MiniLM.load()
    rows = [
        (item.text, item.topic or "none")
        for item in read_boundary_questions((TRAINING, TRAINING_2, QUESTIONS, CONTROL))
    ]
    rows += [(item.question, "none") for item in read_kind_questions() if item.kind != "none"]
    rows += [(item.question, "none") for item in read_fitting_questions() if item.targets]
    rows += [(text, "none") for text in _statements()]
    reading = encoder.read([text for text, _ in rows])
    centre, spread = reading.wording.mean(axis=0), reading.wording.std(axis=0) + 1e-6
    spread = spread * np.sqrt(reading.wording.shape[1]) / _WORDING_SCALE
    head = LogisticRegression(C=_STRENGTH, max_iter=3000, class_weight="balanced")
    head.fit(np.hstack([reading.vectors, (reading.wording - centre) / spread]), [label for _, label in rows])
    size = reading.vectors.shape[1]
    # The scaling goes into the weights, so that the product needs none.
    weights = np.hstack([head.coef_[:, :size], head.coef_[:, size:] / spread])
    biases = head.intercept_ - weights[:, size:] @ centre
    fitted = BoundaryHead(
        encoder=encoder.name.split("@")[0],
        provenance={
            "made_on": datetime.now(UTC).date().isoformat(),
            **{
                path.name: hashlib.sha256(path.read_bytes()).hexdigest()
                for path in (TRAINING, TRAINING_2, QUESTIONS, CONTROL, KINDS_FILE, *STATEMENTS)
            },
        },
        weights={name: tuple(np.round(row, 4).tolist()) for name, row in zip(head.classes_, weights, strict=True)},
        biases={name: round(float(value), 4) for name, value in zip(head.classes_, biases, strict=True)},
        threshold=_THRESHOLD,
    )
    FILE.write_text(fitted.model_dump_json() + "\n", encoding="utf-8")
    print(f"wrote {FILE.name}: {len(rows)} questions")


def _statements() -> list[str]:
    """Return what people say of their own work: no question, and nothing for another person either."""
    return [text for path in STATEMENTS for text in read_statements(path)][::_EVERY]


if __name__ == "__main__":
    main()
