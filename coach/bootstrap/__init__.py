"""The composition root: Settings in, a ready Coach out. The only importer of adapters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from uuid import uuid4

from coach.assess.heads import Heads
from coach.assess.model_reader import ModelReader
from coach.assess.pipeline import AccountReader
from coach.bootstrap.at_first_use import make_home, once
from coach.bootstrap.people import build_audit_log, build_retention, build_seal, build_sign_on, delete_due, hold_home
from coach.bootstrap.search import build_matcher, build_remote_encoder, build_retriever
from coach.chat.boundaries import Boundaries
from coach.chat.boundary_head import BoundaryHead
from coach.chat.embedded import EmbeddedAnswerer
from coach.chat.model_answer import ModelAnswerer
from coach.chat.support import SupportCheck
from coach.domain.provenance import Provenance
from coach.domain.report import Organisation
from coach.embedding.both import BothEncoders, statement_encoder_name
from coach.embedding.minilm import READER, MiniLM
from coach.embedding.protocols import StatementEncoder
from coach.knowledge.files import load_knowledge
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.knowledge.organisation import load_organisation
from coach.knowledge.own_words import own_words
from coach.llm.budget import Limits
from coach.llm.factory import SessionFactory, build_models
from coach.llm.health import examine_models
from coach.llm.redact import Redactor
from coach.prompting import Prompts, load_prompts
from coach.retrieval.retriever import Retriever
from coach.service import Coach
from coach.service.parts import ModelParts, Parts
from coach.settings import Settings, content_folder
from coach.store.audit import SqliteAuditLog
from coach.store.private import SqlitePrivateStore
from coach.store.shared import SqliteSharedStore
from coach.store.spending import SqliteSpendingLedger
from coach.store.submissions import SqliteSubmissionStore
from coach.store.usage import SqliteUsage
from coach.suite.process import ProcessSuite

__all__ = [
    "build_audit_log",
    "build_coach",
    "build_matcher",
    "build_remote_encoder",
    "build_retention",
    "build_retriever",
    "build_seal",
    "build_sign_on",
    "code_version",
    "delete_due",
    "hold_home",
    "make_home",
]


def code_version() -> str:
    """Return the version of the installed product."""
    try:
        return version("vision-coach")
    except PackageNotFoundError:
        return "unreleased"


def build_coach(
    settings: Settings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC), exact_only: bool = False
) -> Coach:
    """Return a Coach for these settings; encoder, index and databases are opened when first needed.

    With `exact_only` Chroma is never loaded to search: right for a process that answers one question.

    Raises:
        KnowledgeError: the knowledge files break a rule.
        EmbeddingError: the encoder is not installed whole.
    """
    knowledge = load_knowledge(settings.knowledge, today=_today(clock))
    make_home(settings)
    embedded = Provenance(
        engine="embedded",
        model=statement_encoder_name(),
        knowledge_version=knowledge.version,
        code_version=code_version(),
    )
    encoder, trained = once(MiniLM.load), once(lambda: MiniLM.load(READER))
    reader = once(lambda: _build_reader(settings, knowledge, BothEncoders(encoder(), trained()), embedded))
    retriever = once(lambda: build_retriever(settings, knowledge, encoder(), trained(), exact_only=exact_only))
    keep = own_words(knowledge)
    answerer = once(lambda: _build_answerer(knowledge, retriever(), encoder(), embedded, keep))
    prompts = None if settings.model == "embedded" else load_prompts(content_folder("prompts"))
    parts = Parts(
        knowledge=knowledge,
        provenance=_provenance(embedded, settings, prompts) if prompts else embedded,
        reader=reader,
        retriever=retriever,
        answerer=answerer,
        redact=lambda text: Redactor().redact(text, keep=keep),
        model=_Models(settings, embedded, prompts, keep, clock).parts(reader, answerer, encoder) if prompts else None,
        private=once(lambda: SqlitePrivateStore.open(settings.home, clock=clock, seal=build_seal(settings))),
        shared=once(lambda: SqliteSharedStore.open(settings.home)),
        submissions=once(lambda: SqliteSubmissionStore.open(settings.home, clock=clock)),
        audit=once(lambda: SqliteAuditLog.open(settings.home, clock=clock)),
        usage=once(lambda: SqliteUsage.open(settings.home, smallest_group=settings.smallest_group, clock=clock)),
        organisation=once(lambda: _organisation(settings, knowledge)),
        smallest_group=settings.smallest_group,
        smallest_group_again=settings.smallest_group_again,
        second_reading_percent=settings.second_reading_percent,
        suite=once(lambda: ProcessSuite(settings, clock=clock)),
        clock=clock,
        new_id=lambda: uuid4().hex,
    )
    return Coach(parts)


@dataclass(frozen=True)
class _Models:
    """What the parts of the model engine are made from."""

    settings: Settings
    embedded: Provenance
    prompts: Prompts
    keep: frozenset[str]
    clock: Callable[[], datetime]

    def parts(
        self,
        reader: Callable[[], AccountReader],
        answerer: Callable[[], EmbeddedAnswerer],
        encoder: Callable[[], MiniLM],
    ) -> ModelParts:
        """Return the parts; models are loaded at first use."""
        ledger = once(lambda: SqliteSpendingLedger.open(self.settings.home))
        limits = Limits.from_settings(self.settings)
        return ModelParts(
            reader=once(lambda: self._reader(reader())),
            answerer=once(lambda: self._answerer(answerer(), encoder())),
            sessions=once(
                lambda: SessionFactory(
                    build_models(self.settings, clock=self.clock), limits, ledger(), clock=self.clock
                )
            ),
            ledger=ledger,
            limits=limits,
            falls_back="embedded" in self.settings.fallback,
            check=lambda: examine_models(self.settings),
        )

    def _reader(self, embedded: AccountReader) -> ModelReader:
        return ModelReader(
            prompts=self.prompts,
            redactor=Redactor(),
            embedded=embedded,
            provenance=self.embedded,
            keep=self.keep,
        )

    def _answerer(self, embedded: EmbeddedAnswerer, encoder: MiniLM) -> ModelAnswerer:
        return ModelAnswerer(
            embedded=embedded,
            prompts=self.prompts,
            redactor=Redactor(),
            support=SupportCheck(encoder),
            failing="quote" if "embedded" in self.settings.fallback else "raise",
            keep=self.keep,
        )


def _build_answerer(
    knowledge: KnowledgeBase, retriever: Retriever, encoder: MiniLM, provenance: Provenance, keep: frozenset[str]
) -> EmbeddedAnswerer:
    return EmbeddedAnswerer(
        knowledge=knowledge,
        retriever=retriever,
        boundaries=Boundaries(BoundaryHead.load(encoder.name), encoder),
        redactor=Redactor(),
        provenance=provenance,
        keep=keep,
    )


def _provenance(embedded: Provenance, settings: Settings, prompts: Prompts) -> Provenance:
    refs = tuple(prompts[name].ref for name in sorted(prompts))
    return embedded.model_copy(update={"engine": "model", "model": settings.model, "prompts": refs})


def _organisation(settings: Settings, knowledge: KnowledgeBase) -> Organisation:
    return load_organisation(settings.organisation, knowledge) if settings.organisation else Organisation()


def _today(clock: Callable[[], datetime]) -> date:
    return clock().astimezone().date()


def _build_reader(
    settings: Settings, knowledge: KnowledgeBase, encoder: StatementEncoder, provenance: Provenance
) -> AccountReader:
    heads = Heads.load(encoder.name)
    matcher = build_matcher(settings, knowledge, encoder, heads)
    return AccountReader(matcher=matcher, heads=heads, provenance=provenance)
