"""Exact search in memory: the same answers as the index, for the times when the index cannot be used."""

from collections.abc import Collection, Sequence

import numpy as np

from coach.domain.passage import Passage, PassageKind
from coach.embedding.protocols import Vectors
from coach.errors import StaleIndexError
from coach.retrieval.protocols import DenseIndex, Neighbour, Vector


class ExactIndex:
    """Compare a question with every passage of a kind."""

    def __init__(self, passages: Sequence[Passage], vectors: Vectors, *, remark: str = "") -> None:
        """Search `passages`, whose unit vectors are the rows of `vectors`."""
        self.remark = remark
        self._passages = passages
        self._vectors = vectors
        rows: dict[PassageKind, list[int]] = {}
        for row, passage in enumerate(passages):
            rows.setdefault(passage.kind, []).append(row)
        self._rows = {kind: np.array(found, dtype=np.intp) for kind, found in rows.items()}

    def search(
        self, vector: Vector, kind: PassageKind, *, limit: int, record_ids: Collection[str] | None = None
    ) -> list[Neighbour]:
        """Return at most `limit` passages of one kind, nearest first."""
        rows = self._rows.get(kind, np.array([], dtype=np.intp))
        if record_ids is not None:
            rows = np.array([row for row in rows if self._passages[row].record_id in record_ids], dtype=np.intp)
        similarities = self._vectors[rows] @ vector
        nearest = np.argsort(-similarities, kind="stable")[:limit]
        return [Neighbour(int(rows[place]), float(similarities[place])) for place in nearest]


class GuardedIndex:
    """Ask an index; from its first failure on, ask the exact one and say so."""

    def __init__(self, index: DenseIndex, exact: ExactIndex) -> None:
        """Prefer `index` to `exact`."""
        self._index = index
        self._exact = exact

    @property
    def remark(self) -> str:
        """What readers must know about how the search runs."""
        return self._index.remark

    def search(
        self, vector: Vector, kind: PassageKind, *, limit: int, record_ids: Collection[str] | None = None
    ) -> list[Neighbour]:
        """Return at most `limit` passages of one kind, nearest first."""
        try:
            return self._index.search(vector, kind, limit=limit, record_ids=record_ids)
        except StaleIndexError:
            self._exact.remark = "The search index could not be read, so every passage was compared one by one."
            self._index = self._exact
            return self._exact.search(vector, kind, limit=limit, record_ids=record_ids)
