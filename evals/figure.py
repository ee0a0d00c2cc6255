"""One line of the benchmark, and how its numbers are written."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from coach.report.interval import wilson


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    name: str
    target: str
    measured: str


def render_table(figures: Iterable[Figure]) -> str:
    """Return the figures under each other."""
    rows = [Figure("figure", "target", "measured"), *figures]
    width = max(len(row.name) for row in rows)
    return "\n".join(f"{row.name:{width}}  {row.target:14}  {row.measured}" for row in rows)


def share(successes: int, n: int) -> str:
    """Return a share with its interval and n."""
    low, high = wilson(successes, n)
    return f"{successes / n:.3f} ({low:.3f} to {high:.3f}, n = {n:,})"


def slowest(times: Sequence[float]) -> str:
    """Return the 95th percentile of times in seconds, in milliseconds, with the median, the longest and n."""
    shown = (np.quantile(times, 0.95), median(times), max(times))
    late, middle, last = (f"{1_000 * float(value):.1f} ms" for value in shown)
    return f"p95 {late} (median {middle}, longest {last}, n = {len(times)})"


def waits(times: Sequence[float]) -> str:
    """Return the 95th percentile of times in seconds, with the median, the longest and n."""
    late, middle, last = (f"{float(value):.2f} s" for value in (np.quantile(times, 0.95), median(times), max(times)))
    return f"p95 {late} (median {middle}, longest {last}, n = {len(times)})"


def machine() -> str:
    """Return how many cores there are and how much they have to do, this process included."""
    last_minute, _, last_quarter = os.getloadavg()
    return f"{os.cpu_count()} cores, load {last_minute:.1f} in the last minute, {last_quarter:.1f} in the last 15"
