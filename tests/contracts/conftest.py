"""Every engine that reads accounts, ready to be held to the same contract."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest

from coach.assess.heads import Heads
from coach.assess.pipeline import AccountReader
from coach.bootstrap import build_matcher
from coach.domain.account import Account
from coach.domain.finding import Assessment
from coach.embedding.both import load_statement_encoder
from coach.embedding.minilm import MiniLM
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.llm.openai import OpenAIModel
from coach.llm.protocols import ChatModel
from coach.llm.recorder import TapeRecorder
from coach.llm.redact import looks_private
from coach.llm.scripted import ScriptedModel
from coach.llm.tape import TapeModel
from coach.settings import Settings
from tests.builders import PROVENANCE
from tests.contracts.cases import Case, replies_to
from tests.model_engine import reader_of, session_of

LIVE = "COACH_LIVE_BASE_URL"
"""The address of a server with a real model, such as http://127.0.0.1:8081/v1."""
ENGINES = ("embedded", "scripted", "taped", pytest.param("live", marks=pytest.mark.live))


@dataclass(frozen=True)
class Engine:
    """One engine."""

    name: str
    read: Callable[[Case], Assessment]

    @property
    def is_repeatable(self) -> bool:
        """Tell whether the same account gives the same result."""
        return self.name != "live"


@pytest.fixture(scope="session")
def embedded(encoder: MiniLM, knowledge: KnowledgeBase, prepared_home: Path) -> AccountReader:
    """Return the embedded engine for the demo organisation."""
    reader = load_statement_encoder(encoder)
    heads = Heads.load(reader.name)
    matcher = build_matcher(Settings(home=prepared_home), knowledge, reader, heads)
    return AccountReader(matcher=matcher, heads=heads, provenance=PROVENANCE)


@pytest.fixture(scope="session")
def live_readings() -> dict[Account, Assessment]:
    """Return what a real model made of each account in this session."""
    return {}


@pytest.fixture(params=ENGINES)
def engine(
    request: pytest.FixtureRequest,
    embedded: AccountReader,
    knowledge: KnowledgeBase,
    live_readings: dict[Account, Assessment],
    tmp_path: Path,
) -> Iterator[Engine]:
    """Return each engine in turn."""

    def read_with(model: ChatModel, account: Account) -> Assessment:
        role = knowledge.role(account.role_id)
        behaviours = knowledge.role_behaviours(role.id)
        reader = reader_of(embedded)
        return reader.read(account, role=role, behaviours=behaviours, session=session_of(model))

    def read_embedded(case: Case) -> Assessment:
        role = knowledge.role(case.account.role_id)
        return embedded.read(case.account, role=role, behaviours=knowledge.role_behaviours(role.id))

    def read_scripted(case: Case) -> Assessment:
        return read_with(ScriptedModel(replies_to(case)), case.account)

    def read_taped(case: Case) -> Assessment:
        recorder = TapeRecorder(
            ScriptedModel(replies_to(case)),
            # Each in a folder of its own, because a result names its tape.
            Path(mkdtemp(dir=tmp_path)),
            looks_private=looks_private,
            today=lambda: knowledge.vision.review_by,
        )
        read_with(recorder, case.account)
        assert recorder.path is not None
        tape = TapeModel(recorder.path)
        assessment = read_with(tape, case.account)
        tape.check_used()
        return assessment

    readers = {"embedded": read_embedded, "scripted": read_scripted, "taped": read_taped}
    if request.param in readers:
        yield Engine(request.param, readers[request.param])
        return
    address = os.environ.get(LIVE)
    if not address:
        pytest.skip(f"set {LIVE} to the address of a server with a model")
    model = OpenAIModel("any", base_url=address, api_key="none", timeout_s=3_600, concurrency=1)

    def read_live(case: Case) -> Assessment:
        # A reading takes minutes, so every rule is held against the same one.
        if case.account not in live_readings:
            live_readings[case.account] = read_with(model, case.account)
        return live_readings[case.account]

    yield Engine("live", read_live)
    model.close()
