"""What the rest of the product asks of an encoder."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""One unit row of `dimension` numbers per text."""


class Encoder(Protocol):
    """Turn texts into unit vectors; equal texts give equal vectors, in any batch."""

    @property
    def name(self) -> str:
        """The encoder with its version: an index made by another name is stale."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, in order. No texts give an array of shape (0, dimension)."""


@dataclass(frozen=True)
class Reading:
    """What the embedded engine's heads read of a text: what it is about, and how it is worded."""

    vectors: Vectors
    wording: Vectors
    """Means of the encoder's word layer and a middle layer; not unit length."""


class StatementEncoder(Encoder, Protocol):
    """An encoder that also gives the wording of a text."""

    def read(self, texts: Sequence[str]) -> Reading:
        """Return one unit vector and one wording vector per text, in order."""
