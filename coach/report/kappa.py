"""Agreement of two readers, corrected for chance, with its interval."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from coach.domain.reader_agreement import BeyondChance

LEAST_GROUPS = 10
"""Drawn again from fewer groups, an interval would be too narrow to be believed."""
RESAMPLES = 1_000
_SEED = 20_261_128
_ENDS = (0.025, 0.975)

Floats = NDArray[np.float64]
Pair = tuple[str, str]
"""What the first and what the second reader said of one finding."""


def plain_kappa(groups: Sequence[Sequence[Pair]], labels: Sequence[str]) -> BeyondChance | None:
    """Return agreement corrected for chance (Cohen 1960); None where chance alone would always agree.

    Each group is drawn as a whole for the interval: what belongs together, such as all findings of one submission. With
    fewer than ten groups there is no interval.
    """
    return _beyond_chance(groups, labels, 1.0 - np.eye(len(labels)))


def quadratic_kappa(groups: Sequence[Sequence[Pair]], order: Sequence[str]) -> BeyondChance | None:
    """Return the same, where a miss by two steps of `order` costs four times a miss by one (Cohen 1968).

    Pairs with a label outside `order` are left out: they have no place on the scale.
    """
    steps = np.arange(len(order), dtype=np.float64)
    return _beyond_chance(groups, order, (steps[:, None] - steps[None, :]) ** 2)


def _beyond_chance(groups: Sequence[Sequence[Pair]], labels: Sequence[str], costs: Floats) -> BeyondChance | None:
    tables = np.array([table for group in groups if (table := _table(group, labels)).any()])
    if not len(tables):
        return None
    total = tables.sum(axis=0)
    value = float(_kappas(total[None], costs)[0])
    if np.isnan(value):
        return None
    low, high = _interval(tables, costs)
    return BeyondChance(value=value, low=low, high=high, n=int(total.sum()))


def _table(pairs: Sequence[Pair], labels: Sequence[str]) -> Floats:
    place = {label: number for number, label in enumerate(labels)}
    table = np.zeros((len(labels), len(labels)))
    for first, second in pairs:
        if first in place and second in place:
            table[place[first], place[second]] += 1
    return table


def _interval(tables: Floats, costs: Floats) -> tuple[float, float] | tuple[None, None]:
    """Return the 95 % percentile interval over groups drawn again with repetition (Efron 1979)."""
    n = len(tables)
    if n < LEAST_GROUPS:
        return None, None
    # How often each group comes in a draw is all that a sum of tables needs.
    times = np.random.default_rng(_SEED).multinomial(n, np.full(n, 1 / n), size=RESAMPLES)
    drawn = _kappas(np.tensordot(times, tables, axes=1), costs)
    drawn = drawn[~np.isnan(drawn)]
    if len(drawn) < RESAMPLES // 2:
        return None, None
    low, high = np.quantile(drawn, _ENDS)
    return float(low), float(high)


def _kappas(tables: Floats, costs: Floats) -> Floats:
    """Return kappa of each table (the first reader's labels are its rows); not a number where there is none."""
    n = tables.sum(axis=(1, 2))
    observed = (tables * costs).sum(axis=(1, 2)) / n
    by_chance = np.einsum("ti,tj,ij->t", tables.sum(axis=2), tables.sum(axis=1), costs) / n**2
    undefined = by_chance == 0
    kappas: Floats = np.where(undefined, np.nan, 1.0 - observed / np.where(undefined, 1.0, by_chance))
    return kappas
