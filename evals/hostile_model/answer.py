"""What a model says, and its shape on the wire: a body, or the chunks of a stream."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from evals.hostile_model.asked import Asked, JsonObject

CREATED = 1_795_000_000
_ENDLESS = 4_000
"""So many pieces of an endless answer go into a body that is sent whole."""


@dataclass(frozen=True)
class Answer:
    """One answer: its pieces may be endless."""

    pieces: Iterable[str] | None
    """None: the answer has no text at all, where an empty one would have an empty text."""
    finish_reason: str | None = "stop"
    fields: JsonObject = field(default_factory=dict)
    """More fields of the message, such as a refusal."""
    model: str | None = None
    """What the model calls itself, in place of the name it was asked by."""
    usage: JsonObject | None = None
    """Figures to report in place of the counted ones; an empty object reports none."""

    @property
    def text(self) -> str:
        """Return the pieces as one text, an endless one as far as is sent."""
        return "".join(islice(self.pieces or (), _ENDLESS))


def say(text: str, *, finish_reason: str | None = "stop") -> Answer:
    """Answer with a text, in pieces of about a word."""
    if len(text) > 20_000:
        pieces = [text[start : start + 4_096] for start in range(0, len(text), 4_096)]
    else:
        pieces = re.findall(r"\s*\S{1,24}|\s+", text)
    return Answer(pieces, finish_reason)


def hold_to(answer: Answer, max_tokens: int | None) -> Answer:
    """Cut an answer at the length that was asked for, as a server does; a token is four characters."""
    text = answer.text
    if max_tokens is None or len(text) <= 4 * max_tokens:
        return answer
    return say(text[: 4 * max_tokens], finish_reason="length")


def count_tokens(text: str) -> int:
    """Return about how many tokens a text has."""
    return max(1, len(text) // 4)


def usage_of(asked: Asked, written: str, answer: Answer) -> JsonObject | None:
    """Return the figures that are reported for a call, or None where the answer reports none."""
    if answer.usage is not None:
        return answer.usage or None
    read, wrote = count_tokens(asked.text), count_tokens(written)
    return {"prompt_tokens": read, "completion_tokens": wrote, "total_tokens": read + wrote}


def whole_body(asked: Asked, answer: Answer) -> JsonObject:
    """Return the body of a reply that is sent whole."""
    text = answer.text
    message = {"role": "assistant", "content": None if answer.pieces is None else text, **answer.fields}
    choice = {"index": 0, "message": message, "finish_reason": answer.finish_reason, "logprobs": None}
    usage = usage_of(asked, text, answer)
    return _head(asked, answer, "chat.completion", [choice]) | ({"usage": usage} if usage else {})


def chunks(asked: Asked, answer: Answer) -> Iterator[JsonObject]:
    """Return the chunks of a stream, one by one: the role, the text, the reason for the end and the usage."""
    role = {"role": "assistant", "content": "" if answer.pieces is not None else None, **answer.fields}
    yield _chunk(asked, answer, role)
    written = 0
    for piece in answer.pieces or ():
        written += len(piece)
        yield _chunk(asked, answer, {"content": piece})
    if answer.finish_reason is not None:
        yield _chunk(asked, answer, {}, answer.finish_reason)
    usage = usage_of(asked, " " * written, answer)
    if usage and asked.wants_usage:
        yield _head(asked, answer, "chat.completion.chunk", []) | {"usage": usage}


def _chunk(asked: Asked, answer: Answer, delta: JsonObject, finish_reason: str | None = None) -> JsonObject:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return _head(asked, answer, "chat.completion.chunk", [choice])


def _head(asked: Asked, answer: Answer, kind: str, choices: list[Any]) -> JsonObject:
    model = answer.model or asked.model
    return {"id": "chatcmpl-double", "object": kind, "created": CREATED, "model": model, "choices": choices}


def to_json(value: object) -> str:
    """Return a value as JSON, as models write it: in one line, with every letter as it is."""
    return json.dumps(value, ensure_ascii=False)
