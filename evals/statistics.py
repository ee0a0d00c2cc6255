"""Intervals for shares and means, in one place."""

from collections.abc import Sequence
from statistics import NormalDist, mean, stdev


def wilson(successes: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Return the Wilson score interval of a share, 0 to 1 (Wilson 1927).

    Raises:
        ValueError: `n` is zero; a share of nothing has no interval.
    """
    if n <= 0:
        raise ValueError("a share of nothing has no interval")
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return max(0.0, centre - half), min(1.0, centre + half)


def share_line(name: str, successes: int, n: int) -> str:
    """Return one line of a report: the share, its interval and n."""
    low, high = wilson(successes, n)
    return f"{name:46} {successes / n:.3f}  ({low:.3f} to {high:.3f}, n = {n})"


def mean_interval(values: Sequence[float], *, confidence: float = 0.95) -> tuple[float, float]:
    """Return an interval of the mean of `values`, by the central limit theorem: for some dozens of them and more.

    Raises:
        ValueError: there are fewer than two values; one says nothing about how far others lie.
    """
    if len(values) < 2:
        raise ValueError("an interval of a mean needs two values")
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    half = z * stdev(values) / len(values) ** 0.5
    return mean(values) - half, mean(values) + half
