"""Intervals and tests for figures that are no plain share: the bootstrap, and paired comparisons."""

from collections.abc import Callable, Sequence
from math import comb
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from coach.domain.evaluation import Metric
from coach.report.interval import wilson

RESAMPLES = 1_000
_SEED = 20_261_128
T = TypeVar("T")


def bootstrap(items: Sequence[T], figure: Callable[[Sequence[T]], float | None]) -> tuple[float, float] | None:
    """Return the 95 % percentile interval of a figure over whole items drawn again with repetition (Efron 1979).

    Draw what belongs together as one item, such as all findings of one account. None where the figure cannot be had.
    """
    if len(items) < 2:
        return None
    rng = np.random.default_rng(_SEED)
    drawn = rng.integers(0, len(items), size=(RESAMPLES, len(items)))
    values = [value for row in drawn if (value := figure([items[place] for place in row])) is not None]
    if len(values) < RESAMPLES // 2:
        return None
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def share(
    name: str,
    successes: int,
    n: int,
    *,
    target: float | None = None,
    at_least: bool = True,
    is_exact: bool = False,
) -> Metric:
    """Return a share with its Wilson interval; without any sample it is missing, not zero."""
    common = {"name": name, "n": n, "target": target, "at_least": at_least, "is_exact": is_exact}
    if n == 0:
        return Metric(value=None, missing="there is no such sample", **common)
    low, high = wilson(successes, n)
    return Metric(value=successes / n, low=low, high=high, **common)


def figure(
    name: str,
    items: Sequence[T],
    compute: Callable[[Sequence[T]], float | None],
    *,
    target: float | None = None,
    at_least: bool = True,
    n: int | None = None,
    missing: str = "it cannot be computed on these samples",
) -> Metric:
    """Return a figure with its bootstrap interval over `items`; `n` counts what it is about, if not the items."""
    value = compute(items) if items else None
    common = {"name": name, "n": len(items) if n is None else n, "target": target, "at_least": at_least}
    if value is None:
        return Metric(value=None, missing=missing, **common)
    interval = bootstrap(items, compute)
    low, high = interval if interval else (None, None)
    return Metric(value=value, low=low, high=high, **common)


def mean_of(name: str, values: Sequence[float], *, target: float | None = None, at_least: bool = True) -> Metric:
    """Return the mean of one value a sample, with its bootstrap interval."""
    return figure(name, values, lambda drawn: float(np.mean(drawn)), target=target, at_least=at_least)


def paired_difference(before: Sequence[float], after: Sequence[float]) -> tuple[float, float, float]:
    """Return the mean difference of the same samples and its 95 % bootstrap interval, over pairs.

    Raises:
        ValueError: there are no pairs, or the two differ in length.
    """
    if not before or len(before) != len(after):
        raise ValueError(f"{len(before)} and {len(after)} values are no pairs")
    differences: NDArray[np.float64] = np.subtract(after, before)
    rng = np.random.default_rng(_SEED)
    drawn = rng.integers(0, len(differences), size=(RESAMPLES * 2, len(differences)))
    low, high = np.quantile(differences[drawn].mean(axis=1), [0.025, 0.975])
    return float(differences.mean()), float(low), float(high)


def sign_test(before: Sequence[float], after: Sequence[float]) -> float:
    """Return the two-sided p of the exact sign test over the samples that changed (McNemar's, for 0 and 1)."""
    better = sum(b < a for b, a in zip(before, after, strict=True))
    worse = sum(b > a for b, a in zip(before, after, strict=True))
    n, k = better + worse, min(better, worse)
    if n == 0:
        return 1.0
    return float(min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n))
