"""Two encoders as one: what a text is about in general, and what it shows of somebody's work."""

from collections.abc import Sequence

import numpy as np

from coach.embedding.minilm import READER, MiniLM, encoder_name
from coach.embedding.protocols import Reading, StatementEncoder, Vectors

_HALF = np.float32(0.5**0.5)


class BothEncoders:
    """Read each text with both; a cosine of two texts is the mean of the two encoders' cosines.

    The general one keeps apart what texts are about, in any trade. The trained one keeps apart what shows a behaviour
    and what its opposite. Neither is as good alone.
    """

    def __init__(self, general: StatementEncoder, trained: StatementEncoder) -> None:
        """Join two encoders."""
        self._parts = (general, trained)
        self.name = f"{general.name}+{trained.name}"
        self.dimension = general.dimension + trained.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, in order."""
        return self.read(texts).vectors

    def read(self, texts: Sequence[str]) -> Reading:
        """Return one unit vector and one wording vector per text, in order."""
        readings = [part.read(texts) for part in self._parts]
        return Reading(
            np.concatenate([reading.vectors * _HALF for reading in readings], axis=1),
            np.concatenate([reading.wording for reading in readings], axis=1),
        )


def load_statement_encoder(general: StatementEncoder | None = None) -> BothEncoders:
    """Return what reads statements of work, with the general encoder that is loaded already, if one is given.

    Raises:
        EmbeddingError: a file is missing, altered or cannot be run.
    """
    return BothEncoders(general or MiniLM.load(), MiniLM.load(READER))


def statement_encoder_name() -> str:
    """Return the name of what reads statements of work, without loading it."""
    return f"{encoder_name()}+{encoder_name(READER)}"
