from typing import Any

import pytest
import yaml

from coach.knowledge.document import parse_yaml
from coach.knowledge.records import read_entries, read_entry
from tests.builders import knowledge_data, make_behaviour, make_role

OWN_IT: dict[str, Any] = knowledge_data()["behaviours"][0]
SHOP_ADVISER: dict[str, Any] = knowledge_data()["roles"][0]
FILE = "behaviours/own-it.yaml"


def without(data: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != name}


def problems_of(data: object) -> list[str]:
    """Return what is wrong with the behaviour, without file and line."""
    document = parse_yaml(yaml.safe_dump(data, sort_keys=False), "a")
    _, problems = read_entry(document, "behaviour", "own-it")
    return [f"{problem.field}: {problem.text}" for problem in problems]


def test_a_right_file_becomes_a_record() -> None:
    document = parse_yaml(yaml.safe_dump(OWN_IT), FILE)
    entry, problems = read_entry(document, "behaviour", "own-it")
    assert problems == []
    assert entry.record == make_behaviour()


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"name": None}, "name: is empty; fill it in, or delete the line if the field may be left out"),
        ({"name": ""}, "name: is too short; write at least 1 characters"),
        ({"name": "x" * 1_001}, "name: is too long; write at most 1000 characters"),
        ({"name": 7}, "name: 7 is not text; put it in quotes"),
        ({"name": ["a"]}, "name: ['a'] is not text; put it in quotes"),
        ({"priority": "first"}, "priority: 'first' is not a whole number; write digits without quotes"),
        ({"priority": "1"}, "priority: '1' is not a whole number; write digits without quotes"),
        ({"priority": 1.5}, "priority: '1.5' is not a whole number; write digits without quotes"),
        ({"priority": True}, "priority: 'true' is not a whole number; write digits without quotes"),
        ({"priority": 0}, "priority: 0 is too small; write 1 or more"),
        (
            {"review_by": "next spring"},
            "review_by: 'next spring' is not a date; write it as year-month-day, such as 2027-09-30",
        ),
        (
            {"review_by": "2027-13-45"},
            "review_by: '2027-13-45' is not a date; write it as year-month-day, such as 2027-09-30",
        ),
        ({"review_by": 2027}, "review_by: 2027 is not a date; write it as year-month-day, such as 2027-09-30"),
        ({"do": "Ring back."}, "do: is not a list; start each item on its own line with '- '"),
        ({"do": ["Ring back."]}, "do: has too few items; write at least 2"),
        ({"do": ["Ring back.", {"a": 1}]}, "do[2]: {'a': 1} is not text; put it in quotes"),
        (
            {"promise_id": "We see it through"},
            "promise_id: 'We see it through' is not an id; write lower-case words joined by hyphens, such as own-it",
        ),
        ({"sumary": "x"}, "sumary: is not a field here; delete it"),
        (
            {"anchors": OWN_IT["anchors"][:2] + OWN_IT["anchors"][3:]},
            "anchors: anchors must describe points 1, 2, 3 and 4 once each, in this order; found [1, 2, 4]",
        ),
        (
            {"anchors": [{**OWN_IT["anchors"][0], "point": 5}, *OWN_IT["anchors"][1:]]},
            "anchors[1].point: 5 is too large; write 4 or less",
        ),
        (
            {"anchors": [without(OWN_IT["anchors"][0], "text"), *OWN_IT["anchors"][1:]]},
            "anchors[1].text: is missing; add it",
        ),
        (
            {"anchors": ["first", *OWN_IT["anchors"][1:]]},
            "anchors[1]: is not a group of fields; write each as name: value",
        ),
    ],
)
def test_a_misfit_is_said_in_plain_words_with_the_remedy(changed: dict[str, Any], problem: str) -> None:
    assert problems_of({**OWN_IT, **changed}) == [problem]


def test_an_unknown_field_gets_the_closest_field_that_is_not_written_yet() -> None:
    misspelt = {**without(OWN_IT, "summary"), "sumary": "You stay with it."}
    assert problems_of(misspelt) == [
        "summary: is missing; add it",
        "sumary: is not a field here; did you mean 'summary'?",
    ]


def test_an_unknown_field_inside_a_list_gets_the_closest_field_of_that_list() -> None:
    anchor = {**without(OWN_IT["anchors"][0], "examples"), "exampels": ["a", "b", "c", "d"]}
    assert problems_of({**OWN_IT, "anchors": [anchor, *OWN_IT["anchors"][1:]]}) == [
        "anchors[1].examples: is missing; add it",
        "anchors[1].exampels: is not a field here; did you mean 'examples'?",
    ]


def test_a_missing_anchor_is_told_together_with_other_problems() -> None:
    assert problems_of({**without(OWN_IT, "why"), "anchors": OWN_IT["anchors"][:3]}) == [
        "why: is missing; add it",
        "anchors: anchors must describe points 1, 2, 3 and 4 once each, in this order; found [1, 2, 3]",
    ]


def test_a_choice_that_does_not_exist_gets_the_closest_one() -> None:
    document = parse_yaml(yaml.safe_dump({**SHOP_ADVISER, "kind": "frontline"}), "roles/shop-adviser.yaml")
    _, problems = read_entry(document, "role", "shop-adviser")
    assert [problem.text for problem in problems] == ["'frontline' is not possible here; did you mean 'front_line'?"]


@pytest.mark.parametrize("data", ["text", ["a", "list"], 3])
def test_a_file_without_fields_is_a_problem(data: object) -> None:
    assert problems_of(data) == [": is not a group of fields; write each as name: value"]


def test_an_id_must_be_the_name_of_the_file() -> None:
    document = parse_yaml(yaml.safe_dump(OWN_IT, sort_keys=False), "behaviours/own.yaml")
    entry, problems = read_entry(document, "behaviour", "own")
    assert [problem.line_text() for problem in problems] == [
        "behaviours/own.yaml:1: id: 'own-it' differs from the file's name 'own'; make the two equal"
    ]
    assert entry.id == "own"


def test_what_was_refused_on_reading_is_not_told_twice() -> None:
    text = yaml.safe_dump(OWN_IT, sort_keys=False).replace("name: Own it to the end", 'name: "\\0"')
    document = parse_yaml(text, FILE)
    _, problems = read_entry(document, "behaviour", "own-it")
    assert [problem.text for problem in document.problems] == [
        "contains the control or invisible character U+0000; delete it"
    ]
    assert problems == []


def test_one_wrong_item_of_a_list_leaves_the_others_whole() -> None:
    resources = knowledge_data()["resources"]
    del resources[1]["title"]
    document = parse_yaml(yaml.safe_dump({"resources": resources}, sort_keys=False), "resources.yaml")
    entries, problems = read_entries(document, "resource", "resources")
    assert [(entry.id, entry.record is not None) for entry in entries] == [
        ("ring-after-repair", True),
        ("what-owning-means", False),
        ("morning-update-card", True),
    ]
    assert [problem.line_text() for problem in problems] == [
        "resources.yaml:17: resources[2].title: is missing; add it"
    ]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            "resource: []\n",
            [
                "a.yaml:1: resource: is not a field here; did you mean 'resources'?",
                "a.yaml:1: resources: is not a list; write resources: and below it the items, each with '- ', "
                "or resources: []",
            ],
        ),
        (
            "- id: x\n",
            [
                "a.yaml:1: resources: is not a list; write resources: and below it the items, each with '- ', "
                "or resources: []",
            ],
        ),
        (
            "resources:\n",
            [
                "a.yaml:1: resources: is not a list; write resources: and below it the items, each with '- ', "
                "or resources: []",
            ],
        ),
        ("resources: []\n", []),
    ],
)
def test_a_list_file_needs_its_list(text: str, problems: list[str]) -> None:
    _, found = read_entries(parse_yaml(text, "a.yaml"), "resource", "resources")
    assert [problem.line_text() for problem in found] == problems


def test_a_journey_without_stages_is_a_problem() -> None:
    _, problems = read_entries(parse_yaml("stages: []\n", "journey.yaml"), "stage", "stages")
    assert [problem.line_text() for problem in problems] == ["journey.yaml:1: stages: has no items; write at least 1"]


def test_a_field_that_may_be_left_out_may_be_left_out() -> None:
    data = without(SHOP_ADVISER, "also_called")
    entry, problems = read_entry(parse_yaml(yaml.safe_dump(data), "a"), "role", "shop-adviser")
    assert problems == []
    assert entry.record == make_role(also_called=())


def test_every_misfit_of_a_record_is_told() -> None:
    wrong = {**OWN_IT, "name": 1, "why": 2, "do": 3, "owner": 4}
    assert [problem.split(":")[0] for problem in problems_of(wrong)] == ["name", "why", "do", "owner"]
