"""How often the support check is right about claims and the passages they cite.

Run it from the repository root::

    python -m evals.support [tune]

With the extra `train` installed, `python -m evals.support fit` prints weights fitted on the split "tune".
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import numpy as np

from coach.chat.support import SupportCheck, SupportReading
from coach.domain.record import Line, Record
from coach.embedding.minilm import MiniLM
from coach.knowledge.files import load_knowledge
from coach.retrieval.passages import build_passages
from coach.settings import content_folder
from evals.questions import DATASETS
from evals.statistics import share_line

FILE = DATASETS / "support_claims.jsonl"


class LabelledClaim(Record):
    """A sentence, the passages that it cites, and whether they back it."""

    id: Line
    split: Literal["tune", "test"]
    claim: Line
    passages: tuple[Line, ...]
    supported: bool
    how: Line
    """How the claim was made: a paraphrase, the opposite, an invented number, …"""


def read_claims(path: Path = FILE) -> tuple[LabelledClaim, ...]:
    """Return the labelled claims."""
    return tuple(LabelledClaim.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines())


def read_all(claims: tuple[LabelledClaim, ...]) -> list[SupportReading]:
    """Measure each claim on the demo knowledge."""
    knowledge = load_knowledge(content_folder("knowledge"), today=datetime.now(UTC).date())
    passages = {passage.id: passage for passage in build_passages(knowledge)}
    check = SupportCheck(MiniLM.load())
    return check.read([(item.claim, [passages[name] for name in item.passages]) for item in claims], question="")


def report(split: str) -> None:
    """Print precision, recall and the claims that were judged wrongly."""
    claims = tuple(item for item in read_claims() if item.split == split)
    judged = [reading.is_supported() for reading in read_all(claims)]
    right = [item.supported == said for item, said in zip(claims, judged, strict=True)]
    backed = [item.supported for item in claims]
    both = sum(item and said for item, said in zip(backed, judged, strict=True))
    print(share_line(f"{split}: sealed as supported, and backed (precision)", both, sum(judged)))
    print(share_line(f"{split}: backed, and sealed as supported (recall)", both, sum(backed)))
    unbacked = len(claims) - sum(backed)
    print(share_line(f"{split}: not backed, and still sealed", sum(judged) - both, unbacked))
    print(share_line(f"{split}: right", sum(right), len(claims)))
    for item, said, is_right in zip(claims, judged, right, strict=True):
        if not is_right:
            print(f"{'sealed' if said else 'not sealed':10} {item.how:20} {item.claim}")


def fit() -> None:
    """Print the weights that a logistic regression gives on the split "tune"."""
    # Needed here only; the extra that holds it is not always installed.
    from sklearn.linear_model import LogisticRegression

    claims = tuple(item for item in read_claims() if item.split == "tune")
    rows = [
        (reading, item.supported)
        for item, reading in zip(claims, read_all(claims), strict=True)
        if not (reading.has_foreign_facts or reading.affirms_what_to_avoid)
    ]
    values = np.array([[reading.similarity, reading.overlap, -reading.is_turned] for reading, _ in rows])
    model = LogisticRegression(C=10.0).fit(values, [label for _, label in rows])
    print(
        dict(zip(("similarity", "overlap", "turned"), model.coef_[0].round(2), strict=True)), -model.intercept_.round(2)
    )


if __name__ == "__main__":
    if "fit" in sys.argv[1:]:
        fit()
    else:
        report("tune" if "tune" in sys.argv[1:] else "test")
