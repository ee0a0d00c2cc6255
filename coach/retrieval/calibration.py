"""What sort of answer a question asks for, and how likely the knowledge base has one.

Two small models, fitted by `evals.training.fit_abstention` and shipped as `abstention.json`: a linear head on the
question's vector and wording, which knows the kinds of passage and "none of them", and a logistic over three readings
of a search.
"""

import math
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal, Self

import numpy as np
from pydantic import Field, ValidationError

from coach.domain.passage import Passage
from coach.domain.record import Line, Record
from coach.errors import EmbeddingError
from coach.retrieval.protocols import Vector

FILE = Path(__file__).resolve().parent / "abstention.json"

AnswerKind = Literal["vision", "behaviour", "story", "resource", "role"]
ANSWER_KINDS: tuple[AnswerKind, ...] = ("vision", "behaviour", "story", "resource", "role")
MAX_ODDS = 8.0
"""The head is never taken to be surer than this."""


@dataclass(frozen=True)
class QuestionReading:
    """What the head reads in a question."""

    kinds: Mapping[AnswerKind, float]
    """How likely each kind answers it, given that one does; sums to 1."""
    scope: float
    """Log-odds that any kind answers it."""


@dataclass(frozen=True)
class SupportFeatures:
    """Three readings of one search; their order is the order of the coefficients."""

    scope: float
    similarity: float
    """The best cosine among the passages."""
    coverage: float
    """The share of the question's words, weighted by rarity, in the best single passage."""


class Calibration(Record):
    """The fitted numbers, with their origin."""

    encoder: Line
    """The encoder's name without the hash of its file: another export of one model gives nearly the same vectors."""
    provenance: dict[str, str] = Field(default_factory=dict)
    weights: dict[AnswerKind | Literal["none"], tuple[float, ...]]
    """For each kind, one number per dimension of the question's vector, then of its wording."""
    biases: dict[AnswerKind | Literal["none"], float]
    coefficients: tuple[float, float, float]
    intercept: float
    threshold: float = Field(ge=0.0, le=1.0)
    """A search with less support than this abstains."""

    @classmethod
    def load(cls, encoder_name: str, path: Path = FILE) -> Self:
        """Load the numbers for an encoder.

        Raises:
            EmbeddingError: the file is missing or damaged, or was fitted for another encoder.
        """
        try:
            calibration = cls.model_validate_json(path.read_text(encoding="utf-8"))
        except (OSError, ValidationError) as error:
            raise EmbeddingError(f"The calibration {str(path)!r} cannot be read. Install again.") from error
        if calibration.encoder != encoder_name.split("@")[0]:
            raise EmbeddingError(
                f"The calibration {str(path)!r} was fitted for {calibration.encoder!r}, not for {encoder_name!r}. "
                "Run python -m evals.training.fit_abstention with this encoder."
            )
        return calibration

    def read(self, vector: Vector, wording: Vector) -> QuestionReading:
        """Return what sort of answer the question asks for."""
        values = np.concatenate([vector, wording])
        logits = {kind: float(np.dot(weights, values)) + self.biases[kind] for kind, weights in self.weights.items()}
        # Shifted by the largest one, so that no exponential overflows.
        largest = max(logits[kind] for kind in ANSWER_KINDS)
        shares = {kind: math.exp(logits[kind] - largest) for kind in ANSWER_KINDS}
        total = sum(shares.values())
        return QuestionReading(
            kinds={kind: share / total for kind, share in shares.items()},
            scope=float(np.clip(largest + math.log(total) - logits["none"], -MAX_ODDS, MAX_ODDS)),
        )

    def support(self, features: SupportFeatures) -> float:
        """Return the calibrated share of such questions that the knowledge base can answer."""
        return 1.0 / (1.0 + math.exp(-self.intercept - float(np.dot(self.coefficients, astuple(features)))))


def prior(reading: QuestionReading, passage: Passage) -> float:
    """Return how much a passage counts for what the question asks for.

    An expectation is both: what a role is asked for, and a behaviour in that role's words.
    """
    if passage.kind == "anchor":
        likely = reading.kinds["behaviour"]
    elif passage.kind == "role" and passage.behaviour_ids:
        likely = (reading.kinds["role"] + reading.kinds["behaviour"]) / 2
    else:
        likely = reading.kinds[passage.kind]
    # The square root and the floor keep the head an advisor: a passage that matches in all lists still wins.
    return math.sqrt(0.1 + likely)
