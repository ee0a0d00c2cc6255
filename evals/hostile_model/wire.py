"""HTTP by hand, because a double that misbehaves must be able to break every rule of it."""

import asyncio
import json
import socket
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus

from evals.hostile_model.asked import Asked, JsonObject, read_asked

_TLS_HELLO = b"\x16"


@dataclass
class Call:
    """One request as it arrived, and what became of it. Times are of `time.monotonic`."""

    method: str
    """`TLS` where somebody began to speak TLS."""
    path: str
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes
    mode: str = ""
    """The mode it was answered in."""
    received_at: float = field(default_factory=time.monotonic)
    first_piece_at: float | None = None
    """When the first piece of text went out, in a stream."""
    last_event_at: float | None = None
    """When the latest event of a stream went out, its end mark aside."""
    ended_at: float | None = None
    left_early: bool = False
    """The caller hung up before the answer had ended."""

    @cached_property
    def json(self) -> JsonObject:
        """Return the body as an object; empty where it is none."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    @cached_property
    def asked(self) -> Asked:
        """Return what the request asks for."""
        return read_asked(self.json)

    @property
    def key(self) -> str:
        """Return the key that came with it."""
        return self.headers.get("authorization", "").removeprefix("Bearer ")


async def read_call(reader: asyncio.StreamReader) -> Call | None:
    """Read one request; None where the caller has no more."""
    first = await reader.read(1)
    if not first:
        return None
    if first == _TLS_HELLO:
        return Call("TLS", "", {}, first)
    head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    start, *lines = head.split("\r\n")
    method, path, *_ = start.split(" ")
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Call(method, path, headers, body)


class Exchange:
    """One call, and the ways to answer it."""

    def __init__(self, call: Call, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take over the connection until the call is answered."""
        self.call = call
        self.pause_s = 0.0
        """How long to wait after each piece of text."""
        self.byte_pause_s = 0.0
        """How long to wait after each byte of the body; 0 sends it at once."""
        self.drips_headers = False
        self.slow_s = 0.0
        """How long a slow model waits before it begins."""
        self.canary = ""
        """Somebody else's host and port."""
        self.is_open = call.headers.get("connection", "").lower() != "close"
        """The connection can take another call after this one."""
        self._reader = reader
        self._writer = writer

    async def send(
        self,
        body: bytes,
        *,
        status: int = 200,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        """Send a whole response; `length` claims another length than it has."""
        size = {"Content-Length": str(len(body) if length is None else length)}
        await self._send_head(status, {"Content-Type": content_type, **size, **(headers or {})})
        await self.write(body)

    async def send_json(self, value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Send a value as JSON."""
        await self.send(json.dumps(value).encode(), status=status, headers=headers)

    async def begin(self, content_type: str = "text/event-stream") -> None:
        """Begin a response that is sent in chunks."""
        await self._send_head(200, {"Content-Type": content_type, "Transfer-Encoding": "chunked"})

    async def send_chunk(self, data: bytes) -> None:
        """Send a piece of a response that was begun."""
        await self.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    async def send_event(self, value: object) -> None:
        """Send a value as one server-sent event; a text is sent as it is."""
        data = value if isinstance(value, str) else json.dumps(value)
        await self.send_chunk(f"data: {data}\n\n".encode())

    async def finish(self) -> None:
        """End a response that was sent in chunks."""
        await self.write(b"0\r\n\r\n")

    async def write(self, data: bytes) -> None:
        """Put bytes on the wire."""
        step = 1 if self.byte_pause_s else 1 << 16
        for start in range(0, len(data), step):
            self._writer.write(data[start : start + step])
            await self._writer.drain()
            if self.byte_pause_s:
                await asyncio.sleep(self.byte_pause_s)

    async def reset(self) -> None:
        """Cut the connection, so that the caller sees a reset and no orderly end."""
        # What was written before must have left, or the reset would take it along.
        await asyncio.sleep(0.05)
        raw = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()
        self.is_open = False

    async def wait_until_left(self) -> None:
        """Do nothing until the caller hangs up."""
        while await self._reader.read(1 << 16):
            pass
        self.call.left_early = True
        self.is_open = False

    async def _send_head(self, status: int, headers: Mapping[str, str]) -> None:
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        if self.drips_headers:
            await self.write(head)
        else:
            self._writer.write(head)
            await self._writer.drain()
