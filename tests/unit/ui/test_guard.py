"""Who may ask the app for what, and which headers every answer has. With a real server: tests/app/test_served.py."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from coach.ui.guard import GUARD_HEADER, Guard, content_security_policy

COOKIE = "vision-coach-8501"
HOST = "127.0.0.1:8501"
ORIGIN = f"http://{HOST}"
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


async def behind(scope: Scope, receive: Receive, send: Send) -> None:
    """Stand in for Streamlit: say which headers arrived."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    kind = "text/html" if scope["path"] in ("/", "/my-work") else "text/plain"
    if scope["path"].startswith("/static/"):
        answer = Response("script", headers={"Cache-Control": "public, immutable, max-age=31536000"})
    else:
        answer = PlainTextResponse(repr(scope["headers"]), media_type=kind)
    await answer(scope, receive, send)


@pytest.fixture
def guard() -> Guard:
    return Guard(
        behind, allowed_hosts=["127.0.0.1", "localhost", "::1"], cookie=COOKIE, policy=content_security_policy("")
    )


def ask(guard: Guard, path: str, *, headers: Mapping[str, str] | None = None) -> tuple[int, dict[str, str], str]:
    """Send one request through the guard; return status, headers and body of the answer."""
    start, *rest = sent_by(guard, path, kind="http", headers=headers or {})
    body = b"".join(message["body"] for message in rest)
    return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}, body.decode()


def opens_socket(guard: Guard, headers: Mapping[str, str]) -> bool:
    """Tell whether a WebSocket gets through the guard."""
    first, *_ = sent_by(guard, "/_stcore/stream", kind="websocket", headers=headers)
    assert first["type"] in ("websocket.close", "websocket.accept")
    return bool(first["type"] == "websocket.accept")


def sent_by(guard: Guard, path: str, *, kind: str, headers: Mapping[str, str]) -> list[Message]:
    sent: list[Message] = []
    scope: dict[str, Any] = {
        "type": kind,
        "path": path,
        "method": "GET",
        "scheme": "http" if kind == "http" else "ws",
        "headers": [(name.encode(), value.encode()) for name, value in {"host": HOST, **headers}.items()],
        "query_string": b"",
    }

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(guard(scope, receive, send))
    return sent


def open_app(guard: Guard) -> dict[str, str]:
    """Load the first page; return the headers by which the same browser is known from then on."""
    _, headers, _ = ask(guard, "/")
    return {"cookie": headers["set-cookie"].split(";")[0]}


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost", "LocalHost:1", "[::1]:8501"])
def test_the_app_answers_to_its_own_names(guard: Guard, host: str) -> None:
    assert ask(guard, "/", headers={"host": host})[0] == 200


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "evil.example:8501", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "[::2]", "a/b", "*"],
)
def test_an_unknown_host_is_refused(guard: Guard, host: str) -> None:
    address = {"host": host, "origin": f"http://{host}", **open_app(guard)}

    assert ask(guard, "/", headers=address)[0] == 400
    assert not opens_socket(guard, address)


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/metrics/", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp"]
)
def test_figures_and_the_interface_for_programs_are_closed(guard: Guard, path: str) -> None:
    assert ask(guard, path, headers=open_app(guard))[0] == 404


@pytest.mark.parametrize("path", ["/media/a.md", "/_stcore/upload_file/a/b"])
def test_what_is_personal_opens_only_in_a_browser_that_opened_the_app(guard: Guard, path: str) -> None:
    other = Guard(behind, allowed_hosts=["127.0.0.1"], cookie=COOKIE, policy="")

    assert ask(guard, path)[0] == 403
    assert ask(guard, path, headers=open_app(other))[0] == 403
    assert ask(guard, path, headers={"cookie": f"{COOKIE}="})[0] == 403
    assert ask(guard, path, headers=open_app(guard))[0] == 200


def test_a_socket_opens_only_for_a_page_of_the_app(guard: Guard) -> None:
    known = open_app(guard)

    assert opens_socket(guard, {"origin": ORIGIN, **known})
    assert not opens_socket(guard, {"origin": ORIGIN})
    assert not opens_socket(guard, known)
    for origin in ("http://evil.example", "null", f"https://{HOST}", "http://127.0.0.1:9000", "http://localhost:8501"):
        assert not opens_socket(guard, {"origin": origin, **known})


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
    ],
)
def test_other_sites_are_refused_and_get_no_pass(guard: Guard, headers: dict[str, str]) -> None:
    status, answer, _ = ask(guard, "/", headers=headers)

    assert status == 403
    assert "set-cookie" not in answer


def test_a_link_on_another_site_opens_the_app(guard: Guard) -> None:
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}

    assert ask(guard, "/my-work", headers=link)[0] == 200


def test_the_pass_is_kept_from_scripts_and_from_other_sites(guard: Guard) -> None:
    _, headers, _ = ask(guard, "/")
    name, *limits = headers["set-cookie"].split("; ")

    assert name.startswith(f"{COOKIE}=")
    assert len(name) > len(COOKIE) + 40
    assert limits == ["Path=/", "HttpOnly", "SameSite=Strict"]


def test_a_page_that_was_open_before_a_restart_gets_a_new_pass(guard: Guard) -> None:
    known = open_app(guard)

    assert "set-cookie" in ask(guard, "/_stcore/health", headers={"cookie": f"{COOKIE}=from-before"})[1]
    assert "set-cookie" not in ask(guard, "/_stcore/health", headers=known)[1]
    assert "set-cookie" not in ask(guard, "/", headers=known)[1]


@pytest.mark.parametrize("path", ["/", "/my-work", "/media/a", "/_stcore/metrics", "/static/a.js", "/_stcore/health"])
@pytest.mark.parametrize("host", [HOST, "evil.example"])
def test_every_answer_has_the_protective_headers(guard: Guard, path: str, host: str) -> None:
    _, headers, _ = ask(guard, path, headers={"host": host})

    assert ALWAYS.items() <= headers.items()
    assert headers["content-security-policy"].startswith("default-src 'none'; ")
    assert "microphone=()" in headers["permissions-policy"]


def test_only_streamlits_own_files_are_kept_by_the_browser(guard: Guard) -> None:
    known = open_app(guard)

    assert ask(guard, "/static/a.js")[1]["cache-control"] == "public, immutable, max-age=31536000"
    for path in ("/", "/media/a", "/_stcore/health", "/_stcore/host-config"):
        assert ask(guard, path, headers=known)[1]["cache-control"] == "no-store"


def test_the_policy_names_the_socket_to_this_host_and_nothing_else(guard: Guard) -> None:
    policy = ask(guard, "/")[1]["content-security-policy"]

    assert policy.endswith(f"; connect-src 'self' ws://{HOST}")


def test_the_policy_allows_the_pages_own_script_by_hash_and_no_inline_code() -> None:
    policy = content_security_policy("<head><script>\n go()\n</script><script src='a.js'></script></head>")

    assert dict(part.split(" ", 1) for part in policy.split("; ")) == {
        "default-src": "'none'",
        "script-src": "'self' 'sha256-1V9XdrsqMzHAJzrpf6o0zap5qVR2wZGB+NxlRP21gno='",
        "style-src": "'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' "
        "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "frame-ancestors": "'none'",
    }


def test_a_page_can_tell_that_it_is_guarded(guard: Guard) -> None:
    assert GUARD_HEADER.lower() in ask(guard, "/_stcore/host-config")[2]


PUBLIC = "https://coach.example.com"
IN_FRONT = {"host": "coach.example.com"}


@pytest.fixture
def signing_guard() -> Guard:
    """Return a guard with a proxy and a closed line in front, for a coach that people sign on to."""
    return Guard(
        behind,
        allowed_hosts=["coach.example.com"],
        cookie=COOKIE,
        policy="",
        public_url=PUBLIC,
        is_signed_on=lambda cookies: cookies.get("who") == "ana",
    )


def opened_in_front(guard: Guard, **cookies: str) -> dict[str, str]:
    known = ask(guard, "/", headers=IN_FRONT)[1]["set-cookie"].split(";")[0]
    return {**IN_FRONT, "cookie": "; ".join([known, *(f"{name}={value}" for name, value in cookies.items())])}


@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout", "/oauth2callback"])
def test_where_nobody_signs_on_there_is_no_way_to(guard: Guard, signing_guard: Guard, path: str) -> None:
    assert ask(guard, path)[0] == 404
    assert ask(signing_guard, path, headers=IN_FRONT)[0] == 200


@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout"])
def test_no_other_site_and_no_link_signs_somebody_on_or_out(signing_guard: Guard, path: str) -> None:
    link = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", **IN_FRONT}

    for site, status in (("cross-site", 403), ("same-site", 403), ("none", 403), ("same-origin", 200)):
        assert ask(signing_guard, path, headers={"sec-fetch-site": site, **link})[0] == status


def test_the_provider_leads_back_to_the_app(signing_guard: Guard) -> None:
    back = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", **IN_FRONT}

    assert ask(signing_guard, "/oauth2callback", headers=back)[0] == 200


@pytest.mark.parametrize("path", ["/media/a.md", "/_stcore/upload_file/a/b"])
def test_files_open_only_for_somebody_who_is_signed_on(signing_guard: Guard, path: str) -> None:
    assert ask(signing_guard, path, headers=opened_in_front(signing_guard))[0] == 403
    assert ask(signing_guard, path, headers=opened_in_front(signing_guard, who="eve"))[0] == 403
    assert ask(signing_guard, path, headers={**IN_FRONT, "cookie": "who=ana"})[0] == 403
    assert ask(signing_guard, path, headers=opened_in_front(signing_guard, who="ana"))[0] == 200


def test_behind_a_proxy_the_origin_is_the_address_that_people_type(signing_guard: Guard) -> None:
    known = opened_in_front(signing_guard)

    assert opens_socket(signing_guard, {"origin": PUBLIC, **known})
    for origin in ("http://coach.example.com", "https://coach.example.com:444", "https://evil.example"):
        assert not opens_socket(signing_guard, {"origin": origin, **known})


def test_a_closed_line_is_kept_closed(signing_guard: Guard, guard: Guard) -> None:
    headers = ask(signing_guard, "/", headers=IN_FRONT)[1]

    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["set-cookie"].endswith("; Secure")
    assert headers["content-security-policy"].endswith("connect-src 'self' wss://coach.example.com")
    assert "strict-transport-security" not in ask(guard, "/")[1]
