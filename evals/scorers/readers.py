"""Does the coach agree with readers at least as well as readers agree with each other?"""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.domain.evaluation import Metric
from evals.scorers.agreement import Pair, cohens_kappa
from evals.scorers.intervals import figure

_MISSING = "no finding was labelled by two readers, or all labels are alike"


@dataclass(frozen=True)
class Reading:
    """One account: of each finding, what two readers said, each without sight of the other, and what the coach said."""

    labels: tuple[tuple[str, str, str], ...]
    """(reader, other reader, coach)."""


def readers_kappa(readings: Sequence[Reading]) -> float | None:
    """Return how far two readers agree, corrected for chance."""
    return cohens_kappa(_between(readings, 0, 1))


def coach_kappa(readings: Sequence[Reading]) -> float | None:
    """Return how far the coach agrees with a reader, corrected for chance: the mean over both readers.

    Against labels that were settled between them, it would be held to an easier thing than the readers are.
    """
    with_one, with_other = cohens_kappa(_between(readings, 0, 2)), cohens_kappa(_between(readings, 1, 2))
    return None if with_one is None or with_other is None else (with_one + with_other) / 2


def coach_minus_readers(readings: Sequence[Reading]) -> float | None:
    """Return how far the coach's agreement with readers lies above that between readers."""
    coach, readers = coach_kappa(readings), readers_kappa(readings)
    return None if coach is None or readers is None else coach - readers


def reader_metrics(readings: Sequence[Reading], *, between: str, minus: str) -> tuple[Metric, ...]:
    """Return the agreement of readers, that of the coach with them, and the gate: the difference, at least 0.

    Intervals are over whole accounts, and that of the difference is over the same accounts drawn for both. `between`
    names whose agreement it is, `minus` what is taken off the coach's.
    """
    n = sum(len(reading.labels) for reading in readings)
    return (
        figure(f"agreement of {between} (kappa)", readings, readers_kappa, n=n, missing=_MISSING),
        figure(f"agreement of the coach with {minus} (kappa)", readings, coach_kappa, n=n, missing=_MISSING),
        figure(f"coach minus {minus} (kappa)", readings, coach_minus_readers, n=n, target=0.0, missing=_MISSING),
    )


def _between(readings: Sequence[Reading], one: int, other: int) -> list[Pair]:
    return [(label[one], label[other]) for reading in readings for label in reading.labels]
