"""A question as one encoder sees it: how near every passage and cue is to it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.retrieval.index import Index
from coach.retrieval.protocols import DenseIndex, Vector


@dataclass(frozen=True)
class View:
    """What passages are put in order by."""

    vector: Vector
    similarities: NDArray[np.float32]
    """Cosines of all rows, cues included."""
    dense: DenseIndex
    note: str = ""
    """Why this is not the view that was wished for; empty where it is."""

    @property
    def remark(self) -> str:
        """What readers must know about how the search ran."""
        return " ".join(part for part in (self.note, self.dense.remark) if part)


def view(index: Index, vector: Vector, *, note: str = "") -> View:
    """Return how near the rows of `index` are to a vector that the same encoder made."""
    return View(vector, index.rows.vectors @ vector, index.dense, note)
