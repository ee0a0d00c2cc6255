"""The HTTP client for models: it talks to one address, sends only what we chose, and reads up to a limit."""

from collections.abc import AsyncIterator
from typing import Literal

import httpx2

MAX_BYTES = 16 * 1024 * 1024
"""More than any reply; a server that sends more is cut off."""

CONNECT_S = 5.0
_KEEP_S = 30.0

# Environment variables make the vendor's library add others, among them an organisation and whole lines of headers.
_SENT = ("host", "content-type", "content-length", "transfer-encoding")

Defect = Literal["elsewhere", "page", "not streamed", "packed", "too much"]


class WireError(Exception):
    """A response that no reply can be read from."""

    def __init__(self, defect: Defect) -> None:
        """Say what is wrong with it."""
        super().__init__(defect)
        self.defect: Defect = defect


def build_client(
    base_url: str, *, api_key: str | None, connections: int, max_bytes: int = MAX_BYTES
) -> httpx2.AsyncClient:
    """Return a client for this address that neither reads the environment nor follows redirects."""
    limits = httpx2.Limits(max_connections=connections, keepalive_expiry=_KEEP_S)
    inner = httpx2.AsyncHTTPTransport(trust_env=False, limits=limits)
    return httpx2.AsyncClient(
        transport=_Transport(inner, httpx2.URL(base_url), api_key=api_key, max_bytes=max_bytes),
        timeout=httpx2.Timeout(None, connect=CONNECT_S),
        trust_env=False,
        follow_redirects=False,
    )


class _Transport(httpx2.AsyncBaseTransport):
    def __init__(
        self, inner: httpx2.AsyncBaseTransport, base_url: httpx2.URL, *, api_key: str | None, max_bytes: int
    ) -> None:
        self._inner = inner
        self._base_url = base_url
        self._api_key = api_key
        self._max_bytes = max_bytes

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if _origin(request.url) != _origin(self._base_url):
            raise WireError("elsewhere")
        request.headers = self._headers(request)
        response = await self._inner.handle_async_request(request)
        try:
            _check(request, response)
        except WireError:
            await response.aclose()
            raise
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Limited(response.stream, self._max_bytes),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._inner.aclose()

    def _headers(self, request: httpx2.Request) -> httpx2.Headers:
        kept = {name: value for name, value in request.headers.items() if name in _SENT}
        # A few packed kilobytes could unpack to more than the memory holds.
        ours = {"accept": "*/*", "accept-encoding": "identity", "user-agent": "vision-coach"}
        key = {"authorization": f"Bearer {self._api_key}"} if self._api_key else {}
        return httpx2.Headers({**kept, **ours, **key})


class _Limited(httpx2.AsyncByteStream):
    """A response body that ends with an error where it grows too long."""

    def __init__(self, body: object, most: int) -> None:
        assert isinstance(body, httpx2.AsyncByteStream)
        self._body = body
        self._left = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for data in self._body:
            self._left -= len(data)
            if self._left < 0:
                raise WireError("too much")
            yield data

    async def aclose(self) -> None:
        await self._body.aclose()


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _check(request: httpx2.Request, response: httpx2.Response) -> None:
    if not response.is_success:
        return
    if response.headers.get("content-encoding", "identity") != "identity":
        raise WireError("packed")
    kind = response.headers.get("content-type", "")
    if kind.startswith("text/html"):
        raise WireError("page")
    # Every POST asks for a stream.
    if request.method == "POST" and kind.startswith("application/json"):
        raise WireError("not streamed")
