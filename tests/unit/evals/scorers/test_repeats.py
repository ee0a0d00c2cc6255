"""A repeat is no new sample."""

from collections.abc import Sequence

import pytest

from coach.domain.evaluation import Metric, Outcome
from evals.scorers.intervals import mean_of, share
from evals.scorers.repeats import metrics_of_repeats


def outcome(sample_id: str, epoch: int, value: float) -> Outcome:
    return Outcome(sample_id=sample_id, epoch=epoch, status="scored", value=value)


def sum_up(outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
    values = [item.value or 0.0 for item in outcomes]
    return mean_of("mean", values), share("whole", sum(value == 1.0 for value in values), len(values))


ONCE = [outcome("a", 1, 1.0), outcome("b", 1, 0.0), outcome("c", 1, 1.0), outcome("d", 1, 1.0)]
AGAIN = [outcome("a", 2, 1.0), outcome("b", 2, 0.0), outcome("c", 2, 0.0), outcome("d", 2, 1.0)]


def test_one_repeat_is_summed_up_as_it_is() -> None:
    assert metrics_of_repeats(ONCE, sum_up) == sum_up(ONCE)


def test_n_and_interval_stay_those_of_one_repeat() -> None:
    (once,) = [metric for metric in sum_up(ONCE) if metric.name == "whole"]
    twice = metrics_of_repeats([*ONCE, *(item.model_copy(update={"epoch": 2}) for item in ONCE)], sum_up)

    assert next(metric for metric in twice if metric.name == "whole") == once


def test_the_figure_is_the_mean_of_the_repeats_with_their_spread() -> None:
    figures = {metric.name: metric for metric in metrics_of_repeats([*ONCE, *AGAIN], sum_up)}

    assert figures["mean"].value == pytest.approx((0.75 + 0.5) / 2)
    assert figures["mean"].n == 4
    spread = figures["spread of the mean score over 2 repeats (standard deviation)"]
    assert (spread.value, spread.n) == (pytest.approx(0.1768, abs=1e-4), 2)


def test_only_what_is_right_every_time_passes_all() -> None:
    figures = {metric.name: metric for metric in metrics_of_repeats([*ONCE, *AGAIN], sum_up)}

    passed = figures["samples right in all 2 repeats (pass^2)"]
    assert (passed.value, passed.n) == (0.5, 4)


def test_a_sample_that_is_missing_in_one_repeat_is_not_right_every_time() -> None:
    figures = {metric.name: metric for metric in metrics_of_repeats([*ONCE, *AGAIN[1:]], sum_up)}

    assert figures["samples right in all 2 repeats (pass^2)"].value == 0.25
