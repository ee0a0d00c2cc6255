"""How often a finding changes when only what must not count was changed."""

from collections.abc import Sequence

from coach.domain.evaluation import Metric, Outcome
from evals.scorers.intervals import bootstrap


def flip_rate(name: str, outcomes: Sequence[Outcome], *, target: float | None, is_exact: bool = False) -> Metric:
    """Return the share of findings that differ from those about the original, with an interval over whole texts.

    A failed reading counts as every finding flipped.
    """
    n = sum(len(outcome.labels) for outcome in outcomes)
    common = {"name": name, "n": n, "target": target, "at_least": False, "is_exact": is_exact}
    if n == 0:
        return Metric(value=None, missing="there is no such sample", **common)
    value = _rate(outcomes)
    interval = bootstrap(outcomes, _rate)
    low, high = interval if interval else (None, None)
    return Metric(value=value, low=low, high=high, **common)


def _rate(outcomes: Sequence[Outcome]) -> float:
    pairs = [(expected, got) for outcome in outcomes for _, expected, got in outcome.labels]
    return sum(expected != got for expected, got in pairs) / len(pairs) if pairs else 0.0
