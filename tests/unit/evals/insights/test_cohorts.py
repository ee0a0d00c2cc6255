from random import Random

import pytest

from evals.insights.cohorts import Shape, Wave, make_employees, make_waves

SHAPE = Shape(people=80, sites=3, moves=0.2, withdrawn=0.1, late=0.2)


def waves(seed: int = 7) -> list[Wave]:
    random = Random(seed)
    return list(make_waves(random, make_employees(random, SHAPE), SHAPE, 3))


def test_a_seed_makes_the_same_organisation_again() -> None:
    assert waves() == waves()
    assert waves() != waves(8)


def test_what_is_approved_stays_and_more_comes() -> None:
    first, second, third = ({item.id for item in wave.approved} for wave in waves())

    assert first < second < third


@pytest.mark.parametrize("number", [1, 2])
def test_some_are_approved_late_and_some_have_moved(number: int) -> None:
    made = waves()
    known = {item.id for item in made[number - 1].approved}
    before = {item.person: item.team for item in made[number - 1].approved}
    new = [item for item in made[number].approved if item.id not in known]

    assert any(item.submitted_on < made[number].period.first for item in new)
    assert any(item.team != before[item.person] for item in new if item.person in before)
