"""The outermost layer of the web app: who may ask for what, and the headers on every answer."""

import re
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from hashlib import sha256
from secrets import compare_digest, token_urlsafe
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

GUARD_HEADER = "X-Vision-Coach-Guard"
"""Put on every request that came through the guard, so that a page can tell whether it is protected."""

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?", re.IGNORECASE)
# Figures about sessions for anybody who asks, and an interface for programs that this product does not offer.
_CLOSED = ("/_stcore/metrics", "/_stcore/agent")
# Where Streamlit sends somebody to sign on or out, and where the provider sends them back to.
_SIGNS_ON_OR_OUT = ("/auth/", "/oauth2callback")
# Only a page of ours leads there, so that no other site can sign somebody out or on as somebody else.
_FROM_OUR_PAGES = "/auth/"
# What carries a person's words: files to download, uploads; and every WebSocket.
_FILES = ("/media", "/_stcore/upload_file")
# An open page asks for this before it connects again, so a new pass reaches it after a restart.
_HEALTH = "/_stcore/health"
# Streamlit's own files: their names carry a hash of what is in them.
_SAME_FOR_EVER = "/static/"
# The two inline styles of Streamlit's pages: the empty one that rules are added to from its scripts, and this one.
_PRESSABLE_STYLE = "@layer {\n  [data-react-aria-pressable] {\n    touch-action: pan-x pan-y pinch-zoom;\n  }\n}"

_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), autoplay=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), usb=()",
}


IsSignedOn = Callable[[Mapping[str, str]], bool]


class Guard:
    """Let through what a browser that opened the app asks for, and nothing else."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        allowed_hosts: Collection[str],
        cookie: str,
        policy: str,
        public_url: str = "",
        is_signed_on: IsSignedOn | None = None,
    ) -> None:
        """Keep the host names to answer to, the name of the pass, and the Content-Security-Policy.

        `public_url` is the address that people type where a proxy stands in front; `is_signed_on` tells by the cookies
        of a request whether it comes from somebody who is signed on, None where nobody signs on.
        """
        self._app = app
        self._allowed_hosts = {_bracketed(host.lower()) for host in allowed_hosts}
        self._cookie = cookie
        self._public = urlsplit(public_url)
        self._is_signed_on = is_signed_on
        # New at every start: the address of a file that was copied yesterday opens nothing today.
        self._pass = token_urlsafe(32)
        self._headers = _HEADERS | {"Content-Security-Policy": policy}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or connection."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        refusal = self._refusal(request)
        if refusal and scope["type"] == "websocket":
            # The server makes a bare 403 of it.
            await WebSocketClose()(scope, receive, send)
            return
        if refusal:
            await refusal(scope, receive, _with_headers(send, lambda headers: headers.update(self._headers)))
            return
        scope = {**scope, "headers": [*scope["headers"], (GUARD_HEADER.lower().encode(), b"on")]}
        await self._app(scope, receive, _with_headers(send, lambda headers: self._add_headers(headers, request)))

    def _refusal(self, request: HTTPConnection) -> PlainTextResponse | None:
        path = request.scope["path"]
        if not self._is_for_us(request.headers):
            return PlainTextResponse("This is not an address of the app.", 400)
        if path.startswith(_CLOSED if self._is_signed_on else _CLOSED + _SIGNS_ON_OR_OUT):
            return PlainTextResponse("There is nothing here.", 404)
        if not self._comes_from_our_page(request):
            return PlainTextResponse("The app does not answer to other sites.", 403)
        is_file = path.startswith(_FILES)
        if (is_file or request.scope["type"] == "websocket") and not self._has_pass(request):
            return PlainTextResponse("Open the app in this browser first.", 403)
        if is_file and self._is_signed_on and not self._is_signed_on(request.cookies):
            return PlainTextResponse("Sign on first.", 403)
        return None

    def _is_for_us(self, headers: Headers) -> bool:
        hosts = headers.getlist("host")
        host = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        return host is not None and host[1].lower() in self._allowed_hosts

    def _has_pass(self, request: HTTPConnection) -> bool:
        return compare_digest(request.cookies.get(self._cookie, "").encode(), self._pass.encode())

    def _add_headers(self, headers: MutableHeaders, request: HTTPConnection) -> None:
        path = request.scope["path"]
        lasts = headers.get("cache-control") if path.startswith(_SAME_FOR_EVER) else None
        headers.update(self._headers)
        if lasts:
            headers["Cache-Control"] = lasts
        is_closed_line = self._scheme(request) == "https"
        # Not every browser counts the WebSocket to the same host as 'self'.
        socket = f"{'wss' if is_closed_line else 'ws'}://{request.headers['host']}"
        headers["Content-Security-Policy"] += f"; connect-src 'self' {socket}"
        opens_the_app = path == _HEALTH or headers.get("content-type", "").startswith("text/html")
        if opens_the_app and not self._has_pass(request):
            headers.append("Set-Cookie", f"{self._cookie}={self._pass}; Path=/; HttpOnly; SameSite=Strict")
        if is_closed_line:
            headers["Strict-Transport-Security"] = "max-age=31536000"
            _send_cookies_on_closed_lines_only(headers)

    def _comes_from_our_page(self, request: HTTPConnection) -> bool:
        """Tell whether it is the browser's own request, from a page of ours, or somebody who followed a link to a page.

        Streamlit answers a foreign Origin only after it asked a server on the Internet for this machine's address, so
        such a request must not reach it.
        """
        headers = request.headers
        is_socket = request.scope["type"] == "websocket"
        our_origin = f"{self._scheme(request)}://{headers['host']}"
        if headers.get("origin", "" if is_socket else None) not in (None, our_origin):
            return False
        site = headers.get("sec-fetch-site")
        if request.scope["path"].startswith(_FROM_OUR_PAGES):
            return site in (None, "same-origin")
        follows_a_link = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        return follows_a_link or site in (None, "none", "same-origin")

    def _scheme(self, request: HTTPConnection) -> str:
        if self._public.netloc and request.headers["host"].lower() == self._public.netloc.lower():
            # The proxy in front ends the closed line, so what arrives here says nothing about it.
            return self._public.scheme
        return "https" if request.scope["scheme"] in ("https", "wss") else "http"


def _with_headers(send: Send, add: Callable[[MutableHeaders], None]) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            add(MutableHeaders(scope=message))
        await send(message)

    return send_with_headers


def content_security_policy(index_page: str) -> str:
    """Return the strictest policy under which Streamlit works, for the page that starts it.

    The page's own inline script may run because its hash is named; no other inline script can.
    """
    inline = re.findall(r"<script>(.*?)</script>", index_page, flags=re.DOTALL)
    hashes = "".join(f" {_source_hash(script)}" for script in inline)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self'{hashes}",
            f"style-src 'self' {_source_hash('')} {_source_hash(_PRESSABLE_STYLE)}",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        )
    )


def _source_hash(source: str) -> str:
    return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _send_cookies_on_closed_lines_only(headers: MutableHeaders) -> None:
    """Mark every cookie as Secure; Streamlit leaves that out."""
    cookies = headers.getlist("set-cookie")
    del headers["set-cookie"]
    for cookie in cookies:
        headers.append("Set-Cookie", cookie if "; secure" in cookie.lower() else f"{cookie}; Secure")
