"""Labels beside labels: confusion, F1, and agreement corrected for chance."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

Pair = tuple[str, str]
"""(expected, got)."""


def confusion(pairs: Sequence[Pair], labels: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Return how often each expected label (row) came as each label (column)."""
    counted = Counter(pairs)
    return tuple(tuple(counted[(expected, got)] for got in labels) for expected in labels)


def f1(pairs: Sequence[Pair], label: str) -> float | None:
    """Return the harmonic mean of precision and recall of one label; None where it was neither expected nor given."""
    hits = sum(expected == got == label for expected, got in pairs)
    total = sum(expected == label for expected, _ in pairs) + sum(got == label for _, got in pairs)
    return 2 * hits / total if total else None


def macro_f1(pairs: Sequence[Pair], labels: Sequence[str]) -> float | None:
    """Return the mean F1 over the labels that occur among the expected ones."""
    wanted = [label for label in labels if any(expected == label for expected, _ in pairs)]
    scores = [f1(pairs, label) or 0.0 for label in wanted]
    return float(np.mean(scores)) if scores else None


def accuracy(pairs: Sequence[Pair]) -> float | None:
    """Return the share of pairs that agree."""
    return sum(expected == got for expected, got in pairs) / len(pairs) if pairs else None


def cohens_kappa(pairs: Sequence[Pair]) -> float | None:
    """Return agreement corrected for chance (Cohen 1960); None where chance alone would always agree."""
    return _kappa(pairs, lambda a, b: float(a != b))


def quadratic_kappa(pairs: Sequence[Pair], order: Sequence[str]) -> float | None:
    """Return kappa in which a miss by two steps of `order` costs four times a miss by one (Cohen 1968).

    Pairs with a label outside `order` are left out: they have no place on the scale.
    """
    place = {label: float(number) for number, label in enumerate(order)}
    ordered = [pair for pair in pairs if pair[0] in place and pair[1] in place]
    return _kappa(ordered, lambda a, b: (place[a] - place[b]) ** 2)


def _kappa(pairs: Sequence[Pair], cost: Callable[[str, str], float]) -> float | None:
    if not pairs:
        return None
    left, right = Counter(expected for expected, _ in pairs), Counter(got for _, got in pairs)
    n = len(pairs)
    observed = sum(cost(expected, got) for expected, got in pairs) / n
    by_chance = sum(cost(a, b) * left[a] * right[b] for a in left for b in right) / (n * n)
    return 1.0 - observed / by_chance if by_chance else None
