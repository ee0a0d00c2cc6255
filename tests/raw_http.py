"""A client that looks at every byte and forgives nothing: it says how a response ended, not only what it held."""

import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

End = Literal["whole", "open", "closed", "reset"]
"""The response ended as HTTP asks; or it had not ended in time; or the connection was closed or reset before."""


Said = tuple[int | None, End, str | None, str | None]
"""The status, how the response ended, the text in it, and the reason that it gives for the end of the text."""


@dataclass(frozen=True)
class Response:
    """One response, as far as it came."""

    status: int | None
    headers: Mapping[str, str]
    body: bytes
    end: End

    @property
    def events(self) -> list[str]:
        """Return the data of the server-sent events, without the last one if it is not complete."""
        *whole, _ = self.body.decode(errors="replace").split("\n\n")
        return [event.removeprefix("data: ") for event in whole if event.startswith("data: ")]

    @property
    def chunks(self) -> list[Any]:
        """Return the events that are JSON."""
        return [value for event in self.events if (value := _json(event)) is not None]

    @property
    def json(self) -> Any:
        """Return the body as JSON, or None."""
        return _json(self.body)


def ask(*, stream: bool = True, **more: object) -> dict[str, object]:
    """Return the body of a request for a completion."""
    return {"model": "small", "messages": [{"role": "user", "content": "Who?"}], "stream": stream, **more}


def said(response: Response) -> Said:
    """Return what a response comes down to."""
    values = response.chunks or [response.json]
    choices = [choice for value in values if isinstance(value, dict) for choice in value.get("choices", ())]
    messages = [choice.get("delta") or choice.get("message") or {} for choice in choices]
    text = "".join(message.get("content") or "" for message in messages)
    reasons = [choice["finish_reason"] for choice in choices if choice["finish_reason"]]
    return response.status, response.end, text or None, reasons[0] if reasons else None


def wait_until(is_true: Callable[[], bool], most_s: float = 5.0) -> None:
    """Wait for what another thread does."""
    latest = time.monotonic() + most_s
    while not is_true():
        assert time.monotonic() < latest
        threading.Event().wait(0.005)


def post(url: str, body: object, *, path: str = "/chat/completions", wait_s: float = 5.0) -> Response:
    """Send a value as JSON, and read for so long at most."""
    with connect(url, wait_s) as connection:
        send(connection, f"{urlsplit(url).path}{path}", body)
        return receive(connection, wait_s)


def get(url: str, *, wait_s: float = 5.0) -> Response:
    """Ask for an address, and read for so long at most."""
    with connect(url, wait_s) as connection:
        connection.sendall(f"GET {urlsplit(url).path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        return receive(connection, wait_s)


def connect(url: str, wait_s: float) -> socket.socket:
    """Open a connection."""
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port or 80), timeout=wait_s)


def send(connection: socket.socket, path: str, body: object) -> None:
    """Send a value as JSON, with a key."""
    data = json.dumps(body).encode()
    lines = [f"POST {path} HTTP/1.1", "Host: here", "Authorization: Bearer sk-planted", f"Content-Length: {len(data)}"]
    connection.sendall("\r\n".join([*lines, "", ""]).encode() + data)


def receive(connection: socket.socket, wait_s: float) -> Response:
    """Read one response."""
    received, latest = bytearray(), time.monotonic() + wait_s
    end: End | None = None
    while end is None:
        connection.settimeout(max(0.001, latest - time.monotonic()))
        try:
            data = connection.recv(1 << 20)
        except ConnectionResetError:
            end = "reset"
            break
        except TimeoutError:
            data, end = b"", "open"
        received += data
        if _is_whole(received):
            end = "whole"
        elif not data:
            end = end or "closed"
        elif time.monotonic() > latest:
            end = "open"
    return _response(bytes(received), end)


def _is_whole(received: bytearray) -> bool:
    head, found, _ = received[:10_000].partition(b"\r\n\r\n")
    if not found:
        return False
    headers = _headers(bytes(head))
    if headers.get("transfer-encoding") == "chunked":
        return received.endswith(b"0\r\n\r\n")
    return len(received) - len(head) - 4 >= int(headers.get("content-length", "-1")) >= 0


def _response(received: bytes, end: End) -> Response:
    head, _, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 "):
        return Response(None, {}, received, end)
    headers = _headers(head)
    whole = _join_chunks(body) if headers.get("transfer-encoding") == "chunked" else body
    return Response(int(head.split()[1]), headers, whole, end)


def _headers(head: bytes) -> dict[str, str]:
    pairs = (line.split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:] if ": " in line)
    return {name.lower(): value for name, value in pairs}


def _join_chunks(body: bytes) -> bytes:
    joined = bytearray()
    while body:
        size, _, rest = body.partition(b"\r\n")
        if not size:
            break
        joined += rest[: int(size, 16)]
        body = rest[int(size, 16) + 2 :]
    return bytes(joined)


def _json(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
