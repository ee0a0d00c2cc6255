"""What is told of one group, and that any two of its people could be without a gap."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations_with_replacement

import pytest

from coach.domain.block import NeedCount, Place, RoadblockCount
from coach.domain.finding import STATES, State
from coach.domain.plan import GAP_STATES
from coach.domain.review import Need, SharedRoadblock, Submission
from coach.report.tally import count_block, count_states
from tests.unit.report.building import make_submission, make_tally, make_team

ADVISERS = Place(role_id="adviser", team="desk", site="north")
S, P, C, N = STATES


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ([S, P, C, N, S], {"shown": 2, "partly_shown": 1, "contrary": 1, "not_described": 1}),
        ([S, S, S, S, S], {"shown": 5}),
        ([N, N, N, N, N], {"not_described": 5}),
        ([P, P, S, N, S], {"partly_shown": 2, "shown": 2, "not_described": 1}),
        # Two are left open, whether they have a gap or not.
        ([P, P, P, S, N], {"partly_shown": 3, "open": 2}),
        ([P, P, P, P, N], {"partly_shown": 3, "open": 2}),
        ([P, P, P, P, P], {"partly_shown": 3, "open": 2}),
        # Of two kinds of gap, those of the more common one are left open.
        ([C, C, C, P, P], {"contrary": 2, "partly_shown": 1, "open": 2}),
        ([C, C, C, C, P], {"contrary": 2, "partly_shown": 1, "open": 2}),
        ([C, P, P, P, P, P], {"contrary": 1, "partly_shown": 3, "open": 2}),
    ],
)
def test_the_states_of_a_group_are_told_as_far_as_they_leave_two_people_open(
    states: list[State], told: dict[str, int]
) -> None:
    assert count_states("own-it", states) == make_tally(**told)


@pytest.mark.parametrize("n", range(3, 9))
def test_whoever_knows_their_own_state_still_cannot_tell_that_anybody_else_has_a_gap(n: int) -> None:
    worlds = defaultdict(list)
    for states in combinations_with_replacement(STATES, n):
        worlds[count_states("own-it", states)].append(states)

    for alike in worlds.values():
        for own in {state for states in alike for state in states}:
            assert any(own in states and has_another_without_a_gap(states, own) for states in alike)


def has_another_without_a_gap(states: tuple[State, ...], own: State) -> bool:
    """Say whether somebody besides the one with the state `own` has no gap; then each of the others may be the one."""
    return sum(state not in GAP_STATES for state in states) > (own not in GAP_STATES)


def records() -> Iterator[Submission]:
    """Yield everything that one person can share of one behaviour, as far as a block can tell it apart."""
    for state in STATES:
        for resource_id in ("practise", "read", None, "nothing needed") if state in GAP_STATES else ("nothing needed",):
            for owner in ("", "Head of Shops") if state in GAP_STATES else ("",):
                yield share(state, resource_id, owner)


def share(state: State, resource_id: str | None = "nothing needed", owner: str = "") -> Submission:
    need = Need(behaviour_id="own-it", resource_id=resource_id) if resource_id != "nothing needed" else None
    roadblock = SharedRoadblock(behaviour_id="own-it", cause="motive", owner=owner or "nobody", text="No time.")
    return make_submission(
        states={"own-it": state}, needs=(need,) if need else (), roadblocks=(roadblock,) if owner else ()
    )


def test_needs_and_roadblocks_add_nothing_by_which_somebody_else_must_have_a_gap() -> None:
    every = list(records())
    worlds = defaultdict(list)
    for chosen in combinations_with_replacement(range(len(every)), 4):
        told = count_block(ADVISERS, [every[place] for place in chosen], 4)
        worlds[told.model_dump_json()].append(chosen)

    states = [item.state("own-it") for item in every]
    assert len(worlds) > 150
    for alike in worlds.values():
        for own in {place for chosen in alike for place in chosen}:
            with_own = [[states[place] for place in chosen] for chosen in alike if own in chosen]
            assert any(has_another_without_a_gap(tuple(others), states[own]) for others in with_own)


def test_what_somebody_left_out_counts_as_not_described() -> None:
    silent = make_submission("ann", {}, asked=("own-it",))

    assert silent.findings == ()
    assert count_block(ADVISERS, [silent, *make_team([S, S, S, S])], 5).tallies == (
        make_tally(shown=4, not_described=1),
    )


def test_a_behaviour_that_too_few_are_asked_for_is_not_told() -> None:
    leads = [make_submission(f"lead-{n}", {"own-it": S, "lead-others": C}, role_id="lead") for n in range(2)]
    block = count_block(Place(team="desk", site="north"), [*leads, *make_team([S, S, S])], 5)

    assert block.n == 5
    assert block.tallies == (make_tally(shown=5),)


def test_needs_are_counted_by_resource_and_roadblocks_by_owner() -> None:
    people = [share(C, "practise", "Head of Shops"), share(C, "practise"), share(P, None), *make_team([S] * 4)]
    block = count_block(ADVISERS, people, 5)

    assert block.needs == (
        NeedCount(behaviour_id="own-it", resource_id=None, people=1),
        NeedCount(behaviour_id="own-it", resource_id="practise", people=2),
    )
    assert block.roadblocks == (RoadblockCount(behaviour_id="own-it", owner="Head of Shops", people=1),)


def test_no_more_needs_and_roadblocks_are_told_than_gaps() -> None:
    block = count_block(ADVISERS, [share(C, "practise", "Head of Shops")] * 4 + [share(C, "read")], 5)

    assert block.tallies == (make_tally(contrary=3, open=2),)
    assert {need.resource_id: need.people for need in block.needs} == {"practise": 2, "read": 1}
    assert block.roadblocks == (RoadblockCount(behaviour_id="own-it", owner="Head of Shops", people=3),)


def test_needs_and_roadblocks_of_mixed_roles_are_not_told() -> None:
    block = count_block(Place(site="north"), [share(C, "practise", "Head of Shops")] * 2 + make_team([S] * 4), 5)

    assert (block.needs, block.roadblocks) == ((), ())


def test_one_owner_is_counted_once_for_a_behaviour() -> None:
    both = tuple(
        SharedRoadblock(behaviour_id="own-it", cause=cause, owner="Head of Shops", text="No say.")
        for cause in ("motive", "authority_capacity")
    )
    person = make_submission(states={"own-it": C}, roadblocks=both)

    assert count_block(ADVISERS, [person, *make_team([S] * 4)], 5).roadblocks == (
        RoadblockCount(behaviour_id="own-it", owner="Head of Shops", people=1),
    )


def test_a_block_has_the_stages_that_all_of_its_people_work_in() -> None:
    people = [*make_team([S] * 4, stage_ids=("buy", "use")), make_submission("ann", stage_ids=("use", "leave"))]

    assert count_block(ADVISERS, people, 5).stage_ids == ("use",)
