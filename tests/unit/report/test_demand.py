from coach.domain.block import Block, NeedCount, RoadblockCount
from coach.domain.report import Demand, Hidden, OwnerRoadblock, ResourceDemand, RoadblockReport, UncoveredDemand
from coach.report.demand import make_demand, make_roadblocks
from tests.builders import make_resource
from tests.unit.report.building import make_block, make_tally

PRACTISE = make_resource(id="practise", title="Practise", minutes=15)


def need(resource_id: str | None, people: int, behaviour_id: str = "own-it") -> NeedCount:
    return NeedCount(behaviour_id=behaviour_id, resource_id=resource_id, people=people)


def block(*needs: NeedCount, roadblocks: int = 0, **counts: int) -> Block:
    stops = (RoadblockCount(behaviour_id="own-it", owner="Head of Shops", people=roadblocks),) if roadblocks else ()
    return make_block(make_tally(**(counts or {"shown": 4, "contrary": 4})), needs=needs, roadblocks=stops)


MIXED = make_block(make_tally(shown=6), role_id=None)


def test_demand_is_steps_and_minutes_beside_the_whole_catalogue() -> None:
    read = make_resource(id="read", title="Read", minutes=5)

    assert make_demand(
        [block(need("practise", 3)), block(need("practise", 1), need(None, 2)), MIXED], [PRACTISE, read]
    ) == (
        Demand(
            n=16,
            resources=(
                ResourceDemand(resource_id="practise", title="Practise", steps=4, minutes_each=15, minutes=60),
                ResourceDemand(resource_id="read", title="Read", steps=0, minutes_each=5, minutes=0),
            ),
            uncovered=(UncoveredDemand(behaviour_id="own-it", people=2),),
            more_in=(),
        )
    )


def test_what_the_catalogue_no_longer_has_is_still_asked_for() -> None:
    demand = make_demand([block(need("old", 2))], [])

    assert isinstance(demand, Demand)
    assert demand.resources == (
        ResourceDemand(resource_id="old", title=None, steps=2, minutes_each=None, minutes=None),
    )


def test_where_some_are_left_open_there_may_be_more_than_is_told() -> None:
    full = block(need("practise", 2), need(None, 1), contrary=3, open=2)
    demand = make_demand([full, block(need("practise", 1))], [PRACTISE])

    assert isinstance(demand, Demand)
    assert demand.more_in == ("own-it",)


def test_where_fewer_need_something_than_have_a_gap_all_is_told() -> None:
    demand = make_demand([block(need("practise", 2), contrary=3, open=2)], [PRACTISE])

    assert isinstance(demand, Demand)
    assert demand.more_in == ()


def test_demand_and_roadblocks_of_mixed_roles_are_hidden() -> None:
    hidden = Hidden(reason="mixed_roles")

    assert (make_demand([MIXED], [PRACTISE]), make_roadblocks([MIXED])) == (hidden, hidden)


def test_demand_and_roadblocks_of_nobody_are_hidden() -> None:
    hidden = Hidden(reason="small_group")

    assert (make_demand([], [PRACTISE]), make_roadblocks([])) == (hidden, hidden)


def test_roadblocks_are_counted_by_owner_and_behaviour() -> None:
    report = make_roadblocks([block(roadblocks=2), block(roadblocks=1), MIXED])

    assert report == RoadblockReport(
        n=16, items=(OwnerRoadblock(owner="Head of Shops", behaviour_id="own-it", people=3),), more_in=()
    )


def test_roadblocks_of_all_who_are_told_to_have_a_gap_may_be_more() -> None:
    report = make_roadblocks([block(roadblocks=3, contrary=3, open=2)])

    assert isinstance(report, RoadblockReport)
    assert report.more_in == ("own-it",)
