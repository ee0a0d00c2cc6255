"""How far a share can be trusted."""

from statistics import NormalDist


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
