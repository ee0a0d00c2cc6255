from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from coach.domain.provenance import Spent
from coach.domain.record import Record
from coach.errors import Fault, ModelError, OutputError, SettingsError
from coach.llm.breaker import Breaker
from coach.llm.budget import Limits, Purse
from coach.llm.ledger import MemoryLedger
from coach.llm.protocols import ChatModel, Reply, Request, Usage
from coach.llm.scripted import Scripted, ScriptedModel
from coach.llm.session import ModelSession
from coach.llm.stopping import stopping
from tests.builders import make_request

TODAY = date(2026, 11, 22)
REQUEST = make_request()


class Shout(Record):
    word: str


def scripted(name: str, *replies: Scripted) -> ScriptedModel:
    return ScriptedModel(replies, name=f"openai:{name}")


def failing(fault: Fault) -> ModelError:
    return OutputError("Odd.") if fault == "unusable" else ModelError("Failed.", fault=fault)


def make_session(
    *models: ChatModel,
    plan_tokens: int = 10_000,
    ledger: MemoryLedger | None = None,
    breakers: Sequence[Breaker] = (),
) -> ModelSession:
    limits = Limits(plan_tokens=plan_tokens, day_tokens=100_000)
    purse = Purse(limits, ledger or MemoryLedger(), today=lambda: TODAY, clock=lambda: 0.0)
    return ModelSession(models, purse, breakers=breakers)


def texts(session: ModelSession, request: Request = REQUEST) -> list[str]:
    return [piece if isinstance(piece, str) else f"={piece.text}" for piece in session.stream(request)]


def test_a_session_without_a_model_names_the_setting() -> None:
    with pytest.raises(SettingsError, match="COACH_MODEL"):
        make_session()


def test_the_reply_of_the_first_model_is_streamed() -> None:
    session = make_session(scripted("a", ["Hel", "lo"]), scripted("b"))
    assert (texts(session), session.name) == (["Hel", "lo", "=Hello"], "openai:a")
    assert (session.remarks, session.models_used) == ((), ("openai:a",))


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("settings", "cannot be used as it is set up (`coach doctor` says why)"),
        ("unavailable", "could not be reached"),
        ("slow", "did not answer in time"),
        ("incomplete", "broke off its reply"),
        ("unusable", "gave a reply that could not be used"),
    ],
)
def test_a_model_that_fails_before_its_first_piece_is_replaced_and_that_is_said(fault: Fault, why: str) -> None:
    session = make_session(scripted("a", failing(fault)), scripted("b", ["Hel", "lo"]))
    assert texts(session) == ["Hel", "lo", "=Hello"]
    assert session.remarks == (f"The model 'openai:a' {why}, so 'openai:b' was asked instead.",)
    assert session.models_used == ("openai:b",)


def test_a_model_that_fails_after_its_first_piece_is_not_replaced() -> None:
    session = make_session(scripted("a", ["Hel", failing("unavailable")]), scripted("b", "Hello"))
    came: list[str | Reply] = []
    with pytest.raises(ModelError) as caught:
        came.extend(session.stream(REQUEST))
    assert (came, caught.value.partial, session.remarks) == (["Hel"], "Hel", ())


def test_a_spent_budget_is_never_a_reason_to_ask_another_model() -> None:
    second = scripted("b", "Hello")
    session = make_session(scripted("a", "Hello"), second, plan_tokens=20)
    with pytest.raises(ModelError) as caught:
        texts(session)
    assert (caught.value.fault, session.remarks, second.requests) == ("budget", (), ())


def test_when_all_models_fail_the_last_error_is_raised() -> None:
    session = make_session(scripted("a", failing("slow")), scripted("b", failing("unusable")))
    with pytest.raises(OutputError, match=r"Odd\."):
        session.complete(REQUEST)
    assert len(session.remarks) == 1


@pytest.mark.parametrize(
    ("fault", "asked"), [("settings", 1), ("unavailable", 1), ("slow", 1), ("incomplete", 2), ("unusable", 2)]
)
def test_a_model_that_would_fail_again_is_not_waited_for_twice(fault: Fault, asked: int) -> None:
    first = scripted("a", failing(fault), failing(fault))
    session = make_session(first, scripted("b", "one", "two"))
    assert [session.complete(REQUEST).text for _ in range(2)] == ["one", "two"]
    assert (len(first.requests), len(session.remarks)) == (asked, 1)


def test_each_fallback_names_the_model_that_is_really_asked_next() -> None:
    second = scripted("b", failing("slow"))
    first = scripted("a", failing("incomplete"), failing("incomplete"))
    session = make_session(first, second, scripted("c", "one", "two"))
    assert [session.complete(REQUEST).text for _ in range(2)] == ["one", "two"]
    assert [(remark.split("'")[1], remark.split("'")[3]) for remark in session.remarks] == [
        ("openai:a", "openai:b"),
        ("openai:b", "openai:c"),
        ("openai:a", "openai:c"),
    ]


def test_a_whole_reply_that_broke_off_can_still_come_from_another_model() -> None:
    session = make_session(scripted("a", ["Hel", failing("incomplete")]), scripted("b", "Hello"))
    assert session.complete(REQUEST).text == "Hello"


def test_a_record_comes_from_the_first_model_that_gives_one() -> None:
    session = make_session(scripted("a", "no", "still no"), scripted("b", "no", '{"word": "yes"}'))
    structured = session.ask_for(REQUEST, Shout)
    assert (structured.value, structured.repaired) == (Shout(word="yes"), True)
    assert session.remarks == (
        "The model 'openai:a' gave a reply that could not be used, so 'openai:b' was asked instead.",
    )
    assert (session.models_used, session.spent.calls) == (("openai:b",), 4)


def test_the_servers_own_name_of_a_model_is_kept() -> None:
    class Versioned:
        name = "openai:m"

        def stream(self, request: Request) -> Iterator[str | Reply]:
            for model in ("m", "m-2026-11-01")[len(session.models_used) :]:
                yield Reply(text="x", model=model, usage=Usage(input_tokens=1, output_tokens=1))

    session = make_session(Versioned())
    assert (session.complete(REQUEST).model, session.complete(REQUEST).model) == ("m", "m-2026-11-01")
    assert session.models_used == ("openai:m", "openai:m (m-2026-11-01)")


def test_what_failed_and_stopped_calls_sent_and_got_is_counted() -> None:
    ledger = MemoryLedger()
    session = make_session(scripted("a", ["x" * 30, failing("incomplete")], ["y" * 60, "never heard"]), ledger=ledger)
    with pytest.raises(ModelError):
        texts(session)
    with stopping(session.stream(REQUEST)) as stream:
        next(stream)
    assert session.spent == Spent(calls=2, input_tokens=30, output_tokens=30, is_estimated=True)
    assert ledger.spent(TODAY) == (60, 0)


def test_what_was_spent_is_known_when_the_reply_is_there() -> None:
    session = make_session(scripted("a", "Hello"))
    spent = [session.spent.calls for piece in session.stream(REQUEST) if isinstance(piece, Reply)]
    assert spent == [1]


def test_sessions_share_what_is_known_of_a_model_that_is_down() -> None:
    breakers = [Breaker(clock=lambda: 0.0), Breaker(clock=lambda: 0.0)]
    first = scripted("a", *(failing("unavailable") for _ in range(5)))
    second = scripted("b", *("Hello" for _ in range(6)))
    ledger = MemoryLedger()
    sessions = [make_session(first, second, breakers=breakers, ledger=ledger) for _ in range(6)]
    assert {session.complete(REQUEST).text for session in sessions} == {"Hello"}
    assert (len(first.requests), sessions[-1].spent.calls) == (5, 1)
    assert sessions[-1].remarks == ("The model 'openai:a' could not be reached, so 'openai:b' was asked instead.",)


@pytest.mark.parametrize("fault", ["settings", "incomplete", "unusable"])
def test_a_server_that_answers_badly_is_not_left_alone(fault: Fault) -> None:
    breaker = Breaker(clock=lambda: 0.0)
    model = scripted("a", *(failing(fault) for _ in range(9)))
    for _ in range(9):
        with pytest.raises(ModelError, match=r"Failed|Odd"):
            make_session(model, breakers=[breaker]).complete(REQUEST)
    assert len(model.requests) == 9


def test_two_calls_at_the_same_time_share_budget_remarks_and_fallback() -> None:
    together = Barrier(2, timeout=10)

    class Down:
        name = "openai:a"

        def stream(self, request: Request) -> Iterator[str | Reply]:
            together.wait()
            yield from ScriptedModel([failing("unavailable")]).stream(request)

    session = make_session(Down(), ScriptedModel({"assess/read": ["one"], "assess/plain": ["two"]}, name="openai:b"))
    requests = [make_request(prompt="assess/read@1:0"), make_request(prompt="assess/plain@1:0")]
    with ThreadPoolExecutor(2) as threads:
        replies = list(threads.map(session.complete, requests))
    assert [reply.text for reply in replies] == ["one", "two"]
    assert (session.spent.calls, len(session.remarks), session.models_used) == (4, 1, ("openai:b",))


def test_a_flood_of_calls_stays_within_the_plan() -> None:
    session = make_session(scripted("a", *("Hello" for _ in range(1_000))), plan_tokens=2_000)

    def work(_: int) -> str:
        try:
            return session.complete(REQUEST).text
        except ModelError as error:
            return error.fault

    with ThreadPoolExecutor(8) as threads:
        outcomes = Counter(threads.map(work, range(1_000)))
    spent = session.spent
    assert (set(outcomes), outcomes["Hello"]) == ({"Hello", "budget"}, spent.calls)
    assert spent.input_tokens + spent.output_tokens <= 2_000
