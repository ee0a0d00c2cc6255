from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coach.knowledge.files import check_knowledge, load_knowledge
from tests.builders import knowledge_data, write_knowledge

TODAY = date(2026, 11, 22)


def problems_of(folder: Path, data: dict[str, Any]) -> list[str]:
    """Return every problem of the organisation, without the line."""
    write_knowledge(folder, **data)
    found = check_knowledge(folder, today=TODAY)
    return [f"{problem.path}: {problem.field}: {problem.text}" for problem in found]


def test_a_complete_organisation_has_no_problem(tmp_path: Path) -> None:
    assert problems_of(tmp_path, knowledge_data()) == []


@pytest.mark.parametrize(
    ("part", "index", "changed", "problem"),
    [
        (
            "roles",
            0,
            {"line_of_sight": [{"task": "a", "next_person": "b", "customer_feeling": "c", "promise_id": "we-see"}]},
            "roles/shop-adviser.yaml: line_of_sight[1].promise_id: there is no promise 'we-see'; "
            "use one of we-see-it-through, you-always-know",
        ),
        (
            "behaviours",
            1,
            {"promise_id": "you-always-knew"},
            "behaviours/keep-people-posted.yaml: promise_id: there is no promise 'you-always-knew'; "
            "did you mean 'you-always-know'?",
        ),
        (
            "stories",
            0,
            {"behaviour_ids": ["own-it", "own-itt"]},
            "stories/the-second-kettle.md: behaviour_ids[2]: there is no behaviour 'own-itt'; did you mean 'own-it'?",
        ),
        (
            "stories",
            1,
            {"role_id": "shop-advisor"},
            "stories/the-late-van.md: role_id: there is no role 'shop-advisor'; did you mean 'shop-adviser'?",
        ),
        (
            "stories",
            1,
            {"stage_id": "put-it-right"},
            "stories/the-late-van.md: stage_id: there is no stage 'put-it-right'; did you mean 'put-right'?",
        ),
        (
            "resources",
            2,
            {"behaviour_ids": ["keep-posted"]},
            "resources.yaml: resources[3].behaviour_ids[1]: there is no behaviour 'keep-posted'; "
            "did you mean 'keep-people-posted'?",
        ),
        (
            "champions",
            0,
            {"role_id": "boss"},
            "champions.yaml: champions[1].role_id: there is no role 'boss'; use one of shop-adviser, warehouse-picker",
        ),
    ],
)
def test_a_reference_must_lead_to_a_record(
    tmp_path: Path, part: str, index: int, changed: dict[str, Any], problem: str
) -> None:
    data = knowledge_data()
    data[part][index].update(changed)
    assert problems_of(tmp_path, data) == [problem]


def test_the_sponsor_of_the_vision_must_be_a_role(tmp_path: Path) -> None:
    data = knowledge_data()
    data["vision"]["sponsor_role_id"] = "warehouse-pickers"
    assert problems_of(tmp_path, data) == [
        "vision/vision.yaml: sponsor_role_id: there is no role 'warehouse-pickers'; did you mean 'warehouse-picker'?"
    ]


def test_references_of_a_record_that_does_not_fit_are_checked_too(tmp_path: Path) -> None:
    data = knowledge_data()
    data["stories"][0].update(title="", role_id="shop-advisor")
    assert problems_of(tmp_path, data) == [
        "stories/the-second-kettle.md: title: is too short; write at least 1 characters",
        "stories/the-second-kettle.md: role_id: there is no role 'shop-advisor'; did you mean 'shop-adviser'?",
    ]


def test_a_role_that_says_nothing_of_a_behaviour_is_a_problem(tmp_path: Path) -> None:
    data = knowledge_data()
    data["roles"][1]["free_passes"] = []
    assert problems_of(tmp_path, data) == [
        "roles/warehouse-picker.yaml: expectations: says nothing about 'keep-people-posted'; "
        "add an expectation, or a free pass with who accepted it"
    ]


def test_a_role_cannot_be_asked_for_a_behaviour_and_have_a_free_pass_for_it(tmp_path: Path) -> None:
    data = knowledge_data()
    data["roles"][1]["free_passes"][0]["behaviour_id"] = "own-it"
    assert problems_of(tmp_path, data) == [
        "roles/warehouse-picker.yaml: expectations: says nothing about 'keep-people-posted'; "
        "add an expectation, or a free pass with who accepted it",
        "roles/warehouse-picker.yaml: free_passes[1].behaviour_id: 'own-it' stands under expectations already; "
        "keep one of the two",
    ]


def test_a_role_is_asked_for_a_behaviour_once(tmp_path: Path) -> None:
    data = knowledge_data()
    data["roles"][1]["expectations"].append(dict(data["roles"][1]["expectations"][0]))
    assert problems_of(tmp_path, data) == [
        "roles/warehouse-picker.yaml: expectations[2].behaviour_id: 'own-it' stands under expectations already; "
        "keep one of the two"
    ]


def test_two_behaviours_cannot_have_the_same_priority(tmp_path: Path) -> None:
    data = knowledge_data()
    data["behaviours"][1]["priority"] = 1
    assert problems_of(tmp_path, data) == [
        "behaviours/own-it.yaml: priority: 1 is the priority of 'keep-people-posted' too; choose which comes first"
    ]


def test_an_id_is_given_once(tmp_path: Path) -> None:
    data = knowledge_data()
    data["resources"][2]["id"] = data["resources"][0]["id"]
    data["vision"]["customers"][1]["id"] = data["vision"]["customers"][0]["id"]
    write_knowledge(tmp_path, **data)
    assert [problem.line_text() for problem in check_knowledge(tmp_path, today=TODAY)] == [
        "resources.yaml:37: resources[3].id: 'ring-after-repair' is the id of resources.yaml:2 too; "
        "give one of them another id",
        "vision/vision.yaml:18: customers[2].id: 'households' is the id of vision/vision.yaml:14 too; "
        "give one of them another id",
    ]


def test_records_of_different_kinds_may_share_an_id(tmp_path: Path) -> None:
    data = knowledge_data()
    data["resources"][0]["id"] = "own-it"
    assert problems_of(tmp_path, data) == []


@pytest.mark.parametrize(
    ("review_by", "remarks"),
    [
        (
            "2026-11-21",
            [
                "resources.yaml: resources[1].review_by: 2026-11-21 has passed; "
                "read it again, mend what changed and set the next date"
            ],
        ),
        ("2026-11-22", []),
    ],
)
def test_a_review_date_is_stale_from_the_next_day(tmp_path: Path, review_by: str, remarks: list[str]) -> None:
    data = knowledge_data()
    data["resources"][0]["review_by"] = review_by
    assert problems_of(tmp_path, data) == remarks
    assert {problem.severity for problem in check_knowledge(tmp_path, today=TODAY)} <= {"remark"}


@pytest.mark.parametrize(
    ("opted_in_on", "problems"),
    [
        (
            "2026-11-23",
            [
                "champions.yaml: champions[1].opted_in_on: 2026-11-23 is still to come; "
                "list a champion once they have opted in"
            ],
        ),
        ("2026-11-22", []),
    ],
)
def test_a_champion_is_listed_only_after_opting_in(tmp_path: Path, opted_in_on: str, problems: list[str]) -> None:
    data = knowledge_data()
    data["champions"][0]["opted_in_on"] = opted_in_on
    assert problems_of(tmp_path, data) == problems


def test_without_a_readable_vision_its_promises_are_not_missed(tmp_path: Path) -> None:
    write_knowledge(tmp_path)
    (tmp_path / "vision" / "vision.yaml").write_text("id: [", encoding="utf-8")
    assert [problem.path for problem in check_knowledge(tmp_path, today=TODAY)] == ["vision/vision.yaml"]


def test_a_behaviour_without_resource_story_or_champion_is_no_error(tmp_path: Path) -> None:
    data = knowledge_data(resources=[], champions=[], stories=knowledge_data()["stories"][:1])
    assert problems_of(tmp_path, data) == []


def test_a_topic_that_nobody_is_named_for_is_a_remark(tmp_path: Path) -> None:
    routes = knowledge_data()["routes"][:3]
    assert problems_of(tmp_path, knowledge_data(routes=routes)) == [
        "routes.yaml: routes: names nobody for 'safety'; add a route, or the coach can only say: ask your manager"
    ]
    assert check_knowledge(tmp_path, today=TODAY)[0].severity == "remark"


def test_a_topic_has_one_route(tmp_path: Path) -> None:
    routes = knowledge_data()["routes"]
    assert problems_of(tmp_path, knowledge_data(routes=[*routes, dict(routes[0])])) == [
        "routes.yaml: routes[5].topic: 'distress' is the topic of routes.yaml:2 too; give one of them another topic"
    ]


def test_an_organisation_without_routes_is_loaded_with_a_remark(tmp_path: Path) -> None:
    write_knowledge(tmp_path)
    (tmp_path / "routes.yaml").unlink()
    (remark,) = check_knowledge(tmp_path, today=TODAY)
    assert (remark.path, remark.severity) == ("routes.yaml", "remark")
    assert load_knowledge(tmp_path, today=TODAY).route("distress") is None


def test_the_route_of_a_topic_is_found(tmp_path: Path) -> None:
    route = load_knowledge(write_knowledge(tmp_path), today=TODAY).route("legal")
    assert route is not None
    assert route.who == "The legal desk"
