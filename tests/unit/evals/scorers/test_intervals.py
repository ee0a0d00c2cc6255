"""Intervals hold what they say, and missing is never zero."""

import numpy as np
import pytest

from evals.scorers.intervals import bootstrap, figure, mean_of, paired_difference, share, sign_test


def test_the_bootstrap_interval_of_a_mean_is_close_to_the_textbook_one() -> None:
    values = np.random.default_rng(1).normal(0.5, 0.2, size=200).tolist()
    half = 1.96 * float(np.std(values, ddof=1)) / len(values) ** 0.5

    interval = bootstrap(values, lambda drawn: float(np.mean(drawn)))

    assert interval == pytest.approx((np.mean(values) - half, np.mean(values) + half), abs=0.006)


def test_the_same_items_give_the_same_interval() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0]

    assert bootstrap(values, np.mean) == bootstrap(values, np.mean)


def test_a_share_of_nothing_is_missing_and_says_so() -> None:
    metric = share("found", 0, 0, target=0.9)

    assert (metric.value, metric.missing, metric.meets_target) == (None, "there is no such sample", None)


def test_a_figure_that_cannot_be_computed_is_missing_and_not_zero() -> None:
    metric = figure("kappa", [1, 2, 3], lambda _: None, missing="one label only")

    assert (metric.value, metric.missing) == (None, "one label only")


def test_a_mean_carries_n_and_its_interval() -> None:
    metric = mean_of("nDCG@10", [0.2, 0.4, 0.6, 0.8], target=0.85)

    assert (metric.value, metric.n, metric.meets_target) == (pytest.approx(0.5), 4, False)
    assert metric.low is not None
    assert metric.high is not None
    assert metric.low < 0.5 < metric.high


def test_pairs_that_all_move_up_have_an_interval_above_zero() -> None:
    mean, low, high = paired_difference([0.1, 0.2, 0.3, 0.4], [0.3, 0.3, 0.5, 0.6])

    assert mean == pytest.approx(0.175)
    assert 0 < low <= mean <= high


def test_what_differs_in_length_is_no_pairs() -> None:
    with pytest.raises(ValueError, match="2 and 1 values are no pairs"):
        paired_difference([0.1, 0.2], [0.3])


@pytest.mark.parametrize(
    ("before", "after", "p"),
    [([0, 0], [0, 0], 1.0), ([0] * 6, [1] * 6, 2 / 64), ([0, 1, 0, 1], [1, 0, 1, 0], 1.0)],
)
def test_the_sign_test_is_exact(before: list[float], after: list[float], p: float) -> None:
    assert sign_test(before, after) == pytest.approx(p)
