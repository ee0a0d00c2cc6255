"""How good a ranked list is, against the records that answer the question.

The textbook measures, cross-checked with `ir-measures` in the tests: recall at k (success: is any there), nDCG at k
(Järvelin and Kekäläinen 2002) and reciprocal rank.
"""

from collections.abc import Collection, Sequence
from math import log2


def success_at(ranked: Sequence[str], wanted: Collection[str], k: int) -> float:
    """Return 1 if any wanted record is among the first k."""
    return float(any(record in wanted for record in ranked[:k]))


def recall_at(ranked: Sequence[str], wanted: Collection[str], k: int) -> float:
    """Return the share of the wanted records that are among the first k.

    Raises:
        ValueError: nothing is wanted, so there is nothing to recall.
    """
    if not wanted:
        raise ValueError("nothing is wanted")
    return len(set(ranked[:k]) & set(wanted)) / len(set(wanted))


def ndcg_at(ranked: Sequence[str], wanted: Collection[str], k: int) -> float:
    """Return the discounted gain of the first k beside that of the best order, each wanted record counting once.

    Raises:
        ValueError: nothing is wanted.
    """
    if not wanted:
        raise ValueError("nothing is wanted")
    gain = sum(1 / log2(place + 2) for place, record in enumerate(ranked[:k]) if record in wanted)
    best = sum(1 / log2(place + 2) for place in range(min(k, len(set(wanted)))))
    return gain / best


def reciprocal_rank(ranked: Sequence[str], wanted: Collection[str]) -> float:
    """Return one over the place of the first wanted record; 0 where none is in the list."""
    return next((1 / place for place, record in enumerate(ranked, start=1) if record in wanted), 0.0)
