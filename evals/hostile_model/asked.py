"""What a request to the double asks for: the messages, what people wrote in them, and the shape of the reply."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

JsonObject = dict[str, Any]

_TAG = re.compile(r"<([A-Za-z][\w-]*)(?:\s[^<>]*)?>(.*?)</\1>", re.DOTALL)
_ID_LINE = re.compile(r"^([a-z0-9]+(?:-[a-z0-9]+)*): ", re.MULTILINE)
_NUMBERED_LINE = re.compile(r"^(\d+)[.)]? (.+)$", re.MULTILINE)
_PASSAGE = re.compile(r"^[ \t]*\[(\d+)\](.+?)(?=^[ \t]*\[\d+\]|</|\Z)", re.MULTILINE | re.DOTALL)
_TAGGED_PASSAGE = re.compile(r"<\w[\w-]*\s[^<>]*?[\"'\[=](\d+)[\"'\]]?[^<>]*>(.*?)</", re.DOTALL)
_SENTENCE = re.compile(r"[^.!?\n]*\w[^.!?\n]*[.!?]?")


@dataclass(frozen=True)
class Asked:
    """One request for a completion, as far as a model looks at it."""

    model: str = "hostile"
    messages: tuple[tuple[str, str], ...] = ()
    """Pairs of role and text."""
    schema: JsonObject | None = None
    """The JSON schema that was asked for: as `response_format`, or written out in a message."""
    wants_json: bool = False
    """JSON is asked for, with or without a schema."""
    streams: bool = False
    wants_usage: bool = True
    max_tokens: int | None = None

    @cached_property
    def text(self) -> str:
        """Return all messages, one after the other."""
        return "\n\n".join(text for _, text in self.messages)

    @cached_property
    def system(self) -> str:
        """Return what the product tells the model."""
        return "\n\n".join(text for role, text in self.messages if role in ("system", "developer"))

    @cached_property
    def question(self) -> str:
        """Return the message to answer: the last of the user's with a tag in it, for a repair may follow it."""
        said = [text for role, text in self.messages if role == "user"]
        return next((text for text in reversed(said) if _TAG.search(text)), said[-1] if said else "")

    @cached_property
    def data(self) -> str:
        """Return what people wrote: what stands in its tags, but for lists of `id: words`; or else all of it."""
        tags = [inner for _, inner in _TAG.findall(self.question) if not _ID_LINE.match(inner.lstrip())]
        return "\n\n".join(tags) or self.question

    @cached_property
    def account(self) -> str:
        """Return what stands in its last tag."""
        tags = _TAG.findall(self.question)
        return (tags[-1][1] if tags else self.question).strip()

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Return the sentences of the account."""
        return sentences(self.account)

    @cached_property
    def lines(self) -> dict[int, str]:
        """Return the lines of the account that begin with a number."""
        return {int(number): line for number, line in _NUMBERED_LINE.findall(self.account)}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Return what is listed as `id: words`."""
        lists = [inner for _, inner in _TAG.findall(self.question) if _ID_LINE.match(inner.lstrip())]
        return tuple(dict.fromkeys(found for inner in lists for found in _ID_LINE.findall(inner)))

    @cached_property
    def passages(self) -> dict[int, str]:
        """Return the numbered passages of the message, or of all, by their number."""
        found = _PASSAGE.findall(self.question) or _TAGGED_PASSAGE.findall(self.question) or _PASSAGE.findall(self.text)
        return {int(number): passage.strip() for number, passage in reversed(found)}


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text."""
    return tuple(sentence.strip() for sentence in _SENTENCE.findall(text))


def read_asked(body: Mapping[str, Any]) -> Asked:
    """Read the body of a request; what is missing or odd in it is left out."""
    messages = tuple(
        (str(message.get("role")), _text(message.get("content")))
        for message in body.get("messages") or ()
        if isinstance(message, dict)
    )
    streams = body.get("stream") is True
    asked_format = body.get("response_format") or {}
    schema = (asked_format.get("json_schema") or {}).get("schema") or _schema_in_words(messages)
    max_tokens = body.get("max_completion_tokens", body.get("max_tokens"))
    return Asked(
        model=str(body.get("model")),
        messages=messages,
        schema=schema,
        wants_json=schema is not None or asked_format.get("type") == "json_object",
        streams=streams,
        wants_usage=not streams or (body.get("stream_options") or {}).get("include_usage") is True,
        max_tokens=max_tokens if isinstance(max_tokens, int) else None,
    )


def _text(content: object) -> str:
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _schema_in_words(messages: tuple[tuple[str, str], ...]) -> JsonObject | None:
    found = (value for _, text in reversed(messages) for value in _objects(text))
    return next((value for value in found if isinstance(value.get("properties"), dict)), None)


def _objects(text: str) -> Iterator[JsonObject]:
    decoder = json.JSONDecoder()
    position = text.find("{")
    while position >= 0:
        try:
            value, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            end = position + 1
        else:
            if isinstance(value, dict):
                yield value
        position = text.find("{", end)
