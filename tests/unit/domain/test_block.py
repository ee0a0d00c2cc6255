from typing import Any

import pytest
from pydantic import ValidationError

from coach.domain.block import NeedCount, Period, RoadblockCount, Tally
from tests.unit.report.building import SPRING, make_block, make_closing, make_tally

NEED = NeedCount(behaviour_id="own-it", resource_id="practise", people=3)
ROADBLOCK = RoadblockCount(behaviour_id="own-it", owner="Head of Shops", people=3)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"shown": 1, "contrary": 4}, "too many to tell"),
        ({"contrary": 2, "partly_shown": 2, "shown": 1}, "too many to tell"),
        ({"contrary": 3, "shown": 2}, "two people are left open"),
        ({"shown": 3, "open": 2}, "two people are left open"),
        ({"shown": 4, "open": 1}, "Input should be 0 or 2"),
        ({"shown": 2}, "greater than or equal to 3"),
    ],
)
def test_a_tally_that_tells_too_much_cannot_be_made(counts: dict[str, int], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        make_tally(**counts)


def test_a_tally_that_does_not_sum_up_cannot_be_made() -> None:
    with pytest.raises(ValidationError, match="do not sum up"):
        Tally.model_validate(make_tally(shown=5).model_dump() | {"n": 6})


@pytest.mark.parametrize("part", [{"needs": (NEED,)}, {"roadblocks": (ROADBLOCK,)}])
def test_more_needs_or_roadblocks_than_gaps_cannot_be_kept(part: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="than have a gap"):
        make_block(make_tally(shown=4, contrary=2), **part)


@pytest.mark.parametrize("part", [{"needs": (NEED,)}, {"roadblocks": (ROADBLOCK,)}])
def test_needs_and_roadblocks_of_mixed_roles_cannot_be_kept(part: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="of one role only"):
        make_block(make_tally(shown=4, contrary=3), role_id=None, **part)


@pytest.mark.parametrize("block", [make_block(n=4), make_block(make_tally(shown=4), n=5)])
def test_a_count_of_fewer_than_k_people_cannot_be_kept(block: object) -> None:
    with pytest.raises(ValidationError, match="a count of 4 people is smaller than 5"):
        make_closing(block)  # type: ignore[arg-type]


def test_fewer_who_are_counted_again_than_others_are_refused() -> None:
    with pytest.raises(ValidationError, match="are fewer than 5 others"):
        make_closing(k_again=4)


def test_a_period_ends_after_it_begins() -> None:
    with pytest.raises(ValidationError, match="before it begins"):
        Period(id="odd", name="Odd", first=SPRING.last, last=SPRING.first)
