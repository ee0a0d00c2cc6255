"""Each failure becomes one kind of error, in plain sentences that name the setting and hold nothing private."""

import ssl

import httpx2
import openai
import pytest

from coach.errors import ModelError, OutputError
from coach.llm.faults import Failure, Faults, SettingNames
from coach.llm.transport import WireError

_URL = "http://127.0.0.1:8081/v1"
FAULTS = Faults(model="small", base_url=_URL, timeout_s=30, names=SettingNames())
_REQUEST = httpx2.Request("POST", f"{_URL}/chat/completions", content=b"the prompt")


def _refusal(status: int, *, code: str | None = None, **headers: str) -> openai.APIStatusError:
    response = httpx2.Response(status, headers=headers, request=_REQUEST)
    return openai.APIStatusError("the prompt and the key", response=response, body={"code": code})


@pytest.mark.parametrize(
    ("error", "says", "fault", "retryable", "repeats"),
    [
        (_refusal(400), "refused the request for the model 'small' (400)", "settings", False, False),
        (_refusal(400, code="context_length_exceeded"), "too long for the model 'small'", "settings", False, False),
        (_refusal(401), "refused the key (401). Nothing was lost; check COACH_API_KEY.", "settings", False, False),
        (_refusal(403), "check COACH_API_KEY and COACH_MODEL", "settings", False, False),
        (_refusal(404), "check COACH_MODEL and COACH_BASE_URL", "settings", False, False),
        (_refusal(307), "put the final address into COACH_BASE_URL", "settings", False, False),
        (_refusal(408), "a fault of its own (408)", "unavailable", True, False),
        (_refusal(413), "too long for the model 'small'", "settings", False, False),
        (_refusal(429), "too many requests", "unavailable", True, True),
        (_refusal(429, code="insufficient_quota"), "no credit left (429)", "unavailable", False, False),
        (_refusal(500), "a fault of its own or is just starting (500)", "unavailable", True, True),
        (_refusal(501), "a fault of its own (501)", "unavailable", True, False),
        (_refusal(502), "(502)", "unavailable", True, True),
        (_refusal(503), "(503)", "unavailable", True, True),
        (_refusal(504), "(504)", "unavailable", True, True),
        (httpx2.ConnectError("x"), f"Nobody answers at '{_URL}'", "unavailable", True, True),
        (httpx2.ConnectTimeout("x"), "check COACH_BASE_URL", "unavailable", True, True),
        (httpx2.ReadError("x"), "broke the connection", "unavailable", True, True),
        (httpx2.RemoteProtocolError("x"), "broke the connection", "unavailable", True, True),
        (ssl.SSLError("x"), "No safe connection", "unavailable", False, False),
        (TimeoutError(), "did not finish within 30 seconds", "slow", True, False),
        (openai.APIError("x", _REQUEST, body=None), "reported a fault", "unavailable", True, False),
        (WireError("page"), "a web page in place of a reply", "unavailable", True, False),
        (WireError("not streamed"), "did not stream", "unusable", False, False),
        (WireError("packed"), "did not stream", "unusable", False, False),
        (WireError("too much"), "far more than a reply can hold", "unusable", False, False),
        (WireError("elsewhere"), "another address", "settings", False, False),
        (IndexError("the prompt"), "cannot be read", "unusable", False, False),
        (RecursionError("the prompt"), "cannot be read", "unusable", False, False),
    ],
)
def test_what_a_library_raises_is_explained(
    error: Exception, says: str, fault: str, retryable: bool, repeats: bool
) -> None:
    failure = FAULTS.explain(error)
    explained = failure.error()

    assert says in str(explained)
    assert "prompt" not in str(explained)
    assert (explained.fault, explained.retryable, failure.repeats) == (fault, retryable, repeats)
    assert isinstance(explained, OutputError) == (fault == "unusable")


def test_the_deepest_known_cause_is_what_counts() -> None:
    cause = httpx2.ConnectError("x")
    cause.__context__ = ssl.SSLCertVerificationError("self-signed")
    error = openai.APIConnectionError(request=_REQUEST)
    error.__cause__ = cause

    assert FAULTS.explain(error).says == f"No safe connection to '{_URL}' can be made."


def test_a_schema_that_is_refused_has_a_remedy_of_its_own() -> None:
    said = [str(FAULTS.explain(_refusal(400), has_schema=has).error()) for has in (False, True)]

    assert ["COACH_STRUCTURED_OUTPUT=text" in message for message in said] == [False, True]


@pytest.mark.parametrize(("asked", "when"), [("30", "in a minute"), ("121", "in 3 minutes"), ("600", "in 10 minutes")])
def test_the_time_that_the_server_asks_for_is_passed_on(asked: str, when: str) -> None:
    failure = FAULTS.explain(_refusal(429, **{"Retry-After": asked}))

    assert (failure.asked_s, failure.remedy) == (float(asked), f"try again {when}")


def test_the_settings_of_a_fallback_are_named() -> None:
    names = SettingNames("COACH_FALLBACK", "COACH_FALLBACK", "COACH_FALLBACK_API_KEY")
    faults = Faults(model="small", base_url=_URL, timeout_s=30, names=names)

    assert faults.explain(_refusal(401)).remedy == "check COACH_FALLBACK_API_KEY"
    assert faults.explain(_refusal(404)).remedy == "check COACH_FALLBACK"


@pytest.mark.parametrize(
    "failure",
    [
        FAULTS.slow(),
        FAULTS.closed(),
        FAULTS.broken_off(),
        FAULTS.cut(300),
        FAULTS.empty(),
        FAULTS.ran_away("repeats"),
        FAULTS.ran_away("too long"),
        FAULTS.ended_by("content_filter"),
        FAULTS.ended_by("tool_calls"),
        FAULTS.ended_by("something new"),
    ],
)
def test_what_had_come_is_kept_and_said_to_be(failure: Failure) -> None:
    nothing, some = failure.error(), failure.error("They ring")

    assert (nothing.partial, some.partial) == ("", "They ring")
    assert "Nothing was lost; " in str(nothing)
    assert "What had come until then is kept; " in str(some)
    assert "They ring" not in str(some)
    assert isinstance(some, ModelError)


def test_a_reply_cut_at_its_limit_would_be_cut_again() -> None:
    assert (FAULTS.cut(300).retryable, FAULTS.broken_off().retryable) == (False, True)
