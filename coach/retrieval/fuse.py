"""Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009): several ranked lists become one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

K = 60
"""How fast a place loses weight: the usual value, under which the first places count nearly alike."""


@dataclass(frozen=True)
class Ranking:
    """One list: the rank of each row, from 1, and how much the list counts."""

    ranks: Mapping[int, int]
    weight: float = 1.0


def fuse(rankings: Sequence[Ranking], *, k: int = K) -> dict[int, float]:
    """Return the fused score of every row that stands in a list: the sum of weight / (k + rank)."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for row, rank in ranking.ranks.items():
            scores[row] = scores.get(row, 0.0) + ranking.weight / (k + rank)
    return scores


def demote(ranking: Ranking, rows: frozenset[int], *, places: int) -> Ranking:
    """Return the ranking with some rows put `places` further back."""
    moved = {row: rank + places if row in rows else rank for row, rank in ranking.ranks.items()}
    return Ranking(moved, ranking.weight)
