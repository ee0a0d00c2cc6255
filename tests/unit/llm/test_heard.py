"""What a model said, and which of its figures are believed."""

from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk

from coach.llm.heard import Heard
from coach.llm.protocols import Message, Reply, Request, Usage

REQUEST = Request(
    prompt="test@1:0", messages=(Message(role="user", text="Who owns a problem?" * 10),), max_output_tokens=50
)
_ESTIMATE = Usage(input_tokens=72, output_tokens=4, is_estimated=True)


def _heard(*chunks: AIMessageChunk) -> Heard:
    heard = Heard(REQUEST, model="small")
    for chunk in chunks:
        heard.keep(heard.read(chunk))
    return heard


def _chunk(text: str = "", usage: tuple[int, int] | None = None, **told: Any) -> AIMessageChunk:
    figures: Any = usage and {"input_tokens": usage[0], "output_tokens": usage[1], "total_tokens": sum(usage)}
    return AIMessageChunk(content=text, usage_metadata=figures, response_metadata=told)


def test_a_reply_is_its_pieces_with_the_name_and_figures_of_the_server() -> None:
    heard = _heard(
        _chunk("Whoever "),
        _chunk("hears it."),
        _chunk(finish_reason="stop", model_name="small-2026"),
        _chunk(usage=(60, 5)),
    )

    assert heard.is_over
    assert heard.reply(calls=2) == Reply(
        text="Whoever hears it.", model="small-2026", usage=Usage(input_tokens=60, output_tokens=5), calls=2
    )


@pytest.mark.parametrize("usage", [None, (-5, 5), (60, -1), (60, 10**12), (10**12, 5)])
def test_figures_that_are_missing_or_impossible_are_estimated(usage: tuple[int, int] | None) -> None:
    heard = _heard(_chunk("Whoever did", usage), _chunk(finish_reason="stop"))

    assert heard.reply(calls=1).usage == _ESTIMATE


def test_a_reply_is_over_when_the_reason_and_the_figures_are_known() -> None:
    parts = (_chunk("Yes"), _chunk(finish_reason="stop"), _chunk(usage=(60, 5)))

    assert [_heard(*parts[:count]).is_over for count in range(4)] == [False, False, False, True]
    assert _heard(AIMessageChunk(content="", chunk_position="last")).is_over


def test_half_letters_never_reach_a_reply() -> None:
    assert _heard(_chunk("a\ud83db"), _chunk(finish_reason="stop")).reply(calls=1).text == "a\ufffdb"


@pytest.mark.parametrize(
    "name", ["gpt-5-mini-2026-01-01", "llama3.2:3b", "/models/qwen2.5_0.5b-q4.gguf", "org/model@main", "c++~"]
)
def test_a_server_may_name_its_model_more_closely(name: str) -> None:
    assert _heard(_chunk("Yes", finish_reason="stop", model_name=name)).reply(calls=1).model == name


@pytest.mark.parametrize(
    "name",
    [
        "You sound exhausted.",
        "![a](http://127.0.0.1:9/a)",
        "//127.0.0.1:9/a",
        "http://127.0.0.1:9/a",
        "small\n\x00\ud83d",
        "sm\u0430ll",
        "x" * 201,
        7,
        None,
    ],
)
def test_what_is_no_name_is_not_taken_for_one(name: object) -> None:
    assert _heard(_chunk("Yes", finish_reason="stop", model_name=name)).reply(calls=1).model == "small"
