"""Every fault of the double is on the wire what its line says, in a stream and in a reply that is sent whole."""

import gzip

import pytest

from evals.hostile_model import HostileModel
from tests.hostile import CHAT_FAULTS
from tests.raw_http import Said, ask, connect, get, post, receive, said, send, wait_until

ANSWER = "0123456789" * 10
SHORT_S = 0.6
"""Long enough for what comes at once, and no longer, because the rest never comes."""
STATUSES = {
    "status-400": 400,
    "status-400-context": 400,
    "status-401": 401,
    "status-403": 403,
    "status-404": 404,
    "status-404-page": 404,
    "status-413": 413,
    "status-429": 429,
    "status-429-2s": 429,
    "status-429-121s": 429,
    "status-429-soon": 429,
    "status-429-quota": 429,
    "status-500": 500,
    "status-502": 502,
    "status-503": 503,
    "redirect-302": 302,
    "redirect-307": 307,
}
HALF = ANSWER[:50]
STREAMED: dict[str, Said] = {
    **{mode: (status, "whole", None, None) for mode, status in STATUSES.items()},
    "tls-garbage": (None, "closed", None, None),
    "hang": (None, "open", None, None),
    "html": (200, "whole", None, None),
    "empty-body": (200, "whole", None, None),
    "broken-json": (200, "whole", None, None),
    "deep-body": (200, "whole", None, None),
    "json-list": (200, "whole", None, None),
    "error-body": (200, "whole", None, None),
    "status-400-schema": (200, "whole", ANSWER, "stop"),
    "stall": (200, "open", HALF, None),
    "drip": (200, "open", None, None),
    "drip-headers": (None, "open", None, None),
    "keep-alive": (200, "open", None, None),
    "slow-start": (200, "whole", ANSWER, "stop"),
    **{f"end-{share}": (200, "whole", ANSWER[:share], None) for share in (10, 50, 95)},
    **{f"reset-{share}": (200, "reset", ANSWER[:share], None) for share in (10, 50, 95)},
    **{f"length-{share}": (200, "whole", ANSWER[:share], "length") for share in (10, 50, 95)},
    **{f"bad-json-{share}": (200, "whole", ANSWER[:share], None) for share in (10, 50, 95)},
    "done-without-reason": (200, "whole", HALF, None),
    "close": (200, "closed", HALF, None),
    "error-midway": (200, "whole", HALF, None),
    "content-filter": (200, "whole", HALF, "content_filter"),
    "refusal": (200, "whole", None, "stop"),
    "tool-call": (200, "whole", None, "tool_calls"),
    "no-choices": (200, "whole", None, None),
    "null-content": (200, "whole", None, "stop"),
    "blank-content": (200, "whole", " \n \n", "stop"),
    "wrong-shape": (200, "whole", '{"weather": "sunny", "degrees": 21}', "stop"),
    "prose": (200, "whole", "I would rather tell you in words.", "stop"),
    "fenced": (
        200,
        "whole",
        f"Sure! Here is what you asked for:\n\n```json\n{ANSWER}\n```\n\nLet me know if I can help further.",
        "stop",
    ),
    "thinking": (
        200,
        "whole",
        f'<think>\nThe user wants JSON. Perhaps {{"a": 1}}? No.\n</think>\n\n{ANSWER}',
        "stop",
    ),
    "more-fields": (200, "whole", ANSWER, "stop"),
    "deep-json": (200, "whole", '{"a":' * 50_000, "stop"),
    "half-letter": (200, "whole", '{"a": "\ud83d"} \ud83d', "stop"),
    "bad-letters": (200, "whole", "caf\ufffd \ufffd\ufffd", "stop"),
    "no-usage": (200, "whole", ANSWER, "stop"),
    "odd-usage": (200, "whole", ANSWER, "stop"),
}
ENDLESS = {
    "loop-list": '{"items": [' + '{"text": "the same again"}, ' * 3,
    "grow-list": '{"items": ["0", "1", "2", ',
    "loop-prose": "The customer comes first, and so the customer comes first. " * 3,
    "loop-space": "0\n    \n    \n    ",
}
HUGE = ("huge", "packed")
NO_HTTP = "refused"
# What a reply that is sent whole cannot show in the same way.
WHOLE: dict[str, Said] = {
    **STREAMED,
    **{mode: (200, end, None, None) for mode, end in (("stall", "open"), ("close", "closed"))},
    **{f"reset-{share}": (200, "reset", None, None) for share in (10, 50, 95)},
    **{f"bad-json-{share}": (200, "whole", None, None) for share in (10, 50, 95)},
    "error-midway": (200, "whole", None, None),
    "bad-letters": (200, "whole", None, None),
}


@pytest.fixture
def server(hostile: HostileModel) -> HostileModel:
    """Return a hostile model that would answer with a text of 100 letters at once."""
    hostile.reply_with, hostile.slow_s = {"Who?": ANSWER}, 0.05
    return hostile


def test_every_fault_is_tried() -> None:
    assert {*STREAMED, *ENDLESS, *HUGE, NO_HTTP} == set(CHAT_FAULTS)


@pytest.mark.parametrize("mode", STREAMED)
def test_a_fault_is_what_its_line_says_in_a_stream(mode: str, server: HostileModel) -> None:
    server.mode = mode

    assert said(post(server.url, ask(), wait_s=_wait_s(STREAMED[mode]))) == STREAMED[mode]


@pytest.mark.parametrize("mode", WHOLE)
def test_a_fault_is_what_its_line_says_in_a_reply_sent_whole(mode: str, server: HostileModel) -> None:
    server.mode = mode

    assert said(post(server.url, ask(stream=False), wait_s=_wait_s(WHOLE[mode]))) == WHOLE[mode]


@pytest.mark.parametrize("mode", ENDLESS)
def test_an_endless_stream_repeats_or_grows_until_the_caller_leaves(mode: str, server: HostileModel) -> None:
    server.mode = mode

    status, end, text, reason = said(post(server.url, ask(), wait_s=SHORT_S))

    assert (status, end, reason) == (200, "open", None)
    assert text is not None
    assert text.startswith(ENDLESS[mode])
    wait_until(lambda: server.calls[0].left_early)


@pytest.mark.parametrize("mode", ENDLESS)
def test_an_endless_reply_sent_whole_is_cut_far_out(mode: str, server: HostileModel) -> None:
    server.mode = mode

    status, end, text, reason = said(post(server.url, ask(stream=False)))

    assert (status, end, reason) == (200, "whole", "length")
    assert len(text or "") > 10_000


@pytest.mark.parametrize("stream", [True, False])
def test_a_huge_text_is_64_megabytes_in_one_piece(stream: bool, server: HostileModel) -> None:
    server.mode = "huge"

    response = post(server.url, ask(stream=stream))

    assert (response.end, response.body.count(b"a" * (64 << 20))) == ("whole", 1)


def test_a_packed_text_is_small_until_it_is_unpacked(server: HostileModel) -> None:
    server.mode = "packed"

    response = post(server.url, ask())

    assert (response.end, response.headers["content-encoding"]) == ("whole", "gzip")
    assert len(response.body) < 1 << 20
    assert gzip.decompress(response.body).count(b"a" * (64 << 20)) == 1


def test_nothing_listens_where_a_connection_is_refused(server: HostileModel) -> None:
    server.mode = "refused"

    with pytest.raises(ConnectionRefusedError):
        connect(server.url, 1.0)


def test_a_tls_greeting_gets_garbage_whatever_the_mode(server: HostileModel) -> None:
    with connect(server.url, 1.0) as connection:
        connection.sendall(b"\x16\x03\x01\x00\x05hello")
        response = receive(connection, 1.0)

    assert (response.status, len(response.body), server.calls[0].method) == (None, 1024, "TLS")
    server.mode = "tls-garbage"
    assert server.url.startswith("https://127.0.0.1:")


@pytest.mark.parametrize(
    ("mode", "pause"), [("status-429-2s", "2"), ("status-429-121s", "121"), ("status-429-soon", "soon")]
)
def test_a_busy_server_says_when_to_come_back(mode: str, pause: str, server: HostileModel) -> None:
    server.mode = mode

    assert post(server.url, ask()).headers["retry-after"] == pause


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("status-400", (None, "Cannot read: Who?")),
        ("status-400-context", ("context_length_exceeded", "This model's maximum context length is 4096 tokens.")),
        ("status-401", ("invalid_api_key", "Incorrect API key provided: sk-planted.")),
        ("status-404", ("model_not_found", "The model does not exist or you do not have access to it.")),
        ("status-429-quota", ("insufficient_quota", "You exceeded your current quota.")),
    ],
)
def test_a_refusal_says_why_and_repeats_what_it_was_given(
    mode: str, error: tuple[str | None, str], server: HostileModel
) -> None:
    server.mode = mode

    told = post(server.url, ask()).json["error"]

    assert (told["code"], told["message"]) == error


def test_a_schema_is_refused_where_it_is_sent(server: HostileModel) -> None:
    server.mode = "status-400-schema"

    assert post(server.url, ask(response_format={"type": "json_schema"})).status == 400


@pytest.mark.parametrize(("mode", "status"), [("redirect-302", 302), ("redirect-307", 307)])
def test_a_redirect_leads_to_the_canary_which_notes_who_comes(mode: str, status: int, server: HostileModel) -> None:
    server.mode = mode
    response = post(server.url, ask())
    assert (response.status, response.headers["location"]) == (status, f"http://{server.canary}/redirected")
    assert server.canary_hits == []

    get(response.headers["location"])

    assert [(call.method, call.path) for call in server.canary_hits] == [("GET", "/redirected")]


def test_bytes_drip_one_by_one(server: HostileModel) -> None:
    server.mode = "drip"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

    with connect(server.url, 1.0) as connection:
        send(connection, "/v1/chat/completions", ask())
        received = [connection.recv(1 << 16) for _ in range(4)]

    # The first byte may come together with the headers.
    assert received[0].startswith(head)
    assert [len(data) for data in received[1:]] == [1, 1, 1]


def test_what_keeps_a_connection_alive_is_a_comment(server: HostileModel) -> None:
    server.mode = "keep-alive"

    assert set(post(server.url, ask(), wait_s=SHORT_S).body.split(b"\n\n")) == {b": keep-alive", b""}


@pytest.mark.parametrize(
    ("mode", "usage"),
    [
        ("honest", {"prompt_tokens": 1, "completion_tokens": 25, "total_tokens": 26}),
        ("no-usage", None),
        ("odd-usage", {"prompt_tokens": -5, "completion_tokens": 10**12, "total_tokens": 0}),
    ],
)
def test_usage_is_reported_at_the_end_of_a_stream_that_asks_for_it(
    mode: str, usage: object, server: HostileModel
) -> None:
    server.mode = mode

    response = post(server.url, ask(stream_options={"include_usage": True}))

    assert response.events[-1] == "[DONE]"
    assert [chunk["usage"] for chunk in response.chunks if "usage" in chunk] == ([usage] if usage else [])
    assert [chunk for chunk in post(server.url, ask()).chunks if "usage" in chunk] == []


def test_a_refusal_and_a_tool_call_stand_in_their_fields(server: HostileModel) -> None:
    server.mode = ["refusal", "tool-call"]

    refusal, call = (post(server.url, ask(stream=False)).json["choices"][0]["message"] for _ in range(2))

    assert (refusal["content"], refusal["refusal"]) == (None, "I cannot help with that.")
    assert (call["content"], call["tool_calls"][0]["function"]["name"]) == (None, "send_mail")


def _wait_s(expected: Said) -> float:
    return SHORT_S if expected[1] == "open" else 5.0
