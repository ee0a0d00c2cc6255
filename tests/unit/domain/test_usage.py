"""Which counts of a week are kept: none of few people, and none from which few could be worked out."""

from itertools import product

import pytest

from coach.domain.usage import EVERYBODY, count_visible


@pytest.mark.parametrize(
    ("people", "by_role", "kept"),
    [
        (4, {"picker": 4}, {}),
        (5, {"picker": 5}, {EVERYBODY: 5, "picker": 5}),
        (9, {"picker": 5, "clerk": 4}, {EVERYBODY: 9}),
        (15, {"picker": 8, "clerk": 5, "buyer": 2}, {EVERYBODY: 15, "picker": 8}),
        (18, {"picker": 8, "clerk": 5, "buyer": 3, "": 2}, {EVERYBODY: 18, "picker": 8, "clerk": 5}),
        (8, {"picker": 3, "clerk": 3, "buyer": 2}, {EVERYBODY: 8}),
    ],
)
def test_small_groups_are_left_out_and_cannot_be_worked_out(
    people: int, by_role: dict[str, int], kept: dict[str, int]
) -> None:
    assert count_visible(people, by_role, smallest=5) == kept


def test_what_is_left_out_of_a_sum_is_always_nobody_or_enough() -> None:
    for counts in product(range(9), repeat=4):
        by_role = {str(place): count for place, count in enumerate(counts) if count}
        kept = count_visible(sum(counts), by_role, smallest=4)
        if kept:
            left_out = kept[EVERYBODY] - sum(count for role, count in kept.items() if role != EVERYBODY)
            assert left_out == 0 or left_out >= 4, counts
            assert min(kept.values()) >= 4
