"""There is no number about a person in what an engine may say, and no room for one in what a model may reply."""

from collections.abc import Iterator
from typing import Any

import pytest

from coach.assess.replies import EvidenceReply, MatchReply, PlainReply
from coach.domain.finding import Assessment
from coach.domain.record import Record

PLACES_AND_POINTS = {"start", "end", "point", "expected_point"}
ABOUT_THE_READING = {"confidence", "statements", "refused_quotes"}
ABOUT_THE_CALLS = {"calls", "input_tokens", "output_tokens", "cost", "seconds"}


def fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for node in (schema, *schema.get("$defs", {}).values()):
        yield from node.get("properties", {}).items()


def is_numeric(field: dict[str, Any]) -> bool:
    kinds = [field, *field.get("anyOf", [])]
    return any(kind.get("type") in ("integer", "number") for kind in kinds)


def test_every_number_in_an_assessment_is_about_a_place_a_scale_point_the_reading_or_its_calls() -> None:
    numbers = {name for name, field in fields(Assessment.model_json_schema()) if is_numeric(field)}

    assert numbers == PLACES_AND_POINTS | ABOUT_THE_READING | ABOUT_THE_CALLS


@pytest.mark.parametrize(
    ("reply", "names"),
    [
        (EvidenceReply, {"evidence", "quote", "behaviour_id", "bearing", "point"}),
        (PlainReply, {"statements", "number", "plain"}),
        (MatchReply, {"matches", "number", "behaviour_id", "bearing", "point"}),
    ],
)
def test_a_model_can_say_nothing_but_places_kinds_and_plain_words(reply: type[Record], names: set[str]) -> None:
    schema = reply.model_json_schema()

    assert {name for name, _ in fields(schema)} == names
    nodes = [schema, *schema["$defs"].values()]
    assert all(node["additionalProperties"] is False for node in nodes)
    assert all("maxItems" in field for _, field in fields(schema) if field.get("type") == "array")
    assert all(
        "maxLength" in field for name, field in fields(schema) if field.get("type") == "string" and name != "bearing"
    )
