"""What the retriever asks of a dense index."""

from collections.abc import Collection
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from coach.domain.passage import PassageKind

Vector = NDArray[np.float32]
"""One unit row."""


class Neighbour(NamedTuple):
    """A passage near to a question: its row among all passages, and the cosine."""

    row: int
    similarity: float


class DenseIndex(Protocol):
    """Find the passages whose vectors are nearest to a question's."""

    @property
    def remark(self) -> str:
        """What readers must know about how the search runs; empty when it runs as it should."""

    def search(
        self, vector: Vector, kind: PassageKind, *, limit: int, record_ids: Collection[str] | None = None
    ) -> list[Neighbour]:
        """Return at most `limit` passages of one kind, nearest first; with `record_ids`, only of these records.

        Raises:
            StaleIndexError: the index cannot be read.
        """
