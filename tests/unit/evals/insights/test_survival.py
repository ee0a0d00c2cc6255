import pytest

from coach.domain.block import Place
from evals.insights.survival import AGAINST, ORDERS, WAYS, Known, Look, add, keep, make_shape

DESK, TILL = (Place(role_id="adviser", team=team, site="north") for team in ("desk", "till"))
YARD = Place(role_id="picker", team="yard", site="north")


@pytest.mark.parametrize(
    ("order", "kept"),
    [
        # Ten people: six at the desk, two at the till, two in the yard.
        ("as built", (0.6, 0.6, 0.6, 1, 3, 4)),
        ("place first", (0.6, 0.6, 0.6, 1, 3, 4)),
    ],
)
def test_the_shares_of_people_who_keep_role_team_and_site(order: str, kept: tuple[float, ...]) -> None:
    places = {f"{place.team}-{n}": place for place, size in ((DESK, 6), (TILL, 2), (YARD, 2)) for n in range(size)}

    assert keep(places, ORDERS[order]) == kept


def test_a_reader_who_is_right_that_nobody_changes_makes_no_mistake() -> None:
    looks = [Look(seed, make_shape(60, keeps=1.0), WAYS[0]) for seed in range(3)]
    known = add(look.known(states) for look in looks for states in AGAINST)

    assert 0 < known.known == known.right < known.of


def test_parts_add_up() -> None:
    assert add([Known(1, 1, 3), Known(2, 0, 4)]) == Known(3, 1, 7)
