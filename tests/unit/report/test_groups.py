from hypothesis import given
from hypothesis import strategies as st

from coach.domain.block import Place
from coach.report.groups import LEVELS, Group, form_groups

DESK = Place(role_id="adviser", team="desk", site="north")


def crowd(sizes: dict[Place, int]) -> dict[str, Place]:
    return {f"{place.role_id}-{place.team}-{n}": place for place, size in sizes.items() for n in range(size)}


def places_of(groups: tuple[Group, ...]) -> dict[Place, int]:
    return {group.place: len(group.people) for group in groups}


PEOPLE = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=5),
    st.builds(
        Place,
        role_id=st.sampled_from(["adviser", "picker", "clerk"]),
        team=st.sampled_from(["t1", "t2", "t3", None]),
        site=st.sampled_from(["north", "south"]),
    ),
    max_size=60,
)
LEAST = st.integers(3, 7)


@given(PEOPLE, LEAST)
def test_every_group_is_large_enough_and_nobody_is_in_two(places: dict[str, Place], k: int) -> None:
    groups = form_groups(places, k)

    grouped = [person for group in groups for person in group.people]
    assert all(len(group.people) >= k for group in groups)
    assert len(grouped) == len(set(grouped))
    assert len(places) - len(grouped) < k


@given(PEOPLE, LEAST)
def test_a_group_is_called_after_what_all_of_its_people_have_in_common(places: dict[str, Place], k: int) -> None:
    for group in form_groups(places, k):
        for name, value in group.place.model_dump(exclude_none=True).items():
            assert {getattr(places[person], name) for person in group.people} == {value}


@given(PEOPLE, LEAST, st.randoms())
def test_the_order_in_which_people_come_changes_nothing(places: dict[str, Place], k: int, random: object) -> None:
    shuffled = dict(sorted(places.items(), key=lambda item: hash((item[0], str(random)))))

    assert form_groups(shuffled, k) == form_groups(places, k)


@given(PEOPLE, LEAST)
def test_people_who_wait_change_no_group(places: dict[str, Place], k: int) -> None:
    groups = form_groups(places, k)
    grouped = {person: places[person] for group in groups for person in group.people}

    assert form_groups(grouped, k) == groups


def test_a_role_in_a_team_with_five_people_has_a_group_of_its_own() -> None:
    assert places_of(form_groups(crowd({DESK: 5}), 5)) == {DESK: 5}


def test_four_wait() -> None:
    assert form_groups(crowd({DESK: 4}), 5) == ()


def test_small_teams_of_one_role_and_site_are_put_together_and_no_team_is_named() -> None:
    places = crowd({DESK: 3, Place(role_id="adviser", team="till", site="north"): 3})

    assert places_of(form_groups(places, 5)) == {Place(role_id="adviser", site="north"): 6}


def test_a_small_team_never_takes_people_from_one_that_is_large_enough() -> None:
    till = Place(role_id="adviser", team="till", site="north")

    assert places_of(form_groups(crowd({DESK: 5, till: 4}), 5)) == {DESK: 5}


def test_what_is_left_is_put_together_by_team_then_role_then_site_then_all() -> None:
    far = {Place(role_id="picker", team=f"far {n}", site=f"site {n}"): 2 for n in range(3)}
    team = {Place(role_id=role, team="mixed", site="north"): 3 for role in ("clerk", "buyer")}
    site = {Place(role_id=f"role {n}".replace(" ", "-"), team=f"t{n}", site="south"): 2 for n in range(3)}
    rest = {Place(role_id=f"last-{n}", team=f"u{n}", site=f"far off {n}"): 1 for n in range(5)}

    assert places_of(form_groups(crowd(far | team | site | rest), 5)) == {
        Place(team="mixed", site="north"): 6,
        Place(role_id="picker"): 6,
        Place(site="south"): 6,
        Place(): 5,
    }


def test_people_without_a_team_are_a_group_by_what_is_known() -> None:
    nowhere = Place(role_id="adviser", team=None, site="north")

    assert places_of(form_groups(crowd({nowhere: 5}), 5)) == {nowhere: 5}


def test_the_levels_begin_with_everything_and_end_with_nothing() -> None:
    assert LEVELS[0] == ("role_id", "team", "site")
    assert LEVELS[-1] == ()
    assert len(set(LEVELS)) == len(LEVELS)
