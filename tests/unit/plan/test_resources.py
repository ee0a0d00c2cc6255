from collections.abc import Sequence
from typing import Any

import pytest

from coach.domain.knowledge import Resource, TrainableCause
from coach.domain.plan import Gap, ResourceChoice
from coach.plan.resources import choose_resource, find_uncovered
from tests.builders import make_behaviour, make_resource, make_role


def gap(point: int | None = 1, expected: int = 3) -> Gap:
    return Gap(
        behaviour_id="own-it",
        state="partly_shown" if point else "contrary",
        point=point,
        expected_point=expected,
        distance=max(0, expected - (point or 0)),
        priority=1,
    )


def resource(resource_id: str, **fields: Any) -> Resource:
    return make_resource(id=resource_id, **fields)


def choose(resources: Sequence[Resource], *causes: TrainableCause, of: Gap | None = None, **role: Any) -> str | None:
    choice = choose_resource(of or gap(), resources, behaviour=make_behaviour(), role=make_role(**role), causes=causes)
    return choice.resource_id if choice else None


def lacks(resources: Sequence[Resource], *causes: TrainableCause, of: Gap | None = None) -> str | None:
    return find_uncovered(of or gap(), resources, behaviour=make_behaviour(), role=make_role(), causes=causes)


@pytest.mark.parametrize(
    ("why", "fields"),
    [
        ("another behaviour", {"behaviour_ids": ["keep-people-posted"]}),
        ("only points the words show already", {"points": [1]}),
        ("only points beyond the expected one", {"points": [4]}),
        ("another cause", {"causes": ["clarity"]}),
        ("another kind of role", {"role_kinds": ["supplier"]}),
    ],
)
def test_a_resource_that_does_not_fit_is_not_chosen(why: str, fields: dict[str, Any]) -> None:
    assert choose([resource("a", **fields)], "skill") is None, why


@pytest.mark.parametrize("fields", [{}, {"role_kinds": ["front_line", "supplier"]}, {"points": [3, 4]}])
def test_a_resource_that_fits_is_chosen(fields: dict[str, Any]) -> None:
    assert choose([resource("a", **fields)], "skill") == "a"


def test_without_a_named_cause_every_cause_fits() -> None:
    assert choose([resource("a", causes=["clarity"])]) == "a"


@pytest.mark.parametrize(
    ("why", "first", "second"),
    [
        (
            "more of the named causes",
            {"causes": ["clarity", "skill"], "points": [3], "kind": "reading", "minutes": 300},
            {"causes": ["skill"], "points": [2], "kind": "practice", "minutes": 5},
        ),
        ("the lower point", {"points": [2], "kind": "reading"}, {"points": [3], "kind": "practice"}),
        (
            "a point already shown does not make it lower",
            {"points": [2], "kind": "practice"},
            {"points": [1, 2], "kind": "job_aid"},
        ),
        ("practice before job aid", {"kind": "practice", "minutes": 60}, {"kind": "job_aid", "minutes": 5}),
        ("job aid before shadowing", {"kind": "job_aid"}, {"kind": "shadowing"}),
        ("shadowing before community", {"kind": "shadowing"}, {"kind": "community"}),
        ("community before course", {"kind": "community"}, {"kind": "course"}),
        ("course before reading", {"kind": "course"}, {"kind": "reading"}),
        ("fewer minutes", {"minutes": 5}, {"minutes": 10}),
    ],
)
def test_resources_stand_in_the_published_order(why: str, first: dict[str, Any], second: dict[str, Any]) -> None:
    assert choose([resource("b", **first), resource("a", **second)], "clarity", "skill") == "b", why


def test_the_id_decides_between_resources_that_are_equal_otherwise() -> None:
    assert choose([resource("b"), resource("a")], "skill") == "a"


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (gap(None), "one"),
        (gap(1), "two"),
        (gap(2), "three"),
        (gap(3), "three"),
        (gap(4), "three"),
        (gap(None, expected=2), "one"),
    ],
)
def test_the_resource_leads_to_the_next_point_and_never_beyond_the_expected_one(of: Gap, expected: str) -> None:
    names = ("one", "two", "three", "four")
    resources = [resource(name, points=[point]) for point, name in enumerate(names, 1)]
    assert choose(resources, of=of) == expected


def test_a_choice_says_why_it_was_made() -> None:
    choice = choose_resource(
        gap(2), [resource("a", points=[3])], behaviour=make_behaviour(), role=make_role(), causes=["skill"]
    )
    assert choice == ResourceChoice(
        resource_id="a",
        title="Ring one customer after a repair",
        kind="practice",
        summary="Pick one repair this week and ring the customer two days later.",
        minutes=15,
        cost="free",
        where="At your desk.",
        why="It is about “Own it to the end” and leads to point 3 of its scale, and it answers what you named: how "
        "to do it. It is the only one that fits.",
    )


def test_a_choice_says_how_many_fitted() -> None:
    choice = choose_resource(
        gap(), [resource("a"), resource("b")], behaviour=make_behaviour(), role=make_role(), causes=[]
    )
    assert choice is not None
    assert choice.why == (
        "It is about “Own it to the end” and leads to point 2 of its scale. "
        "By the rule it comes first of the 2 that fit."
    )


@pytest.mark.parametrize(
    ("resources", "causes", "of", "text"),
    [
        ([resource("a")], [], gap(), None),
        ([resource("a", causes=["clarity", "skill"])], ["clarity", "skill"], gap(), None),
        (
            [],
            [],
            gap(),
            "The catalogue has nothing yet about “Own it to the end”, for scale points 2 to 3 and front-line roles.",
        ),
        (
            [resource("a", causes=["skill"])],
            ["clarity", "skill"],
            gap(2),
            "The catalogue has nothing yet about “Own it to the end” that shows what is asked, for scale point 3 and "
            "front-line roles.",
        ),
        (
            [resource("a", points=[4])],
            ["clarity", "skill"],
            gap(None),
            "The catalogue has nothing yet about “Own it to the end” that shows what is asked and how to do it, for "
            "scale points 1 to 3 and front-line roles.",
        ),
    ],
)
def test_what_the_catalogue_lacks_is_said_plainly(
    resources: list[Resource], causes: list[TrainableCause], of: Gap, text: str | None
) -> None:
    assert lacks(resources, *causes, of=of) == text
