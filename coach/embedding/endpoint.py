"""A server's embeddings address: requests bounded in time, in size and in attempts.

It is one POST, so it is made with httpx2 alone. LangChain's and OpenAI's own clients add headers and addresses from the
environment, and the first also drops the number of each vector, so that vectors in another order would go unnoticed.
"""

import asyncio
import random
import threading
import weakref
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from coach.embedding.faults import Refusal, broke_off, refused, too_slow, unreachable, unusable
from coach.errors import SettingsError

if TYPE_CHECKING:
    from httpx2 import AsyncClient, Response

T = TypeVar("T")

_MAX_REPLY_BYTES = 32_000_000
"""Several times what the widest vectors of one request take."""
_PATIENCE_S = 20.0
"""A server that asks for a longer pause is left alone, so that search goes on without it at once."""
_GRACE_S = 1.0
"""What a call gets beyond its deadline before it is left behind; looking up a host's name cannot be stopped."""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """Where vectors come from, and how patiently they are asked for."""

    model: str
    """The model as its server names it."""
    base_url: str
    api_key: str | None = field(default=None, repr=False)
    timeout_s: float = 30.0
    """After so many seconds a request is given up, repeated attempts included."""
    attempts: int = 3
    pause_s: float = 0.5
    """The mean pause before the second attempt; it doubles with each further one."""
    concurrency: int = 4

    @property
    def server(self) -> str:
        """The server as messages name it."""
        return f"The server of 'openai:{self.model}' at {self.base_url!r}"

    def post(self, bodies: Sequence[str]) -> list[bytes]:
        """Send JSON documents, some at a time, and return the replies in the same order.

        Raises:
            ModelError: one of them failed; the others are given up.
            SettingsError: the key cannot be one, or the package for it is not installed.
        """
        if self.api_key is not None and not (self.api_key.isascii() and self.api_key.isprintable()):
            raise SettingsError("COACH_API_KEY holds characters that no key has. Copy the key again.")
        rounds = -(-len(bodies) // self.concurrency)
        try:
            return self._line.run(
                lambda client: self._post_all(client, bodies), limit_s=rounds * self.timeout_s + _GRACE_S
            )
        except TimeoutError:
            raise too_slow(self.server, self.timeout_s) from None

    @cached_property
    def _line(self) -> "_Line":
        return _Line(_new_client(self.api_key))

    async def _post_all(self, client: "AsyncClient", bodies: Sequence[str]) -> list[bytes]:
        turn = asyncio.Semaphore(self.concurrency)
        calls = [asyncio.ensure_future(self._post_in_turn(turn, client, body)) for body in bodies]
        try:
            return await asyncio.gather(*calls)
        finally:
            for call in calls:
                call.cancel()

    async def _post_in_turn(self, turn: asyncio.Semaphore, client: "AsyncClient", body: str) -> bytes:
        async with turn:
            try:
                async with asyncio.timeout(self.timeout_s):
                    return await self._post_patiently(client, body)
            except TimeoutError:
                raise too_slow(self.server, self.timeout_s) from None

    async def _post_patiently(self, client: "AsyncClient", body: str) -> bytes:
        now = asyncio.get_running_loop().time
        deadline = now() + self.timeout_s
        for attempt in range(1, self.attempts):
            try:
                return await self._post_once(client, body)
            except Refusal as refusal:
                drawn_s = random.uniform(0, self.pause_s * 2**attempt)
                pause_s = drawn_s if refusal.asked_s is None else refusal.asked_s
                if not refusal.retryable or pause_s > min(_PATIENCE_S, deadline - now()):
                    raise
                await asyncio.sleep(pause_s)
        return await self._post_once(client, body)

    async def _post_once(self, client: "AsyncClient", body: str) -> bytes:
        # Imported here for the same reason as the client that is at work.
        from httpx2 import ConnectError, HTTPError

        try:
            async with client.stream("POST", f"{self.base_url}/embeddings", content=body) as response:
                content = await self._read(response)
        except ConnectError:
            raise unreachable(self.server) from None
        except HTTPError:
            raise broke_off(self.server) from None
        if response.status_code != 200:
            raise refused(self.server, response.status_code, response.headers, content)
        return content

    async def _read(self, response: "Response") -> bytes:
        if response.headers.get("content-encoding", "identity") != "identity":
            # A few packed kilobytes could unpack to more than the memory holds.
            raise unusable(self.server, "a packed reply, though none was asked for")
        content = bytearray()
        async for piece in response.aiter_bytes():
            content += piece
            if len(content) > _MAX_REPLY_BYTES:
                raise unusable(self.server, "a reply without end")
        return bytes(content)


def _new_client(api_key: str | None) -> "AsyncClient":
    try:
        # Imported here because it belongs to an extra, and the product works without it.
        from httpx2 import AsyncClient
    except ModuleNotFoundError:
        raise SettingsError(
            'COACH_EMBEDDING names a model by an API, which needs: pip install "vision-coach[model]"'
        ) from None
    headers = {"content-type": "application/json", "accept-encoding": "identity", "user-agent": "vision-coach"}
    if api_key is not None:
        headers["authorization"] = f"Bearer {api_key}"
    # Every request has one deadline for everything, so the client has none. Proxies and keys of the environment, and
    # redirects, would send the texts to somebody else.
    return AsyncClient(headers=headers, timeout=None, trust_env=False, follow_redirects=False)


class _Line:
    """A client in an event loop in a thread of its own, where a call can be stopped; it ends when nobody holds it."""

    def __init__(self, client: "AsyncClient") -> None:
        self._client = client
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=_serve, args=(self._loop, client), daemon=True, name="embeddings").start()
        weakref.finalize(self, self._loop.call_soon_threadsafe, self._loop.stop)

    def run(self, work: Callable[["AsyncClient"], Coroutine[None, None, T]], *, limit_s: float) -> T:
        """Do the work and return what it gives; a caller never waits longer than the limit."""
        result = asyncio.run_coroutine_threadsafe(work(self._client), self._loop)
        try:
            return result.result(limit_s)
        finally:
            result.cancel()


def _serve(loop: asyncio.AbstractEventLoop, client: "AsyncClient") -> None:
    try:
        loop.run_forever()
    finally:
        loop.run_until_complete(client.aclose())
        loop.close()
