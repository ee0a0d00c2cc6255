"""Faults of HTTP and of the connection: refusals, silence, slowness, cuts, and bodies that are not what they claim."""

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable, Mapping

from evals.hostile_model.answer import Answer, whole_body
from evals.hostile_model.sending import DONE, begin_answer, frame, send_answer, send_share, shorten
from evals.hostile_model.wire import Exchange

Act = Callable[[Exchange, Answer], Awaitable[None]]
"""Answers a call; it is given the honest answer, to spoil it."""

DRIP_S = 0.1
HUGE = 64 << 20
HTML = b"<!doctype html><html><head><title>Sign in</title></head><body><h1>Guest network</h1></body></html>"


def refuse(status: int, code: str | None, message: str, headers: Mapping[str, str] | None = None) -> Act:
    """Answer with a status and an error; `{key}` and `{text}` in the message echo what was sent."""

    async def act(exchange: Exchange, answer: Answer) -> None:
        said = message.replace("{key}", exchange.call.key).replace("{text}", exchange.call.asked.data[:300])
        error = {"message": said, "type": "invalid_request_error", "param": None, "code": code}
        await exchange.send_json({"error": error}, status=status, headers=headers)

    return act


async def refuse_schema(exchange: Exchange, answer: Answer) -> None:
    """Refuse a request that carries a JSON schema, and answer any other."""
    if "response_format" in exchange.call.json:
        await refuse(400, None, "'response_format.type' must be 'text'.")(exchange, answer)
    else:
        await send_answer(exchange, answer)


def redirect(status: int) -> Act:
    """Send the caller to the canary."""

    async def act(exchange: Exchange, answer: Answer) -> None:
        await exchange.send(b"", status=status, headers={"Location": f"http://{exchange.canary}/redirected"})

    return act


def show_page(status: int) -> Act:
    """Answer with a page for people, as a proxy or a guest network does."""

    async def act(exchange: Exchange, answer: Answer) -> None:
        await exchange.send(HTML, status=status, content_type="text/html; charset=utf-8")

    return act


async def hang(exchange: Exchange, answer: Answer) -> None:
    """Never answer."""
    await exchange.wait_until_left()


async def stall(exchange: Exchange, answer: Answer) -> None:
    """Send half of the answer, then nothing more."""
    await send_share(exchange, answer, 0.5)
    await exchange.wait_until_left()


async def drip(exchange: Exchange, answer: Answer) -> None:
    """Send the body one byte at a time."""
    exchange.byte_pause_s = DRIP_S
    await send_answer(exchange, answer)


async def drip_headers(exchange: Exchange, answer: Answer) -> None:
    """Send even the headers one byte at a time."""
    exchange.drips_headers = True
    await drip(exchange, answer)


async def keep_alive(exchange: Exchange, answer: Answer) -> None:
    """Send what keeps the connection alive, and no answer."""
    await exchange.begin("text/event-stream" if exchange.call.asked.streams else "application/json")
    while True:
        await exchange.send_chunk(b": keep-alive\n\n" if exchange.call.asked.streams else b" ")
        await asyncio.sleep(DRIP_S)


async def start_late(exchange: Exchange, answer: Answer) -> None:
    """Answer well, but only after a while."""
    await asyncio.sleep(exchange.slow_s)
    await send_answer(exchange, answer)


def end_early(share: float) -> Act:
    """End in good order in the middle of the text, without a reason for the end and without `[DONE]`."""

    async def act(exchange: Exchange, answer: Answer) -> None:
        await send_answer(exchange, shorten(answer, share), marks_end=False)

    return act


async def end_without_reason(exchange: Exchange, answer: Answer) -> None:
    """Send half of the text and then `[DONE]`, but no reason for the end."""
    await send_answer(exchange, shorten(answer, 0.5))


def reset(share: float) -> Act:
    """Cut the connection in the middle of the text."""

    async def act(exchange: Exchange, answer: Answer) -> None:
        await send_share(exchange, answer, share)
        await exchange.reset()

    return act


async def close_early(exchange: Exchange, answer: Answer) -> None:
    """Close the connection in the middle of the text, without the end that HTTP asks for."""
    await send_share(exchange, answer, 0.5)
    exchange.is_open = False


def break_json(share: float) -> Act:
    """Break the JSON off in the middle of the text, then end in good order."""

    async def act(exchange: Exchange, answer: Answer) -> None:
        body = json.dumps(whole_body(exchange.call.asked, answer))
        if not exchange.call.asked.streams:
            await exchange.send(body[: int(len(body) * share)].encode())
            return
        await begin_answer(exchange, shorten(answer, share))
        await exchange.send_event(body[: len(body) // 2])
        await exchange.send_event(DONE)
        await exchange.finish()

    return act


def send_bytes(body: bytes, content_type: str = "application/json") -> Act:
    """Answer 200 with these bytes; to a caller who waits for a stream, as one."""

    async def act(exchange: Exchange, answer: Answer) -> None:
        await exchange.send(body, content_type="text/event-stream" if exchange.call.asked.streams else content_type)

    return act


def send_value(value: object) -> Act:
    """Answer 200 with a value that is no completion: as the body, or as the one event of a stream."""

    async def act(exchange: Exchange, answer: Answer) -> None:
        if not exchange.call.asked.streams:
            await exchange.send_json(value)
            return
        await exchange.begin()
        await exchange.send_event(value)
        await exchange.send_event(DONE)
        await exchange.finish()

    return act


async def fail_midway(exchange: Exchange, answer: Answer) -> None:
    """Send half of the text and then an error, all with status 200."""
    error = {"error": {"message": "The worker stopped.", "type": "server_error", "code": 500}}
    if not exchange.call.asked.streams:
        await exchange.send_json(error)
        return
    await begin_answer(exchange, shorten(answer, 0.5))
    await exchange.send_event(error)
    await exchange.finish()


async def send_bad_letters(exchange: Exchange, answer: Answer) -> None:
    """Put bytes into the text that are not UTF-8."""
    before, after = frame(exchange.call.asked)
    await _send_raw(exchange, before + b"caf\xe9 \xff\xfe" + after)


async def send_huge(exchange: Exchange, answer: Answer) -> None:
    """Send a text of 64 MB in one piece."""
    before, after = frame(exchange.call.asked)
    await _send_raw(exchange, before, length=len(before) + HUGE + len(after))
    block = b"a" * (1 << 20)
    for _ in range(HUGE // len(block)):
        await exchange.write(block)
    await exchange.write(after)


async def send_packed(exchange: Exchange, answer: Answer) -> None:
    """Send a few kilobytes that unpack to 64 MB."""
    before, after = frame(exchange.call.asked)
    packed = gzip.compress(before + b"a" * HUGE + after, compresslevel=1)
    await _send_raw(exchange, packed, headers={"Content-Encoding": "gzip"})


async def send_noise(exchange: Exchange, answer: Answer) -> None:
    """Send bytes that are neither HTTP nor TLS."""
    await exchange.write(bytes(range(256)) * 4)
    exchange.is_open = False


async def _send_raw(
    exchange: Exchange, body: bytes, *, headers: Mapping[str, str] | None = None, length: int | None = None
) -> None:
    kind = "text/event-stream" if exchange.call.asked.streams else "application/json"
    await exchange.send(body, content_type=kind, headers=headers, length=length)
