"""Rubrics whose every item is a yes or a no that code decides: no model judges here."""

from collections.abc import Callable, Mapping, Sequence

from coach.domain.evaluation import Metric, Outcome
from evals.scorers.intervals import share

Checks = Mapping[str, bool | None]
"""Item to verdict; None where the item does not apply."""


def counts_of(checks: Checks) -> dict[str, float]:
    """Return the verdicts as counts, those that do not apply left out."""
    return {name: float(verdict) for name, verdict in checks.items() if verdict is not None}


def value_of(checks: Checks) -> float:
    """Return 1 where every item that applies holds."""
    return float(all(verdict is not False for verdict in checks.values()))


def failures_in(checks: Checks) -> str:
    """Return the items that do not hold, in words."""
    return "; ".join(f"not so: {name}" for name, verdict in checks.items() if verdict is False)


def item_metrics(
    outcomes: Sequence[Outcome], items: Mapping[str, float | None], *, is_exact: Callable[[str], bool] = lambda _: False
) -> tuple[Metric, ...]:
    """Return the share of samples for which each item holds; a failed sample holds none that others are held to."""
    metrics = []
    for item, target in items.items():
        judged = [outcome for outcome in outcomes if item in outcome.counts or outcome.status == "failed"]
        held = sum(outcome.counts.get(item, 0.0) == 1.0 for outcome in judged)
        metrics.append(share(item, held, len(judged), target=target, is_exact=is_exact(item)))
    return tuple(metrics)
