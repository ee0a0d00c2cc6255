"""The attacker's arithmetic, by hand."""

import pytest

from evals.insights.solver import Bounds, Figure, Solver, split

A, B, C = 0b000111, 0b011000, 0b100000
ALL = A | B | C


def test_people_who_are_in_the_same_figures_are_one_atom() -> None:
    assert sorted(split([ALL, A, A | B])) == sorted([A, B, C])


def test_a_difference_of_two_figures_is_about_who_is_in_one_of_them() -> None:
    solver = Solver([Figure(ALL, (3,)), Figure(A | B, (2,))])

    assert solver.spans(C)
    assert not solver.spans(A)
    assert solver.bound(C, [0]) == Bounds(1, 1)


def test_a_chain_of_sums_and_differences_is_followed() -> None:
    solver = Solver([Figure(A | B, (4,)), Figure(B | C, (2,)), Figure(A | C, (4,))])

    assert solver.spans(A)
    assert solver.bound(A, [0]) == Bounds(3, 3)
    assert solver.bound(B, [0]) == Bounds(1, 1)


def test_part_of_an_atom_is_never_told_apart() -> None:
    solver = Solver([Figure(A, (2,))])

    assert not solver.spans(0b000001)
    assert solver.bound(0b000001, [0]) == Bounds(0, 1)
    assert solver.bound(0b000011, [0]) == Bounds(1, 2)


def test_nobody_counts_more_than_once_so_a_large_count_is_everybody() -> None:
    assert Solver([Figure(A | C, (4,))]).bound(C, [0]) == Bounds(1, 1)


def test_whole_numbers_and_sizes_narrow_what_differences_leave() -> None:
    # Of A and C together four have it, so everybody; of B and C one, so nobody of B.
    solver = Solver([Figure(A | C, (4,)), Figure(B | C, (1,))])

    assert not solver.spans(B)
    assert solver.bound(B, [0]) == Bounds(0, 0)


def test_whoever_is_left_open_may_be_in_any_category() -> None:
    solver = Solver([Figure(A | B, (1, 2), open=2)])

    assert solver.bound(A | B, [0]) == Bounds(1, 3)
    assert solver.bound(A | B, [0, 1]) == Bounds(3, 5)
    assert solver.bound(B, [0, 1]) == Bounds(0, 2)


@pytest.mark.parametrize("figures", [[], [Figure(0, (0,))]])
def test_without_figures_nothing_is_known(figures: list[Figure]) -> None:
    solver = Solver(figures)

    assert not solver.spans(A)
    assert solver.bound(A, [0] if figures else []) == Bounds(0, 3)
