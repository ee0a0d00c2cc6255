"""Find the one JSON object in a model's reply, and refuse one that is not sound."""

import json
import math
import re
from collections.abc import Mapping
from typing import NoReturn

from pydantic import JsonValue

# A brace that begins an object; one in prose, as in {this}, does not.
_OBJECT = re.compile(r'\{\s*["}]')
_STARTS_AS_OBJECT = re.compile(r"\s*(```\w*\s*)?\{")
_THINKING = re.compile(r"\s*<(think|thinking)>")
_THOUGHT = re.compile(r"</(think|thinking)>")


class UnsoundReplyError(ValueError):
    """The reply does not hold one sound JSON object; the message says why, for a model to read."""


def parse_object(text: str) -> Mapping[str, JsonValue]:
    """Return the JSON object in a reply; thinking, a code fence and prose around it are left out.

    Raises:
        UnsoundReplyError: there is none, it breaks off, a field occurs twice, a number is none, or there are several.
    """
    body = _after_thinking(text)
    start = _OBJECT.search(body)
    if start is None:
        raise UnsoundReplyError("it holds no JSON object")
    if body[: start.start()].rstrip().endswith("["):
        raise UnsoundReplyError("it is a list; the outermost value must be one JSON object")
    value, end = _decode(body, start.start())
    if _OBJECT.search(body, end):
        raise UnsoundReplyError("it holds more than one JSON object")
    return value


def _after_thinking(text: str) -> str:
    """Return the reply proper; some servers write the model's thinking before it, not always with its first tag."""
    thought = _THOUGHT.search(text)
    if thought is None:
        if _THINKING.match(text):
            raise UnsoundReplyError("it breaks off while thinking")
        return text
    # The end of thinking may also stand inside the object, in words of the reply.
    return text if _STARTS_AS_OBJECT.match(text) else text[thought.end() :]


def _decode(text: str, start: int) -> tuple[Mapping[str, JsonValue], int]:
    try:
        return _DECODER.raw_decode(text, start)
    except UnsoundReplyError:
        raise
    except json.JSONDecodeError as error:
        breaks_off = error.msg.startswith("Unterminated") or error.pos >= len(text.rstrip())
        raise UnsoundReplyError("the JSON breaks off" if breaks_off else "it is not valid JSON") from None
    except RecursionError:
        raise UnsoundReplyError("the JSON has too many levels inside one another") from None
    except ValueError:
        # Python refuses to read a number of thousands of digits.
        raise UnsoundReplyError("a number in it has too many digits") from None


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        # Its name is the model's own, and a person may read this.
        raise UnsoundReplyError("a field occurs twice in one object")
    return fields


def _refuse_constant(name: str) -> NoReturn:
    raise UnsoundReplyError(f"{name} is not a number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise UnsoundReplyError("a number in it is too large")
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refuse_constant, parse_float=_finite)
