"""Figures in words."""

import pytest

from evals.figure import Figure, render_table, share, slowest, waits


def test_a_share_comes_with_its_interval_and_n() -> None:
    assert share(995, 1_000) == "0.995 (0.988 to 0.998, n = 1,000)"


def test_times_come_in_milliseconds_with_the_slowest_twentieth_the_middle_and_n() -> None:
    times = [0.001 * number for number in range(1, 102)]

    assert slowest(times) == "p95 96.0 ms (median 51.0 ms, longest 101.0 ms, n = 101)"


def test_waiting_comes_in_seconds_with_the_slowest_twentieth_the_middle_and_n() -> None:
    times = [0.01 * number for number in range(1, 102)]

    assert waits(times) == "p95 0.96 s (median 0.51 s, longest 1.01 s, n = 101)"


@pytest.mark.parametrize("figures", [[], [Figure("a figure with a long name", "<= 1 s", "0.5 s")]])
def test_the_columns_of_a_table_begin_below_each_other(figures: list[Figure]) -> None:
    head, *rows = render_table(iter(figures)).splitlines()

    assert [row.index(figure.measured) for row, figure in zip(rows, figures, strict=True)] == [
        head.index("measured") for _ in figures
    ]
