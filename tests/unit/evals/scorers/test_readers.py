"""The coach is held to what readers reach among themselves, on the same accounts."""

import pytest

from evals.scorers.readers import Reading, coach_kappa, coach_minus_readers, reader_metrics, readers_kappa

_STATES = ("shown", "contrary", "not_described", "partly_shown")


def readings(*labels: tuple[str, str, str]) -> list[Reading]:
    return [Reading((label,)) for label in labels]


def test_a_coach_that_says_what_both_say_agrees_with_them_fully() -> None:
    same = readings(*((state, state, state) for state in _STATES))
    assert (readers_kappa(same), coach_kappa(same), coach_minus_readers(same)) == (1.0, 1.0, 0.0)


def test_a_coach_that_sides_with_one_reader_is_half_way() -> None:
    said = readings(*((state, state, state) for state in _STATES), ("shown", "contrary", "shown"))
    people = readers_kappa(said)
    assert people is not None
    assert coach_kappa(said) == pytest.approx((1.0 + people) / 2)
    assert coach_minus_readers(said) == pytest.approx((1.0 - people) / 2)


def test_a_failed_account_counts_against_the_coach_alone() -> None:
    said = readings(*((state, state, "failed") for state in _STATES))
    people, coach, gate = reader_metrics(said, between="two labelling passes", minus="labellers")
    assert (people.value, coach.value) == (1.0, 0.0)
    assert (gate.value, gate.n, gate.meets_target) == (-1.0, 4, False)


def test_the_figures_have_intervals_over_accounts_and_say_whose_agreement_it_is() -> None:
    said = readings(*((state, state, state) for state in _STATES), ("shown", "contrary", "contrary")) * 4
    metrics = reader_metrics(said, between="two labelling passes", minus="labellers")
    assert [metric.name for metric in metrics] == [
        "agreement of two labelling passes (kappa)",
        "agreement of the coach with labellers (kappa)",
        "coach minus labellers (kappa)",
    ]
    assert all(metric.low is not None for metric in metrics)


def test_without_two_readers_nothing_is_computed() -> None:
    assert {metric.value for metric in reader_metrics([], between="two", minus="labellers")} == {None}
