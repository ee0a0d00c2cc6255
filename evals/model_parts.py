"""The parts of the model engine, put together so that a session can be given to them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from coach.assess.model_reader import ModelReader
from coach.bootstrap import build_retriever
from coach.chat.boundaries import Boundaries
from coach.chat.boundary_head import BoundaryHead
from coach.chat.embedded import EmbeddedAnswerer
from coach.chat.model_answer import ModelAnswerer
from coach.chat.support import SupportCheck
from coach.domain.account import Account
from coach.domain.finding import Assessment
from coach.domain.knowledge import Behaviour, Role
from coach.domain.provenance import Provenance
from coach.embedding.minilm import READER, MiniLM
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.knowledge.own_words import own_words
from coach.llm.budget import Limits, Purse
from coach.llm.ledger import MemoryLedger
from coach.llm.protocols import ChatModel
from coach.llm.redact import Redactor
from coach.llm.session import ModelSession
from coach.prompting import Prompts
from coach.settings import Settings

ReadAccount = Callable[[Account], Assessment]
_LIMITS = Limits(plan_tokens=1_000_000, day_tokens=1_000_000_000)


def open_session(model: ChatModel) -> ModelSession:
    """Return a session with a day and a breaker of its own."""
    return ModelSession([model], Purse(_LIMITS, MemoryLedger(), today=lambda: datetime.now(UTC).date()))


def build_reader(knowledge: KnowledgeBase, prompts: Prompts, read_embedded: ReadAccount) -> ModelReader:
    """Return what reads accounts; `read_embedded` is its third reading."""
    return ModelReader(
        prompts=prompts,
        redactor=Redactor(),
        embedded=_Engine(read_embedded),
        provenance=_provenance(knowledge),
        keep=own_words(knowledge),
    )


def build_answerer(settings: Settings, knowledge: KnowledgeBase, prompts: Prompts) -> ModelAnswerer:
    """Return what words answers; where no model words one, it raises."""
    encoder, redactor, keep = MiniLM.load(), Redactor(), own_words(knowledge)
    embedded = EmbeddedAnswerer(
        knowledge=knowledge,
        retriever=build_retriever(settings, knowledge, encoder, MiniLM.load(READER), exact_only=True),
        boundaries=Boundaries(BoundaryHead.load(encoder.name), encoder),
        redactor=redactor,
        provenance=_provenance(knowledge),
        keep=keep,
    )
    return ModelAnswerer(
        embedded=embedded,
        prompts=prompts,
        redactor=redactor,
        support=SupportCheck(encoder),
        failing="raise",
        keep=keep,
    )


class _Engine:
    """An engine behind a function."""

    def __init__(self, read: ReadAccount) -> None:
        self._read = read

    def read(self, account: Account, *, role: Role, behaviours: Sequence[Behaviour]) -> Assessment:
        """Return what the function says of the account."""
        return self._read(account)


def _provenance(knowledge: KnowledgeBase) -> Provenance:
    return Provenance(engine="model", model="bench", knowledge_version=knowledge.version, code_version="bench")
