"""Faults of what is said: no text, another shape, a refusal, an end too early, an end that never comes."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, count, repeat
from typing import Any

from evals.hostile_model.answer import Answer, say, to_json
from evals.hostile_model.asked import Asked, JsonObject
from evals.hostile_model.schemas import Author, Place, build
from evals.hostile_model.sending import send_answer, shorten
from evals.hostile_model.transport import Act
from evals.hostile_model.wire import Exchange

_REFUSAL = "I cannot help with that."
_LOOP = "\x01"


def alter(change: Callable[[Answer, Asked], Answer]) -> Act:
    """Send another answer in place of the honest one, in good order."""

    async def act(exchange: Exchange, answer: Answer) -> None:
        await send_answer(exchange, change(answer, exchange.call.asked))

    return act


def give(*pieces: str) -> Act:
    """Answer with this text."""
    return alter(lambda _answer, _asked: Answer(pieces))


def cut_by_length(share: float) -> Act:
    """Stop in the middle of the text because it is long enough."""
    return alter(lambda answer, _asked: shorten(answer, share, finish_reason="length"))


def cut_by_filter(answer: Answer, asked: Asked) -> Answer:
    """Stop in the middle of the text because a filter says so."""
    return shorten(answer, 0.5, finish_reason="content_filter")


def give_none(answer: Answer, asked: Asked) -> Answer:
    """Say nothing, not even an empty text."""
    return Answer(None)


def refuse_politely(answer: Answer, asked: Asked) -> Answer:
    """Refuse, in the field that is there for it."""
    return Answer(None, fields={"refusal": _REFUSAL})


def call_a_tool(answer: Answer, asked: Asked) -> Answer:
    """Call a tool that nobody offered."""
    function = {"name": "send_mail", "arguments": '{"to": "boss@example.org"}'}
    call = {"index": 0, "id": "call_1", "type": "function", "function": function}
    return Answer(None, "tool_calls", fields={"tool_calls": [call]})


def fence(answer: Answer, asked: Asked) -> Answer:
    """Put the answer in a code fence, with friendly words around it."""
    return say(
        f"Sure! Here is what you asked for:\n\n```json\n{answer.text}\n```\n\nLet me know if I can help further."
    )


def think_aloud(answer: Answer, asked: Asked) -> Answer:
    """Think before the answer, in the text itself."""
    return say(f'<think>\nThe user wants JSON. Perhaps {{"a": 1}}? No.\n</think>\n\n{answer.text}')


def add_fields(answer: Answer, asked: Asked) -> Answer:
    """Add a field that the schema does not have, where the answer is an object."""
    try:
        value = json.loads(answer.text)
    except ValueError:
        return answer
    return say(to_json({**value, "score_of_the_person": 7})) if isinstance(value, dict) else answer


def report_usage(usage: JsonObject) -> Act:
    """Report these figures as the tokens of the call; an empty object reports none."""
    return alter(lambda answer, _asked: replace(answer, usage=usage))


def loop_in_list(answer: Answer, asked: Asked) -> Answer:
    """Repeat one item inside a JSON list for ever."""
    before, item = _list_in(asked)
    return Answer(chain([before], repeat(f"{item}, ")), "length")


def grow_list(answer: Answer, asked: Asked) -> Answer:
    """Add new items to a JSON list for ever, no two of them alike."""
    before, item = _list_in(asked)
    return Answer(chain([before], (f"{_numbered(item, number)}, " for number in count())), "length")


def loop_in_prose(answer: Answer, asked: Asked) -> Answer:
    """Repeat one sentence for ever."""
    return Answer(repeat("The customer comes first, and so the customer comes first. "), "length")


def loop_in_space(answer: Answer, asked: Asked) -> Answer:
    """Begin the answer, then send white space for ever, as small models do when they are held to JSON."""
    return Answer(chain([answer.text[:1]], repeat("\n    ")), "length")


class _OneOfEach(Author):
    is_brief = False

    def length(self, place: Place) -> int:
        """Return one item for every list."""
        return 1


def _list_in(asked: Asked) -> tuple[str, str]:
    """Return a reply as JSON up to the first item of its first list, and that item."""
    value = build(asked.schema or {}, _OneOfEach())
    found = next(_lists(value), None)
    if found is None:
        return '{"items": [', '{"text": "the same again"}'
    item = to_json(found[0])
    found[0] = _LOOP
    return to_json(value).split(json.dumps(_LOOP))[0], item


def _lists(value: Any) -> Iterator[list[Any]]:
    if isinstance(value, list) and value:
        yield value
    for inner in value.values() if isinstance(value, dict) else ():
        yield from _lists(inner)


def _numbered(item: str, number: int) -> str:
    return item.replace('"a ', f'"{number} of a ') if '"a ' in item else f'"{number}"'
