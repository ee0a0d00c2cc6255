import json
from collections.abc import Iterator
from typing import Any

from coach.plan.export.json import render_json
from tests.builders import make_full_plan, make_plan


def numbers(value: Any, path: str = "") -> Iterator[str]:
    """Yield the path of every number in a JSON document, list places left out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner, path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


def test_the_document_says_that_a_machine_made_it_and_what_it_is_not_for() -> None:
    document = json.loads(render_json(make_plan()))
    del document["plan"]
    assert document == {
        "format": "vision-coach/gap-plan",
        "format_version": 1,
        "ai_generated": True,
        "made_by": {
            "engine": "embedded",
            "model": "tiny-encoder 1",
            "prompts": [],
            "knowledge_version": "0123456789ab",
            "code_version": "0.1.0",
        },
        "notice": "This plan belongs to the person who wrote the account. It says what one account shows, not who "
        "somebody is. It is no basis for pay, promotion, discipline or dismissal.",
        "not_for": ["pay", "promotion", "discipline", "dismissal"],
    }


def test_the_names_in_the_document_are_those_of_its_format() -> None:
    plan = json.loads(render_json(make_full_plan()))["plan"]
    assert list(plan) == [
        "role_id", "role_name", "made_on", "strengths", "items", "roadblocks", "later", "not_described", "uncovered",
    ]  # fmt: skip
    assert list(plan["items"][0]) == [
        "behaviour_id", "behaviour_name", "state", "now", "now_in_own_words", "desired", "feeling", "causes", "action",
        "resource", "uncovered", "story", "helper", "check_on", "rule",
    ]  # fmt: skip
    assert plan["items"][0]["now"] == [
        {
            "behaviour_id": "own-it",
            "quote": "We never ring back.",
            "span": {"start": 0, "end": 19},
            "bearing": "contrary",
            "supported": None,
        }
    ]
    assert (plan["made_on"], plan["items"][0]["check_on"]) == ("2026-11-22", "2026-12-06")


def test_no_number_in_the_document_says_how_good_anybody_is() -> None:
    assert set(numbers(json.loads(render_json(make_full_plan())))) == {
        ".format_version",
        ".plan.items.now.span.start",
        ".plan.items.now.span.end",
        ".plan.items.resource.minutes",
    }


def test_words_stay_readable() -> None:
    assert "Ünïcode “quotes”" in render_json(make_full_plan("Ünïcode “quotes” "))
