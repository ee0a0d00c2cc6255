"""A model server on this machine that misbehaves on command.

Use it as a context manager; it listens on 127.0.0.1 only, on a port of its own::

    with HostileModel() as hostile:                      # mode "honest"
        hostile.url                                      # "http://127.0.0.1:43117/v1": the base URL for a client
        hostile.mode = "status-500"                      # one mode for every call, at any time
        hostile.mode = ["status-500", "hang", "honest"]  # one call after the other; the last one stays
        hostile.calls                                    # every Call so far: path, headers, body, json, asked, times
        hostile.reply_with = {"some words": {...}}       # what the honest model says to a prompt with these words
        hostile.canary                                   # "127.0.0.1:43118": somebody else's site
        hostile.canary_hits                              # the Calls that arrived there: it should stay empty

A mode is `honest`, a character (`obey`, `exfil`, `liar`, `flood`) or the id of a fault; `MODES` has all of them. Faults
spoil what `reply_with` says just as the honest answer. Those of scope `any` also spoil `/v1/models` and
`/v1/embeddings`; only POST requests move a list of modes on. `url` belongs to the mode that is set: it is a closed port
for `refused`, and begins with https for `tls-garbage`, so these two stand alone and not in a list.
"""

import asyncio
import difflib
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from random import Random
from types import TracebackType
from typing import Self

from evals.hostile_model.answer import CREATED, Answer
from evals.hostile_model.characters import CHARACTERS, Scene
from evals.hostile_model.embeddings import embeddings_body
from evals.hostile_model.faults import FAULTS
from evals.hostile_model.honest import ReplyWith, answer_honestly
from evals.hostile_model.sending import send_answer
from evals.hostile_model.wire import Call, Exchange, read_call

MODES = ("honest", *CHARACTERS, *(fault.id for fault in FAULTS))

_FAULTS = {fault.id: fault for fault in FAULTS}
_ALONE = ("refused", "tls-garbage")
_PATHS = {"/v1/chat/completions": "chat", "/v1/embeddings": "embeddings", "/v1/models": "models"}
_STOP_S = 5.0

_Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class HostileModel:
    """A server that speaks OpenAI's protocol for chat completions, models and embeddings."""

    def __init__(
        self,
        mode: str | Sequence[str] = "honest",
        *,
        port: int = 0,
        reply_with: ReplyWith | None = None,
        slow_s: float = 3.0,
        pause_s: float = 0.0,
        canary: str | None = None,
        seed: int = 0,
    ) -> None:
        """Prepare the server; it listens once the context is entered."""
        self.reply_with = reply_with
        self.slow_s = slow_s
        """How long `slow-start` waits."""
        self.pause_s = pause_s
        """How long to wait after each piece of a stream."""
        self.seed = seed
        """Decides what the characters make up."""
        self.calls: list[Call] = []
        self.canary_hits: list[Call] = []
        self._canary = canary
        self._modes: tuple[str, ...] = ()
        self._step = 0
        self.mode = mode
        self._sockets = [_bind(port), _bind(0), _bind(0)]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="hostile-model", daemon=True)
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Return the base URL for a client, up to and with `/v1`."""
        scheme = "https" if self._modes == ("tls-garbage",) else "http"
        # Bound and not listening: nobody else can take the port, and every attempt to connect is refused.
        listening, _, closed = self._sockets
        return f"{scheme}://{_address(closed if self._modes == ('refused',) else listening)}/v1"

    @property
    def canary(self) -> str:
        """Return host and port of somebody else's site, which keeps what arrives in `canary_hits`."""
        return self._canary or _address(self._sockets[1])

    @property
    def mode(self) -> str | tuple[str, ...]:
        """Return the mode that was set: one for every call, or one call after the other."""
        return self._modes[0] if len(self._modes) == 1 else self._modes

    @mode.setter
    def mode(self, mode: str | Sequence[str]) -> None:
        modes = (mode,) if isinstance(mode, str) else tuple(mode)
        for each in modes or ("",):
            if each not in MODES:
                near = difflib.get_close_matches(each, MODES)
                raise ValueError(f"The mode {each!r} is unknown. Near: {', '.join(near) or 'honest'}.")
            if each in _ALONE and len(modes) > 1:
                raise ValueError(f"The mode {each!r} has an address of its own, so it stands alone.")
        self._modes, self._step = modes, 0

    @property
    def completions(self) -> tuple[Call, ...]:
        """Return the calls that asked for a completion."""
        return tuple(call for call in self.calls if call.path == "/v1/chat/completions")

    def __enter__(self) -> Self:
        """Listen."""
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection and end the thread."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(_STOP_S)
        if self._thread.is_alive():
            raise RuntimeError("The hostile model did not stop.")
        self._loop.close()
        for each in self._sockets:
            each.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        listening, canary, _ = self._sockets
        servers = [
            await asyncio.start_server(self._hold(self._answer_calls), sock=listening, limit=1 << 20),
            await asyncio.start_server(self._hold(self._note_hit), sock=canary),
        ]
        self._ready.set()
        await self._stop.wait()
        for server in servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _hold(self, handle: _Handle) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
        """Return what handles each connection in a task of its own, and closes it whatever happens."""

        async def run(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await handle(reader, writer)
                writer.close()
            except (ConnectionError, asyncio.IncompleteReadError):
                pass  # The caller left, as callers may.
            finally:
                if not writer.is_closing():
                    writer.transport.abort()
                with suppress(ConnectionError):
                    await writer.wait_closed()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = self._loop.create_task(run(reader, writer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        return accept

    async def _note_hit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = await read_call(reader)
        if call is not None:
            self.canary_hits.append(call)
            await Exchange(call, reader, writer).send(b"", status=204)

    async def _answer_calls(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_open = True
        while is_open and (call := await read_call(reader)) is not None:
            call.mode = self._next_mode(call)
            self.calls.append(call)
            exchange = Exchange(call, reader, writer)
            exchange.pause_s, exchange.slow_s, exchange.canary = self.pause_s, self.slow_s, self.canary
            try:
                await self._answer(exchange)
            except ConnectionError:
                call.left_early = True
                raise
            finally:
                call.ended_at = time.monotonic()
            is_open = exchange.is_open

    def _next_mode(self, call: Call) -> str:
        mode = self._modes[min(self._step, len(self._modes) - 1)]
        self._step += call.method == "POST"
        return mode

    async def _answer(self, exchange: Exchange) -> None:
        call = exchange.call
        kind = "tls" if call.method == "TLS" else _PATHS.get(call.path.split("?")[0])
        fault = _FAULTS.get("tls-garbage" if kind == "tls" else call.mode)
        if fault is not None and fault.scope in ("any", kind):
            await fault.act(exchange, answer_honestly(call.asked, self.reply_with))
        elif kind == "chat":
            await send_answer(exchange, self._speak(call))
        elif kind == "embeddings":
            await exchange.send_json(embeddings_body(call.json))
        elif kind == "models":
            model = {"id": "hostile", "object": "model", "created": CREATED, "owned_by": "nobody"}
            await exchange.send_json({"object": "list", "data": [model]})
        else:
            await exchange.send_json({"error": {"message": f"No such path: {call.path}"}}, status=404)

    def _speak(self, call: Call) -> Answer:
        character = CHARACTERS.get(call.mode)
        if character is None:
            return answer_honestly(call.asked, self.reply_with)
        number = sum(earlier.mode == call.mode for earlier in self.calls) - 1
        return character(call.asked, Scene(self.canary, number, Random(f"{self.seed}/{number}")))


def _bind(port: int) -> socket.socket:
    # With the protocol named, asyncio sends each piece at once.
    bound = socket.socket(proto=socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(("127.0.0.1", port))
    except OSError:
        bound.close()
        raise
    return bound


def _address(bound: socket.socket) -> str:
    host, port = bound.getsockname()
    return f"{host}:{port}"
