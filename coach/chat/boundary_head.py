"""How much a question reads like one for a person: a linear head on its vector, for wordings that no pattern knows.

Fitted by `evals.training.fit_boundaries` and shipped as `boundaries.json`.
"""

import math
from pathlib import Path
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from coach.domain.knowledge import TOPICS, Topic
from coach.domain.record import Line, Record
from coach.errors import EmbeddingError

FILE = Path(__file__).resolve().parent / "boundaries.json"

Label = Literal["distress", "legal", "grievance", "safety", "none"]


class BoundaryHead(Record):
    """The fitted numbers, with their origin."""

    encoder: Line
    """The encoder's name without the hash of its file."""
    provenance: dict[str, str] = Field(default_factory=dict)
    weights: dict[Label, tuple[float, ...]]
    """For each topic and for ordinary work: one number per dimension of the vector, then of the wording."""
    biases: dict[Label, float]
    threshold: float = Field(ge=0.0, le=1.0)
    """A question that is for a person with at least this share is taken as one."""

    @classmethod
    def load(cls, encoder_name: str, path: Path = FILE) -> Self:
        """Load the numbers for an encoder.

        Raises:
            EmbeddingError: the file is missing or damaged, or was fitted for another encoder.
        """
        try:
            head = cls.model_validate_json(path.read_text(encoding="utf-8"))
        except (OSError, ValidationError) as error:
            raise EmbeddingError(f"The boundary head {str(path)!r} cannot be read. Install again.") from error
        if head.encoder != encoder_name.split("@")[0]:
            raise EmbeddingError(
                f"The boundary head {str(path)!r} was fitted for {head.encoder!r}, not for {encoder_name!r}. "
                "Run python -m evals.training.fit_boundaries with this encoder."
            )
        return head

    def read(self, vector: NDArray[np.float32], wording: NDArray[np.float32]) -> Topic | None:
        """Return the likeliest topic if the question is likely enough one for a person."""
        values = np.concatenate([vector, wording])
        logits = {label: float(np.dot(weights, values)) + self.biases[label] for label, weights in self.weights.items()}
        largest = max(logits.values())
        shares = {label: math.exp(logit - largest) for label, logit in logits.items()}
        ours = 1.0 - shares["none"] / sum(shares.values())
        likeliest: Topic = max(TOPICS, key=lambda topic: shares[topic])
        return likeliest if ours >= self.threshold else None
