"""How far reviewers agree: the decisions beside the second readings."""

from collections.abc import Iterable

from coach.domain.finding import STATES, State
from coach.domain.reader_agreement import ReaderAgreement
from coach.domain.review_case import ReviewCase
from coach.report.kappa import plain_kappa, quadratic_kappa
from coach.review.second_reading import read_twice

LEAST_FINDINGS = 5
"""With fewer findings nothing is told: a figure of so few says nothing, and would nearly name who read what."""
_ORDER: tuple[State, ...] = ("contrary", "partly_shown", "shown")


def measure_agreement(cases: Iterable[ReviewCase]) -> ReaderAgreement | None:
    """Return how far the two readers of all findings that were read twice agree; None where there are too few."""
    groups = [[(item.first, item.second) for item in found] for case in cases if (found := read_twice(case))]
    pairs = [pair for group in groups for pair in group]
    if len(pairs) < LEAST_FINDINGS:
        return None
    return ReaderAgreement(
        submissions=len(groups),
        findings=len(pairs),
        same=sum(first == second for first, second in pairs),
        kappa=plain_kappa(groups, STATES),
        weighted=quadratic_kappa(groups, _ORDER),
    )
