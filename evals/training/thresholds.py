"""Thresholds from rows that no rule has seen, and how well they do there."""

import numpy as np

from coach.assess.heads import Heads
from evals.training.fitting import Array

Judged = tuple[Array, Array]
"""Predicted values and true labels."""


def largest_safe(probabilities: Array, labels: Array, *, share: float) -> float:
    """Return the largest probability up to which at most `share` of the contrary statements pass as showing."""
    return round(float(np.quantile(probabilities[labels == 1], share)), 4)


def smallest_precise(probabilities: Array, labels: Array, *, precision: float) -> float:
    """Return the smallest probability from which the share of right calls reaches `precision`."""
    order = np.argsort(-probabilities)
    shares = np.cumsum(labels[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= precision)
    return round(float(probabilities[order][enough[-1] if len(enough) else 0]), 4)


def choose_cuts(values: Array, points: Array) -> tuple[float, float, float]:
    """Return the cuts that give each scale point its share of the statements."""
    shares = np.cumsum([(points == point).mean() for point in (1, 2, 3)])
    first, second, third = (round(float(cut), 4) for cut in np.quantile(values, shares))
    return first, second, third


def report(heads: Heads, bears: Judged, contrary: Judged, points: Judged) -> None:
    """Print how well the rules do on rows that they have not seen."""
    bears_from = heads.vision.bears_from if heads.vision else heads.bears_from
    about, called = bears[0] >= bears_from, contrary[0]
    shown, opposite = contrary[1] == 0, contrary[1] == 1
    found = 1 + np.searchsorted(heads.point_cuts, points[0], side="right")
    lines = {
        "bears: precision": (about & (bears[1] == 1)).sum() / max(about.sum(), 1),
        "bears: recall": (about & (bears[1] == 1)).sum() / (bears[1] == 1).sum(),
        "contrary passing as showing": (called[opposite] <= heads.shows_up_to).mean(),
        "contrary called contrary": (called[opposite] >= heads.contrary_from).mean(),
        "showing kept as showing": (called[shown] <= heads.shows_up_to).mean(),
        "showing called contrary": (called[shown] >= heads.contrary_from).mean(),
        "scale point exact": (found == points[1]).mean(),
        "scale point within one": (np.abs(found - points[1]) <= 1).mean(),
    }
    print(f"bears_from {bears_from} shows_up_to {heads.shows_up_to} contrary_from {heads.contrary_from}")
    for name, value in lines.items():
        print(f"{name:32} {value:.3f}")


def print_reliability(confidence: Array, right: Array) -> None:
    """Print how often findings were right, by how sure the rule was."""
    print(f"findings right: {right.mean():.3f} of {len(right)}")
    for low in np.arange(0.0, 1.0, 0.1):
        inside = (confidence >= low) & (confidence < low + 0.1)
        if inside.any():
            print(f"said {confidence[inside].mean():.2f}  right {right[inside].mean():.2f}  n {inside.sum()}")


def sigmoid(values: Array) -> Array:
    """Return the logistic function."""
    return np.asarray(1.0 / (1.0 + np.exp(-values)))
