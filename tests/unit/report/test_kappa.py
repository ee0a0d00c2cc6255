"""Kappa against worked examples, and against the figures of the evals, which are computed another way."""

import random

import pytest

from coach.domain.finding import STATES
from coach.report.kappa import Pair, plain_kappa, quadratic_kappa
from evals.scorers import agreement as by_pairs
from evals.scorers.intervals import bootstrap

ORDER = ("contrary", "partly_shown", "shown")


def drawn(submissions: int, *, seed: int) -> list[list[Pair]]:
    """Return readings in which two of three findings are read the same."""
    rng = random.Random(seed)
    return [
        [(first, first if rng.random() < 0.67 else rng.choice(STATES)) for first in rng.choices(STATES, k=4)]
        for _ in range(submissions)
    ]


def test_a_worked_example() -> None:
    # Observed 7 of 10; by chance (6*5 + 4*5) / 100 = 0.5.
    pairs = [("shown", "shown")] * 4 + [("contrary", "contrary")] * 3 + [("shown", "contrary")] * 2
    found = plain_kappa([[*pairs, ("contrary", "shown")]], STATES)

    assert found is not None
    assert found.value == pytest.approx(0.4)
    assert (found.low, found.high, found.n) == (None, None, 10)


@pytest.mark.parametrize("seed", range(5))
def test_it_is_what_the_evals_compute_pair_by_pair(seed: int) -> None:
    groups = drawn(12, seed=seed)
    pairs = [pair for group in groups for pair in group]
    plain, weighted = plain_kappa(groups, STATES), quadratic_kappa(groups, ORDER)

    assert plain is not None
    assert weighted is not None
    assert plain.value == pytest.approx(by_pairs.cohens_kappa(pairs))
    assert weighted.value == pytest.approx(by_pairs.quadratic_kappa(pairs, ORDER))
    assert weighted.n == sum("not_described" not in pair for pair in pairs)


def test_its_interval_is_near_that_of_the_evals_and_the_same_each_time() -> None:
    groups = drawn(60, seed=7)
    found = plain_kappa(groups, STATES)
    other = bootstrap(groups, lambda some: by_pairs.cohens_kappa([pair for group in some for pair in group]))

    assert found is not None
    assert other is not None
    assert (found.low, found.high) == pytest.approx(other, abs=0.02)
    assert found == plain_kappa(groups, STATES)


def test_from_few_groups_there_is_no_interval_however_many_pairs() -> None:
    groups = drawn(9, seed=3)
    few, enough = plain_kappa(groups, STATES), plain_kappa([*groups, groups[0]], STATES)

    assert few is not None
    assert enough is not None
    assert (few.low, few.high) == (None, None)
    assert enough.low is not None


def test_where_everything_has_one_state_there_is_no_kappa() -> None:
    assert plain_kappa([[("shown", "shown")] * 9], STATES) is None
    assert quadratic_kappa([[("not_described", "shown")] * 9], ORDER) is None
    assert plain_kappa([], STATES) is None


def test_perfect_agreement_is_one() -> None:
    found = plain_kappa([[("shown", "shown"), ("contrary", "contrary")]] * 10, STATES)

    assert found is not None
    assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)
