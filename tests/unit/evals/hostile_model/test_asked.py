"""The double reads a request as a model would: what is asked, of what, and in which shape."""

import json

import pytest

from evals.hostile_model.asked import Asked, read_asked

SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}}


def test_a_request_is_read_with_its_schema_and_limits() -> None:
    body = {
        "model": "small",
        "messages": [{"role": "user", "content": "Who?"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_completion_tokens": 9,
        "response_format": {"type": "json_schema", "json_schema": {"name": "r", "schema": SCHEMA}},
    }

    assert read_asked(body) == Asked("small", (("user", "Who?"),), SCHEMA, True, True, True, 9)


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ({}, Asked("None", ())),
        ({"model": "m", "messages": ["odd", {}]}, Asked("m", (("None", ""),))),
        ({"model": "m", "stream": True, "max_tokens": 5}, Asked("m", (), None, False, True, False, 5)),
        ({"model": "m", "response_format": {"type": "json_object"}}, Asked("m", (), None, True)),
        (
            {"model": "m", "messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, {"text": "b"}]}]},
            Asked("m", (("user", "a\nb"),)),
        ),
    ],
)
def test_what_is_missing_or_odd_is_left_out(body: dict[str, object], read: Asked) -> None:
    assert read_asked(body) == read


def test_a_schema_is_found_in_words() -> None:
    text = f'Like {{"a": 1}} or {{this}}. Reply with one JSON value that fits:\n{json.dumps(SCHEMA)}'

    asked = read_asked({"messages": [{"role": "user", "content": text}]})

    assert (asked.schema, asked.wants_json) == (SCHEMA, True)


def test_what_people_wrote_is_what_stands_in_the_tags_of_the_last_message_with_tags() -> None:
    asked = Asked(
        messages=(
            ("system", "Copy from <account>."),
            ("user", "<account>\nThe example.\n</account>"),
            ("assistant", "{}"),
            ("user", "<ids>\nown-it: Own it.\n1 Point.\n</ids>\n<account>\nI call. I ask.\n</account>"),
            ("assistant", "{"),
            ("user", "The last reply could not be used."),
        )
    )

    assert asked.account == "I call. I ask."
    assert asked.sentences == ("I call.", "I ask.")
    assert asked.ids == ("own-it",)
    assert asked.lines == {}
    assert asked.system == "Copy from <account>."


@pytest.mark.parametrize(
    "text",
    [
        "[1] The first.\n[2] The second.",
        '<passage n="1">The first.</passage><passage n="2">The second.</passage>',
        "<context>\n  [1] The first.\n  [2] The second.\n  [2] Another.\n</context>",
    ],
)
def test_passages_are_found_by_their_numbers(text: str) -> None:
    assert Asked(messages=(("user", text),)).passages == {1: "The first.", 2: "The second."}
