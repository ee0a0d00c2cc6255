"""What every fault of a real server on loopback becomes, and which requests are sent again."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

import pytest

from coach.errors import Fault, ModelError
from coach.llm.protocols import Reply, complete
from evals.hostile_model import HostileModel
from tests.hostile import CHAT_FAULTS, HARMLESS, TRUNCATIONS
from tests.integration.llm.asking import ANSWER, DEADLINE_S, make_request, wait_until
from tests.integration.llm.conftest import BuildModel

_ENDS: dict[str, Fault | None] = {
    "status-400": "settings",
    "status-400-context": "settings",
    "status-400-schema": "settings",
    "status-401": "settings",
    "status-403": "settings",
    "status-404": "settings",
    "status-404-page": "settings",
    "status-413": "settings",
    "status-429": "unavailable",
    "status-429-2s": "unavailable",
    "status-429-121s": "unavailable",
    "status-429-soon": "unavailable",
    "status-429-quota": "unavailable",
    "status-500": "unavailable",
    "status-502": "unavailable",
    "status-503": "unavailable",
    "redirect-302": "settings",
    "redirect-307": "settings",
    "refused": "unavailable",
    "tls-garbage": "unavailable",
    "hang": "slow",
    "html": "unavailable",
    "empty-body": "unusable",
    "broken-json": "unusable",
    "deep-body": "unusable",
    "json-list": "unusable",
    "error-body": "unavailable",
    "stall": "slow",
    "drip": "slow",
    "drip-headers": "slow",
    "keep-alive": "slow",
    "slow-start": None,
    **dict.fromkeys(TRUNCATIONS, "incomplete"),
    "done-without-reason": "incomplete",
    "close": "incomplete",
    "error-midway": "incomplete",
    "content-filter": "unusable",
    "refusal": "unusable",
    "tool-call": "unusable",
    "no-choices": "incomplete",
    "null-content": "unusable",
    "blank-content": "unusable",
    # Whole replies of another shape: whoever asked for the shape finds out.
    "wrong-shape": None,
    "prose": None,
    "fenced": None,
    "thinking": None,
    "more-fields": None,
    "half-letter": None,
    "deep-json": "unusable",
    "bad-letters": "unusable",
    "no-usage": None,
    "odd-usage": None,
    "loop-list": "unusable",
    "grow-list": "unusable",
    "loop-prose": "unusable",
    "loop-space": "unusable",
    "huge": "unusable",
    "packed": "unusable",
}


def test_every_fault_of_the_double_has_an_end_here() -> None:
    assert sorted(_ENDS) == sorted(CHAT_FAULTS)
    assert all(_ENDS[mode] is None for mode in HARMLESS.intersection(_ENDS))


@pytest.mark.parametrize("mode", CHAT_FAULTS)
def test_every_fault_ends_in_time_as_a_reply_or_a_typed_error(
    mode: str, hostile: HostileModel, build_model: BuildModel
) -> None:
    hostile.mode, hostile.slow_s, hostile.reply_with = mode, DEADLINE_S / 4, {"Who owns": ANSWER}
    model = build_model(timeout_s=DEADLINE_S)
    pieces, end = "", None
    begun = time.monotonic()
    try:
        for item in model.stream(make_request()):
            pieces, end = (pieces + item, end) if isinstance(item, str) else (pieces, item)
    except ModelError as error:
        end = error
    took = time.monotonic() - begun

    assert end is not None
    assert took <= DEADLINE_S + 1
    assert len(hostile.completions) <= 3
    assert hostile.canary_hits == []
    # Nothing goes on behind the caller's back.
    wait_until(lambda: all(call.ended_at is not None for call in hostile.completions))
    if isinstance(end, Reply):
        assert (_ENDS[mode], end.text) == (None, pieces)
    else:
        assert isinstance(end, ModelError)
        # JSON was asked for, and half of it is of no use to anybody.
        assert (end.fault, end.partial) == (_ENDS[mode], "")
        assert not any(secret in str(end) for secret in ("planted", "Planted", "Who owns", "Whoever"))


@pytest.mark.parametrize(
    ("mode", "says"),
    [
        ("html", "a web page in place of a reply"),
        ("packed", "did not stream its reply"),
        ("huge", "far more than a reply can hold"),
        ("loop-list", "began to repeat itself"),
        ("grow-list", "wrote far more than was asked of it"),
        ("refusal", "declined to answer"),
        ("tool-call", "asked for a tool"),
        ("content-filter", "held back by its provider's filter"),
        ("length-50", "cut at its limit of 300 tokens"),
        ("status-400-context", "too long for the model 'small'"),
        ("status-429-quota", "no credit left"),
    ],
)
def test_a_fault_is_said_in_words_of_its_own(
    mode: str, says: str, hostile: HostileModel, build_model: BuildModel
) -> None:
    hostile.mode = mode

    with pytest.raises(ModelError, match=says):
        complete(build_model(), make_request())


@pytest.mark.parametrize("has_schema", [True, False])
@pytest.mark.parametrize("mode", TRUNCATIONS)
def test_half_an_answer_is_never_a_reply(
    mode: str, has_schema: bool, hostile: HostileModel, build_model: BuildModel
) -> None:
    hostile.mode, hostile.reply_with = mode, {"Who owns": ANSWER}
    request = make_request() if has_schema else make_request(output_schema=None)
    items: list[object] = []

    with pytest.raises(ModelError) as caught:
        items.extend(build_model().stream(request))

    share = int(mode.rsplit("-", 1)[1]) / 100
    assert caught.value.fault == "incomplete"
    kept = "" if has_schema else ANSWER[: int(len(ANSWER) * share)]
    said = "Nothing was lost" if has_schema else "What had come until then is kept"
    assert caught.value.partial == kept
    assert said in str(caught.value)


def test_an_error_holds_nothing_of_the_libraries_below(hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.mode = "status-401"

    with pytest.raises(ModelError) as caught:
        complete(build_model(), make_request())

    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def _statuses(hostile: HostileModel) -> list[str]:
    return [call.mode for call in hostile.completions]


@pytest.mark.parametrize("mode", ["status-429", "status-429-soon", "status-500", "status-502", "status-503"])
def test_what_may_pass_is_tried_three_times(mode: str, hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.mode = mode
    with pytest.raises(ModelError, match="Nothing was lost; try again in a minute"):
        complete(build_model(), make_request())

    assert _statuses(hostile) == [mode] * 3


@pytest.mark.parametrize(
    "mode",
    ["status-400", "status-401", "status-403", "status-404", "status-429-quota", "status-429-121s", "reset-10", "html"],
)
def test_what_will_not_pass_is_tried_once(mode: str, hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.mode = [mode, "honest"]
    with pytest.raises(ModelError):
        complete(build_model(), make_request())

    assert _statuses(hostile) == [mode]


def test_a_reply_says_how_many_requests_it_took(hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.mode = ["status-503", "status-429", "honest"]

    assert complete(build_model(), make_request()).calls == 3


def test_a_server_is_asked_again_when_it_said(hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.mode = ["status-429-2s", "status-503", "honest"]
    pauses = []

    async def sleep(pause: float) -> None:
        pauses.append(pause)

    complete(build_model(sleep=sleep, draw=lambda: 0.5), make_request())

    assert pauses == [2.25, 0.5]


def test_no_pause_reaches_beyond_the_deadline(hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.mode = "status-429-2s"
    begun = time.monotonic()
    with pytest.raises(ModelError) as caught:
        complete(build_model(timeout_s=1.5), make_request())

    assert caught.value.fault == "unavailable"
    assert time.monotonic() - begun < 1
    assert len(hostile.completions) == 1


def test_over_two_hundred_mixed_calls_a_tenth_is_repeated_at_most(
    hostile: HostileModel, build_model: BuildModel
) -> None:
    hostile.mode = list(islice(cycle(["honest", "status-503", "honest", "status-429"]), 400))

    async def sleep(pause: float) -> None:
        pass

    model = build_model(sleep=sleep, concurrency=8)
    with ThreadPoolExecutor(8) as pool:
        errors = [pool.submit(complete, model, make_request()).exception for _ in range(200)]
        faults = [getattr(error(), "fault", None) for error in errors]

    assert 200 < len(hostile.completions) <= 220
    assert set(faults) == {None, "unavailable"}
