from typing import Literal

import pytest
from pydantic import Field

from coach.domain.record import Line, Record
from coach.errors import ModelError, OutputError
from coach.llm.protocols import Message
from coach.llm.scripted import Scripted, ScriptedModel
from coach.llm.strict_schema import strict_schema
from coach.llm.structured import ask_for
from tests.builders import make_request


class Quote(Record):
    """Words about this never reach a model."""

    text: Line
    bearing: Literal["for", "against"]
    kind: Literal["quote"] = "quote"
    page: int | None = Field(default=None, ge=1)


class Reading(Record):
    quotes: tuple[Quote, ...] = Field(max_length=2)
    weight: float = 1.0
    notes: tuple[Line, ...] = Field(default=(), max_length=5_000)
    choice: Quote | str = ""


class Nested(Record):
    inner: "Nested | None" = None


class Open(Record):
    anything: dict[str, str]


QUOTE = '{"text": "I rang back", "bearing": "for", "kind": "quote", "page": null}'
GOOD = f'{{"quotes": [{QUOTE}], "weight": 2, "notes": [], "choice": "x"}}'
READING = Reading(quotes=(Quote(text="I rang back", bearing="for"),), weight=2.0, choice="x")
REQUEST = make_request(prompt="assess/read@1:ab12cd34ef56")


def ask(*replies: Scripted) -> tuple[ScriptedModel, Reading, bool]:
    model = ScriptedModel(replies)
    structured = ask_for(model, REQUEST, Reading)
    return model, structured.value, structured.repaired


def problem(text: str) -> str:
    """Return what the model is told about a reply."""
    model, value, repaired = ask(text, GOOD)
    assert (value, repaired) == (READING, True)
    note = model.requests[1].messages[-1].text
    return note.removeprefix("The last reply could not be used: ").partition(". Reply with the one whole")[0]


def test_the_schema_is_strict_flat_and_without_words() -> None:
    quote = {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "bearing": {"type": "string", "enum": ["for", "against"]},
            "kind": {"type": "string", "enum": ["quote"]},
            "page": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        },
        "required": ["text", "bearing", "kind", "page"],
        "additionalProperties": False,
    }
    assert strict_schema(Reading) == {
        "type": "object",
        "properties": {
            "quotes": {"type": "array", "items": quote, "maxItems": 2},
            "weight": {"type": "number"},
            "notes": {"type": "array", "items": {"type": "string"}},
            "choice": {"anyOf": [quote, {"type": "string"}]},
        },
        "required": ["quotes", "weight", "notes", "choice"],
        "additionalProperties": False,
    }


@pytest.mark.parametrize(("output", "says"), [(Nested, "contains itself"), (Open, "has no strict form")])
def test_a_record_without_a_strict_form_is_refused_before_any_call(output: type[Record], says: str) -> None:
    model = ScriptedModel([])
    with pytest.raises(TypeError, match=says):
        ask_for(model, REQUEST, output)
    assert model.requests == ()


def test_a_good_reply_is_one_call_with_the_schema() -> None:
    model = ScriptedModel([GOOD])
    structured = ask_for(model, REQUEST, Reading)
    assert (structured.value, structured.repaired, len(structured.replies)) == (READING, False, 1)
    assert model.requests == (make_request(prompt=REQUEST.prompt, output_schema=strict_schema(Reading)),)


def test_the_repair_turn_quotes_the_reply_and_says_what_was_wrong() -> None:
    model, value, repaired = ask("Certainly!", GOOD)
    assert (value, repaired) == (READING, True)
    assert model.requests[1].messages == (
        *REQUEST.messages,
        Message(role="assistant", text="Certainly!"),
        Message(
            role="user",
            text="The last reply could not be used: it holds no JSON object. Reply with the one whole JSON object that "
            "was asked for, and nothing else. Keep it short and list nothing twice.",
        ),
    )
    assert model.requests[1].output_schema == strict_schema(Reading)


def test_both_replies_are_returned() -> None:
    structured = ask_for(ScriptedModel(["no", GOOD]), REQUEST, Reading)
    assert [reply.text for reply in structured.replies] == ["no", GOOD]


def test_only_the_start_of_a_long_reply_is_quoted() -> None:
    model, *_ = ask("x" * 50_000, GOOD)
    assert model.requests[1].messages[1].text == "x" * 4_000 + " …"


def test_after_a_reply_that_ran_away_the_note_joins_the_last_message() -> None:
    model, value, repaired = ask(["loop loop", OutputError("It ran away.")], GOOD)
    (message,) = model.requests[1].messages
    assert (value, repaired) == (READING, True)
    assert message.role == "user"
    assert message.text.startswith("What is asked of me?\n\nThe last reply could not be used: it was empty, repeated")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD.replace("I rang back", "  "), "quotes[0].text: String should have at least 1 character"),
        (GOOD.replace('"for"', '"maybe"'), "quotes[0].bearing: Input should be 'for' or 'against'"),
        (GOOD.replace("null", "0"), "quotes[0].page: Input should be greater than or equal to 1"),
        (GOOD.replace('"weight"', '"wait"'), "the object: a field that nobody asked for"),
        ('{"weight": 1}', "quotes: Field required"),
        (
            f'{{"quotes": [{QUOTE}, {QUOTE}, {QUOTE}]}}',
            "quotes: Tuple should have at most 2 items after validation, not 3",
        ),
        (GOOD.replace("I rang back", "\\ud83d"), "a text in it is not valid Unicode"),
        (GOOD[:-1], "the JSON breaks off"),
    ],
)
def test_what_does_not_fit_the_record_is_named_with_its_field(text: str, expected: str) -> None:
    assert problem(text) == expected


def test_many_problems_are_counted() -> None:
    told = problem(f'{{"quotes": [{QUOTE.replace("for", "no")}, 3], "notes": [1, 2, 3, 4, 5]}}')
    assert told.split("; ")[0] == "quotes[0].bearing: Input should be 'for' or 'against'"
    assert told.split("; ")[5:] == ["and 2 more"]


def test_fields_that_nobody_asked_for_are_told_once_and_without_their_names() -> None:
    told = problem(GOOD.replace("{", '{"You sound exhausted": 1, "3 of 10": 2, ', 1))
    assert told == "the object: a field that nobody asked for"


def test_two_bad_replies_are_an_error_that_says_what_was_wrong_and_nothing_more_is_asked() -> None:
    model = ScriptedModel(["no", '{"quotes": [3]}'])
    with pytest.raises(OutputError) as caught:
        ask_for(model, REQUEST, Reading)
    assert str(caught.value) == (
        "The model 'scripted:replies' replied twice with something that cannot be used: quotes[0]: Input should be an "
        "object. Nothing of it was kept. Try again; if it happens often, choose another model in COACH_MODEL."
    )
    assert (caught.value.partial, len(model.requests)) == ('{"quotes": [3]}', 2)


@pytest.mark.parametrize("fault", ["settings", "unavailable", "slow", "incomplete", "budget"])
def test_no_other_failure_is_repaired(
    fault: Literal["settings", "unavailable", "slow", "incomplete", "budget"],
) -> None:
    model = ScriptedModel([["half", ModelError("Not now.", fault=fault)], GOOD])
    with pytest.raises(ModelError, match="Not now"):
        ask_for(model, REQUEST, Reading)
    assert len(model.requests) == 1
