"""Whether a stated confidence means what it says."""

from collections.abc import Sequence

Said = tuple[float, bool]
"""How sure it said it was, and whether it was right."""
BANDS = 10


def reliability(said: Sequence[Said], bands: int = BANDS) -> tuple[tuple[float, float, int], ...]:
    """Return for each band of confidence the mean confidence, the share that was right, and n; empty bands left out."""
    points = []
    for band in range(bands):
        low, high = band / bands, (band + 1) / bands
        inside = [item for item in said if low <= item[0] < high or (band == bands - 1 and item[0] == 1.0)]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            points.append((mean, sum(right for _, right in inside) / len(inside), len(inside)))
    return tuple(points)


def expected_calibration_error(said: Sequence[Said], bands: int = BANDS) -> float | None:
    """Return the mean distance between confidence and accuracy, bands weighted by n (Naeini et al. 2015)."""
    if not said:
        return None
    points = reliability(said, bands)
    return sum(n * abs(confidence - right) for confidence, right, n in points) / len(said)
