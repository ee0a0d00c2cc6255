"""The trained heads: small published linear rules over the features and the frozen encoder's vectors.

`python -m evals.training.fit_heads` fits them and writes `heads.json`; `docs/evals.md` says on what, and how well.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
from pydantic import ValidationError

from coach.assess.features import Features
from coach.domain.record import Record
from coach.embedding.protocols import Reading, Vectors
from coach.errors import EmbeddingError

_WORD = re.compile(r"[a-z']+")

_SMALLEST_SHARE = 1e-6

FILE = Path(__file__).resolve().parent / "heads.json"


class Linear(Record):
    """A linear rule over standardised features."""

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def value(self, features: Features | Vectors) -> Features:
        """Return one number per row of `features` (the last axis holds the features)."""
        standard = (np.asarray(features, dtype=np.float64) - np.array(self.mean)) / np.array(self.scale)
        return np.asarray(standard @ np.array(self.weights) + self.bias)

    def probability(self, features: Features | Vectors) -> Features:
        """Return the logistic function of the value, 0 to 1."""
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(self.value(features), -30, 30))))


class Phrases(Record):
    """A linear rule over the words and short phrases of a text; each weight can be read in the file."""

    weights: dict[str, float]
    bias: float

    def value(self, texts: Sequence[str]) -> Features:
        """Return one number per text: the mean-like sum of its known phrases' weights."""
        return np.array([self._one(text) for text in texts])

    def _one(self, text: str) -> float:
        known = [self.weights[phrase] for phrase in phrases_in(text) if phrase in self.weights]
        return self.bias + sum(known) / float(np.sqrt(max(len(known), 1)))


def phrases_in(text: str) -> frozenset[str]:
    """Return the words of a text and its runs of two and three words, in lower case."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    return frozenset(
        " ".join(words[start : start + size]) for size in (1, 2, 3) for start in range(len(words) - size + 1)
    )


class VisionHead(Record):
    """What was learnt from labelled statements about one vision's own behaviours; for another vision it is not used."""

    behaviours: tuple[str, ...]
    """The ids of the behaviours it was fitted on, in the order of its rules."""
    fingerprint: str
    """The fingerprint of these behaviours; reworded behaviours are another vision."""
    rules: tuple[Linear, ...]
    """One rule for each behaviour and a last one for none of them, over a statement's vector and wording."""
    bearing: Linear
    """Whether a statement bears on a behaviour, over the same features as the general head and this head's view."""
    bears_from: float

    def view(self, reading: Reading) -> Features:
        """Return the logarithm of each behaviour's share, as an array (statements, behaviours)."""
        features = np.column_stack([reading.vectors, reading.wording]).astype(np.float64)
        values = np.column_stack([rule.value(features) for rule in self.rules])
        values -= values.max(axis=1, keepdims=True)
        shares = np.exp(values) / np.exp(values).sum(axis=1, keepdims=True)
        return np.asarray(np.log(shares[:, :-1] + _SMALLEST_SHARE))


class Heads(Record):
    """Everything that was fitted, with what it was fitted on."""

    version: str
    encoder: str
    """The encoder whose vectors the heads were fitted on; no other fits."""
    trained_on: tuple[str, ...]
    wording_polarity: Linear
    """How a statement's vector alone leans: to showing (low) or to the contrary (high)."""
    phrase_polarity: Phrases
    """How a statement's words and short phrases lean: to showing (low) or to the contrary (high)."""
    wording_point: Linear
    """Which scale point a statement's vector alone leans to."""
    wording_work: Linear
    """How likely a statement's vector alone is to describe something a person does at work."""
    bearing: Linear
    """Whether a statement bears on a behaviour."""
    polarity: Linear
    """Whether a statement that bears on a behaviour shows its opposite."""
    point: Linear
    """Which scale point a showing statement fits, as a number from 1 to 4."""
    bears_from: float
    """A statement bears on a behaviour from this probability on."""
    shows_up_to: float
    """It shows the behaviour while the probability of the contrary is at most this."""
    contrary_from: float
    """It shows the contrary from this probability on; between the two the coach asks instead of deciding."""
    showing_strength: float
    """Words count as showing from this strength on (the chance that they bear and show); below it they are unclear."""
    contrary_strength: float
    """Words count as contrary from this strength on (the chance that they bear and show the opposite)."""
    point_cuts: tuple[float, float, float]
    """Values of the point head at which the next scale point begins."""
    vision: VisionHead | None
    """Used for the vision it was fitted on alone."""
    confidence: Linear
    """How often a finding with these marks has the right state."""

    def for_vision(self, fingerprint: str) -> Self:
        """Return the heads for a vision: without the vision head, unless it was fitted for this one."""
        fits = self.vision is not None and self.vision.fingerprint == fingerprint
        return self if fits else self.model_copy(update={"vision": None})

    @classmethod
    def load(cls, encoder_name: str, path: Path = FILE) -> Self:
        """Read the heads and refuse them for an encoder they were not fitted on.

        Raises:
            EmbeddingError: the file is missing, damaged or belongs to another encoder.
        """
        try:
            heads = cls.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise EmbeddingError(f"The trained heads in {path.name!r} cannot be read. Install again.") from error
        if heads.encoder != encoder_name:
            raise EmbeddingError(
                f"The trained heads belong to the encoder {heads.encoder!r}, not to {encoder_name!r}. "
                "Fit them again with: python -m evals.training.fit_heads"
            )
        return heads
