"""Every fault of a server, met while an account is read: it ends in time, in plain words, and leaves nothing behind."""

import json
import threading
import time
from collections.abc import Iterator

import pytest

from coach.domain.account import Account
from coach.domain.finding import Assessment
from coach.errors import ModelError
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.llm.openai import OpenAIModel
from evals.hostile_model import HostileModel
from evals.hostile_model.asked import Asked
from tests.hostile import CHAT_FAULTS, HARMLESS, TRUNCATIONS
from tests.integration.hostile.world import KEY
from tests.integration.llm.asking import wait_until
from tests.model_engine import evidence_reply, reader_of, session_of

DEADLINE_S, LEAK_S = 2.0, 5.0
QUOTE = "I rang Mrs Quillfeather two days after the repair"
ACCOUNT = Account(text=f"{QUOTE} to ask whether it still works. We never ring back.", role_id="shop-adviser")
OWN_THREADS = ("model small", "asyncio_")
KINDS = ("settings", "unavailable", "slow", "incomplete", "unusable", "budget")


def say(asked: Asked) -> str | None:
    """Quote the account where evidence is asked for, and leave the rest to the honest model."""
    shown = next((sentence for sentence in asked.sentences if sentence.startswith("I rang")), "")
    fields = json.dumps(asked.schema or {})
    return evidence_reply([(shown, "own-it", "showing", 3)]) if '"quote"' in fields else None


@pytest.fixture
def model(hostile: HostileModel, request: pytest.FixtureRequest) -> Iterator[OpenAIModel]:
    """Return a model of the real adapter, at an address that has the fault of this test."""
    hostile.mode, hostile.slow_s, hostile.reply_with = request.param, DEADLINE_S / 8, say
    model = OpenAIModel("small", base_url=hostile.url, api_key=KEY, timeout_s=DEADLINE_S, draw=lambda: 0.0)
    yield model
    model.close()


def read(model: OpenAIModel, knowledge: KnowledgeBase) -> Assessment | ModelError:
    """Return how reading the account ends."""
    role = knowledge.role(ACCOUNT.role_id)
    behaviours = knowledge.role_behaviours(role.id)
    try:
        return reader_of().read(ACCOUNT, role=role, behaviours=behaviours, session=session_of(model))
    except ModelError as error:
        return error


def more_than(before: set[threading.Thread]) -> set[threading.Thread]:
    """Return the threads that were not there before."""
    return set(threading.enumerate()) - before


@pytest.mark.slow
@pytest.mark.parametrize("model", CHAT_FAULTS, indirect=True)
def test_a_reading_ends_in_time_whole_or_as_one_of_six_faults_and_leaves_no_thread(
    model: OpenAIModel, hostile: HostileModel, knowledge: KnowledgeBase
) -> None:
    before = set(threading.enumerate())
    begun = time.monotonic()
    end = read(model, knowledge)
    took = time.monotonic() - begun

    assert took <= DEADLINE_S + 1
    if hostile.mode in HARMLESS:
        assert isinstance(end, Assessment)
        assert [item.quote for finding in end.findings for item in finding.evidence] == [QUOTE + ACCOUNT.text[49:80]]
    else:
        assert isinstance(end, ModelError)
        assert end.fault in KINDS
        assert not any(secret in str(end) for secret in (KEY, "Quillfeather", "rang", "Traceback", "langchain"))
    assert hostile.canary_hits == []
    # Nothing goes on at the server, and of the threads only the model's loop with its helpers, until it is closed.
    wait_until(lambda: all(call.ended_at is not None for call in hostile.completions), LEAK_S)
    wait_until(lambda: all(thread.name.startswith(OWN_THREADS) for thread in more_than(before)), LEAK_S)
    model.close()
    wait_until(lambda: not more_than(before), LEAK_S)


@pytest.mark.parametrize("model", TRUNCATIONS, indirect=True)
def test_half_a_reply_never_becomes_a_finding(
    model: OpenAIModel, hostile: HostileModel, knowledge: KnowledgeBase
) -> None:
    end = read(model, knowledge)

    assert isinstance(end, ModelError)
    assert end.fault == "incomplete"
