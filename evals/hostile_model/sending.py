"""An answer goes out as it was asked for: whole, or as a stream."""

import asyncio
import json
import time
from collections.abc import Mapping

from evals.hostile_model.answer import Answer, chunks, whole_body
from evals.hostile_model.asked import Asked
from evals.hostile_model.wire import Exchange

DONE = "[DONE]"
_TEXT = "\x01"


async def send_answer(exchange: Exchange, answer: Answer, *, marks_end: bool = True) -> None:
    """Send an answer and its end; without `marks_end` a stream ends with no `[DONE]`."""
    if not exchange.call.asked.streams:
        await exchange.send_json(whole_body(exchange.call.asked, answer))
        return
    await begin_answer(exchange, answer)
    if marks_end:
        await exchange.send_event(DONE)
    await exchange.finish()


async def begin_answer(exchange: Exchange, answer: Answer) -> None:
    """Begin a stream with the chunks of this answer, and do not end it."""
    await exchange.begin()
    for event in chunks(exchange.call.asked, answer):
        exchange.call.last_event_at = time.monotonic()
        if exchange.call.first_piece_at is None and _has_text(event):
            exchange.call.first_piece_at = exchange.call.last_event_at
        await exchange.send_event(event)
        # Lets the other connections have their turn, also without a pause.
        await asyncio.sleep(exchange.pause_s)


async def send_share(exchange: Exchange, answer: Answer, share: float) -> None:
    """Send this share of the answer and nothing of its end: part of the text, or part of the body."""
    if exchange.call.asked.streams:
        await begin_answer(exchange, shorten(answer, share))
        return
    body = json.dumps(whole_body(exchange.call.asked, answer)).encode()
    await exchange.send(body[: int(len(body) * share)], length=len(body))


def shorten(answer: Answer, share: float, *, finish_reason: str | None = None) -> Answer:
    """Return the beginning of an answer: at least a letter of it and, if there are two, not all."""
    text = answer.text
    kept = min(max(1, int(len(text) * share)), max(1, len(text) - 1))
    return Answer([text[start : min(start + 12, kept)] for start in range(0, kept, 12)], finish_reason, usage={})


def frame(asked: Asked) -> tuple[bytes, bytes]:
    """Return the bytes of a good reply before its text and after it."""
    answer = Answer([_TEXT])
    if asked.streams:
        events = [*(json.dumps(event) for event in chunks(asked, answer)), DONE]
        reply = "".join(f"data: {event}\n\n" for event in events)
    else:
        reply = json.dumps(whole_body(asked, answer))
    before, after = reply.split(json.dumps(_TEXT)[1:-1])
    return before.encode(), after.encode()


def _has_text(event: Mapping[str, object]) -> bool:
    choices = event.get("choices")
    return isinstance(choices, list) and any(choice["delta"].get("content") for choice in choices)
