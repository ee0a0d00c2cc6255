"""Sessions over the real adapter and a real server on loopback: fallback, breaker, budget, repair and tapes."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import Field

from coach.domain.record import Line, Record
from coach.errors import ModelError
from coach.llm.budget import Limits
from coach.llm.factory import SessionFactory, build_models
from coach.llm.ledger import MemoryLedger
from coach.llm.protocols import ChatModel, complete
from coach.llm.session import ModelSession
from coach.llm.stopping import stopping
from coach.settings import Settings
from evals.hostile_model import HostileModel
from tests.builders import make_request
from tests.integration.llm.conftest import BuildModel

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
REQUEST = make_request(prompt="assess/read@1:0", max_output_tokens=300)
SMALL, LARGE = 10_000, 1_000_000


class Quote(Record):
    words: Line
    number: int = Field(ge=0)


class Reading(Record):
    quotes: tuple[Quote, ...] = Field(max_length=20)


class Seconds:
    """Stand still until told otherwise."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def make_factory(
    *models: ChatModel, ledger: MemoryLedger | None = None, seconds: Seconds | None = None, day_tokens: int = LARGE
) -> SessionFactory:
    limits = Limits(plan_tokens=SMALL, day_tokens=day_tokens)
    return SessionFactory(models, limits, ledger or MemoryLedger(), clock=lambda: NOW, seconds=seconds or Seconds())


def outcome(session: ModelSession) -> str:
    """Return how a call for a record ends."""
    try:
        return "repaired" if session.ask_for(REQUEST, Reading).repaired else "read"
    except ModelError as error:
        return error.fault


@pytest.mark.parametrize(
    ("mode", "ends", "calls"),
    [
        ("honest", "read", 1),
        ("fenced", "read", 1),
        ("thinking", "read", 1),
        ("no-usage", "read", 1),
        (("prose", "honest"), "repaired", 2),
        (("wrong-shape", "honest"), "repaired", 2),
        (("loop-list", "honest"), "repaired", 2),
        (("half-letter", "honest"), "repaired", 2),
        (("refusal", "honest"), "repaired", 2),
        ("prose", "unusable", 2),
        ("more-fields", "unusable", 2),
        ("deep-json", "unusable", 2),
        ("grow-list", "unusable", 2),
        ("length-50", "incomplete", 1),
        ("end-95", "incomplete", 1),
        ("status-401", "settings", 1),
    ],
)
def test_what_a_server_sends_is_read_repaired_once_or_refused(
    hostile: HostileModel, build_model: BuildModel, mode: str | tuple[str, ...], ends: str, calls: int
) -> None:
    hostile.mode = mode
    session = make_factory(build_model()).open_session()
    assert (outcome(session), len(hostile.completions), session.spent.calls) == (ends, calls, calls)


def test_another_server_takes_over_and_that_is_said(hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.mode = "status-404"
    with HostileModel() as other:
        session = make_factory(build_model(), build_model(base_url=other.url)).open_session()
        assert [outcome(session), outcome(session)] == ["read", "read"]
        assert (len(hostile.completions), len(other.completions)) == (1, 2)
    assert len(session.remarks) == 1


def test_a_server_that_is_down_is_left_alone_tried_once_and_used_again(
    hostile: HostileModel, build_model: BuildModel
) -> None:
    hostile.mode = "status-500"
    seconds = Seconds()
    factory = make_factory(build_model(), seconds=seconds)

    def ask() -> tuple[str, bool]:
        """Return how a call ends, and whether the server saw it."""
        before = len(hostile.completions)
        return outcome(factory.open_session()), len(hostile.completions) > before

    tried, left_alone = ("unavailable", True), ("unavailable", False)
    assert [ask() for _ in range(7)] == [tried] * 5 + [left_alone] * 2
    seconds.now = 30.0
    assert [ask() for _ in range(3)] == [tried, left_alone, left_alone]
    hostile.mode = "honest"
    seconds.now = 60.0
    assert [ask() for _ in range(3)] == [("read", True)] * 3


def test_a_flood_of_a_thousand_calls_stays_within_the_day(hostile: HostileModel, build_model: BuildModel) -> None:
    ledger, workers, cap = MemoryLedger(), 8, 5_000
    factory = make_factory(build_model(), ledger=ledger, day_tokens=cap)
    with ThreadPoolExecutor(workers) as threads:
        outcomes = Counter(threads.map(lambda _: outcome(factory.open_session()), range(1_000)))
    tokens, _ = ledger.spent(NOW.date())
    assert set(outcomes) == {"read", "budget"}
    assert (len(hostile.completions), sum(outcomes.values())) == (outcomes["read"], 1_000)
    assert 0 < tokens <= cap


def test_a_recorded_run_is_replayed_without_the_server(hostile: HostileModel, tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path,
        model="openai:small",
        base_url=hostile.url,
        api_key="sk-planted-key",
        fallback=(),
        record=tmp_path / "tapes",
    )
    hostile.mode = ("prose", "honest", "end-50", "status-401")
    (live,) = build_models(settings)
    recording = make_factory(live)
    heard = [recording.open_session().ask_for(REQUEST, Reading)]
    faults = [outcome(recording.open_session()) for _ in range(2)]
    recording.close()
    (tape,) = (tmp_path / "tapes").iterdir()
    assert "sk-planted-key" not in tape.read_text()

    (model,) = build_models(settings.model_copy(update={"model": f"tape:{tape}", "record": None}))
    replaying = make_factory(model)
    assert [replaying.open_session().ask_for(REQUEST, Reading)] == heard
    assert [outcome(replaying.open_session()) for _ in range(2)] == faults == ["incomplete", "settings"]
    assert len(hostile.completions) == 4


def test_a_stream_that_is_stopped_is_paid_for_as_far_as_it_came(hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.mode = "stall"
    session = make_factory(build_model()).open_session()
    with stopping(session.stream(make_request())) as stream:
        assert isinstance(next(stream), str)
    assert (session.spent.calls, session.spent.is_estimated, session.spent.output_tokens > 0) == (1, True, True)
    hostile.mode = "honest"
    assert complete(session, make_request()).text
