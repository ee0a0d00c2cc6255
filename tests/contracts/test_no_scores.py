"""There is no number about a person in what an engine may say, and no room for one in what a model may reply."""

from collections.abc import Iterator
from typing import Any

import pytest

from coach.assess.replies import EvidenceReply, MatchReply, PlainReply
from coach.domain.block import Closing
from coach.domain.draft import AuthorQuestion, Draft, SavedPlan, Turn
from coach.domain.evaluation import Comparison, Run
from coach.domain.finding import Assessment
from coach.domain.record import Record
from coach.domain.report import CohortReport

PLACES_AND_POINTS = {"start", "end", "point", "expected_point"}
ABOUT_THE_READING = {"confidence", "statements", "refused_quotes"}
ABOUT_THE_CALLS = {"calls", "input_tokens", "output_tokens", "cost", "seconds"}
ABOUT_THE_EVALS = {
    *("value", "low", "high", "n", "target", "p", "epoch", "epochs", "seed"),
    *("before", "after", "difference", "better", "worse"),
    *("plans", "calls", "tokens", "cost", "seconds"),
}
"""Of the engine, on samples that were written for it."""

ABOUT_GROUPS = {
    *("n", "people", "shown", "partly_shown", "contrary", "not_described", "open"),
    *("share", "low", "high", "target", "headcount", "steps", "minutes", "minutes_each", "k", "k_again"),
}
ABOUT_ONE_PERSON = {"person", "person_id", "submission_id", "by", "quotes", "text", "words", "point", "months_in_role"}


def fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for node in (schema, *schema.get("$defs", {}).values()):
        yield from node.get("properties", {}).items()


def is_numeric(field: dict[str, Any]) -> bool:
    kinds = [field, *field.get("anyOf", [])]
    return any(kind.get("type") in ("integer", "number") for kind in kinds)


def test_every_number_in_an_assessment_is_about_a_place_a_scale_point_the_reading_or_its_calls() -> None:
    numbers = {name for name, field in fields(Assessment.model_json_schema()) if is_numeric(field)}

    assert numbers == PLACES_AND_POINTS | ABOUT_THE_READING | ABOUT_THE_CALLS


@pytest.mark.parametrize("measured", [Run, Comparison])
def test_every_number_of_the_evals_is_about_the_engine_and_names_nobody(measured: type[Record]) -> None:
    known = dict(fields(measured.model_json_schema()))

    assert {name for name, field in known.items() if is_numeric(field)} <= ABOUT_THE_EVALS
    assert not known.keys() & {"person_id", "person", "employee", "name_of_person"}


@pytest.mark.parametrize("kept", [Closing, CohortReport])
def test_every_number_of_a_report_is_about_a_group_and_nothing_in_it_is_about_one_person(kept: type[Record]) -> None:
    known = dict(fields(kept.model_json_schema()))

    assert {name for name, field in known.items() if is_numeric(field)} <= ABOUT_GROUPS
    assert not known.keys() & ABOUT_ONE_PERSON


@pytest.mark.parametrize("kept", [Draft, Turn, SavedPlan, AuthorQuestion, Assessment])
def test_nothing_that_is_kept_about_a_person_has_room_for_what_evals_measure(kept: type[Record]) -> None:
    measured = {*Run.model_json_schema()["$defs"], *Comparison.model_json_schema()["$defs"], "Run", "Comparison"}

    assert not measured & kept.model_json_schema().get("$defs", {}).keys()


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
