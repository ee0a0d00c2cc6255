"""Intervals for shares and means, in one place."""

from collections.abc import Sequence
from statistics import NormalDist, mean, stdev

from coach.report.interval import wilson


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
