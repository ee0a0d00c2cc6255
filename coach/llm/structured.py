"""Ask a model for a record: by a strict schema, checked by us, with one repair turn."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import pydantic_core
from pydantic import ValidationError

from coach.domain.record import Record
from coach.errors import OutputError
from coach.llm.json_reply import UnsoundReplyError, parse_object
from coach.llm.protocols import ChatModel, Message, Reply, Request, complete
from coach.llm.strict_schema import strict_schema

RecordT = TypeVar("RecordT", bound=Record)

_MOST_PROBLEMS = 5
_LONGEST_PROBLEM = 200
# Enough for a model to see its mistake; a reply that ran away must not be paid for again.
_LONGEST_QUOTED_REPLY = 4_000


@dataclass(frozen=True, kw_only=True)
class Structured(Generic[RecordT]):
    """A record from a model."""

    value: RecordT
    replies: tuple[Reply, ...]
    """The whole replies that came for it; the last one holds the value."""
    repaired: bool
    """True where the first reply could not be used."""


def ask_for(model: ChatModel, request: Request, output: type[RecordT]) -> Structured[RecordT]:
    """Return the reply to a request as a record.

    Raises:
        OutputError: the first reply could not be used, nor could the second one after the model was told why.
        ModelError: a call failed.
    """
    asked = request.model_copy(update={"output_schema": strict_schema(output)})
    replies: tuple[Reply, ...] = ()
    try:
        reply = complete(model, asked)
        replies = (reply,)
        return Structured(value=_read(reply.text, output), replies=replies, repaired=False)
    except _UnusableError as error:
        again = _with_quote(asked, reply.text, problem=str(error))
    except OutputError:
        # It was empty, ran away or refused: nothing to quote, and quoting a loop begins it again.
        again = _with_note(asked, "it was empty, repeated itself or did not do what was asked")
    reply = complete(model, again)
    try:
        return Structured(value=_read(reply.text, output), replies=(*replies, reply), repaired=True)
    except _UnusableError as error:
        raise OutputError(
            f"The model {model.name!r} replied twice with something that cannot be used: {error}. Nothing of it was "
            "kept. Try again; if it happens often, choose another model in COACH_MODEL.",
            partial=reply.text,
        ) from None


class _UnusableError(Exception):
    """The reply is not the record; says why, for a model to read."""


def _read(text: str, output: type[RecordT]) -> RecordT:
    try:
        return output.model_validate_json(pydantic_core.to_json(parse_object(text)))
    except UnsoundReplyError as error:
        raise _UnusableError(str(error)) from None
    except ValidationError as error:
        raise _UnusableError(_problems(error)) from None
    except pydantic_core.PydanticSerializationError:
        # Half of a character that is written in two parts.
        raise _UnusableError("a text in it is not valid Unicode") from None


def _problems(error: ValidationError) -> str:
    items = error.errors(include_url=False, include_context=False, include_input=False)
    lines = list(dict.fromkeys(_problem(item["type"], item["loc"], item["msg"]) for item in items))
    more = len(lines) - _MOST_PROBLEMS
    return "; ".join([*lines[:_MOST_PROBLEMS], f"and {more} more"] if more > 0 else lines)


def _problem(kind: str, location: tuple[str | int, ...], message: str) -> str:
    # The name of such a field is the model's own, and a person may read this: nothing of a model's words is in it.
    if kind == "extra_forbidden":
        return f"{_path(location[:-1])}: a field that nobody asked for"
    return f"{_path(location)}: {_plain(message)[:_LONGEST_PROBLEM]}"


def _path(location: tuple[str | int, ...]) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return path.removeprefix(".") or "the object"


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")


def _with_quote(request: Request, said: str, *, problem: str) -> Request:
    cut = said if len(said) <= _LONGEST_QUOTED_REPLY else f"{said[:_LONGEST_QUOTED_REPLY]} …"
    turns = (Message(role="assistant", text=cut), Message(role="user", text=_note(problem)))
    return request.model_copy(update={"messages": (*request.messages, *turns)})


def _with_note(request: Request, problem: str) -> Request:
    # In the last message, because some servers refuse two messages of one role in a row.
    *before, last = request.messages
    noted = last.model_copy(update={"text": f"{last.text}\n\n{_note(problem)}"})
    return request.model_copy(update={"messages": (*before, noted)})


def _note(problem: str) -> str:
    return (
        f"The last reply could not be used: {problem}. Reply with the one whole JSON object that was asked for, "
        "and nothing else. Keep it short and list nothing twice."
    )
