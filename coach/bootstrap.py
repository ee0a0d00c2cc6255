"""The composition root: Settings in, a ready Coach out. The only importer of adapters."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import TypeVar
from uuid import uuid4

from coach.assess.heads import Heads
from coach.assess.match import Matcher
from coach.assess.model_reader import ModelReader
from coach.assess.neutral import make_neutral
from coach.assess.pipeline import AccountReader
from coach.assess.reference import build_references
from coach.chat.boundaries import Boundaries
from coach.chat.boundary_head import BoundaryHead
from coach.chat.embedded import EmbeddedAnswerer
from coach.chat.model_answer import ModelAnswerer
from coach.chat.support import SupportCheck
from coach.domain.provenance import Provenance
from coach.embedding.both import BothEncoders, statement_encoder_name
from coach.embedding.cache import VectorCache
from coach.embedding.endpoint import Endpoint
from coach.embedding.minilm import READER, MiniLM
from coach.embedding.openai import OpenAIEncoder
from coach.embedding.protocols import StatementEncoder
from coach.knowledge.files import load_knowledge
from coach.knowledge.fingerprint import fingerprint
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.knowledge.material import material_of
from coach.knowledge.own_words import own_words
from coach.llm.budget import Limits
from coach.llm.factory import SessionFactory, build_models
from coach.llm.health import examine_models
from coach.llm.redact import Redactor
from coach.prompting import Prompts, load_prompts
from coach.retrieval.build import open_index
from coach.retrieval.calibration import Calibration
from coach.retrieval.remote import PATIENCE_S, RemoteIndex, open_remote_index, remote_folder
from coach.retrieval.retriever import Retriever
from coach.retrieval.themes import build_themes
from coach.service import Coach
from coach.service.parts import ModelParts, Parts
from coach.settings import Settings, content_folder
from coach.signon.claims import ClaimNames
from coach.signon.roles_file import NO_ROLES_FILE, WatchedRoles
from coach.signon.sign_on import SignOn, SignOnLimits
from coach.store.kept_secret import cookie_secret, person_key
from coach.store.private import SqlitePrivateStore
from coach.store.sessions import SqliteSessionStore
from coach.store.shared import SqliteSharedStore
from coach.store.spending import SqliteSpendingLedger
from coach.suite.process import ProcessSuite

T = TypeVar("T")


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
    encoder, trained = _once(MiniLM.load), _once(lambda: MiniLM.load(READER))
    reader = _once(lambda: _build_reader(settings, knowledge, BothEncoders(encoder(), trained()), embedded))
    retriever = _once(lambda: build_retriever(settings, knowledge, encoder(), trained(), exact_only=exact_only))
    keep = own_words(knowledge)
    answerer = _once(lambda: _build_answerer(knowledge, retriever(), encoder(), embedded, keep))
    prompts = None if settings.model == "embedded" else load_prompts(content_folder("prompts"))
    parts = Parts(
        knowledge=knowledge,
        provenance=_provenance(embedded, settings, prompts) if prompts else embedded,
        reader=reader,
        retriever=retriever,
        answerer=answerer,
        redact=lambda text: Redactor().redact(text, keep=keep),
        model=_Models(settings, embedded, prompts, keep, clock).parts(reader, answerer, encoder) if prompts else None,
        private=_once(lambda: SqlitePrivateStore.open(settings.home, clock=clock)),
        shared=_once(lambda: SqliteSharedStore.open(settings.home)),
        suite=_once(lambda: ProcessSuite(settings, clock=clock)),
        clock=clock,
        new_id=lambda: uuid4().hex,
    )
    return Coach(parts)


def build_sign_on(settings: Settings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> SignOn | None:
    """Return who comes in by sign-on; None where there is none, and one local user.

    Raises:
        SettingsError: the roles file has an error, or the key of people's ids is gone.
        StoreError: a key cannot be read or made.
    """
    if not settings.has_sign_on:
        return None
    make_home(settings)
    roles = WatchedRoles(settings.roles_file).current if settings.roles_file else lambda: NO_ROLES_FILE
    roles()
    return SignOn(
        client_id=settings.oidc_client_id,
        names=ClaimNames(roles=settings.roles_claim, team=settings.team_claim, site=settings.site_claim),
        roles=roles,
        sessions=_once(lambda: SqliteSessionStore.open(settings.home)),
        person_key=person_key(settings.home),
        cookie_secret=cookie_secret(settings.home),
        limits=SignOnLimits(idle=timedelta(minutes=settings.idle_min), absolute=timedelta(hours=settings.session_h)),
        clock=clock,
    )


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
        ledger = _once(lambda: SqliteSpendingLedger.open(self.settings.home))
        limits = Limits.from_settings(self.settings)
        return ModelParts(
            reader=_once(lambda: self._reader(reader())),
            answerer=_once(lambda: self._answerer(answerer(), encoder())),
            sessions=_once(
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


def _today(clock: Callable[[], datetime]) -> date:
    return clock().astimezone().date()


def _once(make: Callable[[], T]) -> Callable[[], T]:
    """Return a function that makes its value at the first call, once, also when several threads call it at a time."""
    lock = Lock()
    made: list[T] = []

    def get() -> T:
        with lock:
            if not made:
                made.append(make())
        return made[0]

    return get


def make_home(settings: Settings) -> None:
    """Make the home folder for its owner alone; a disk that refuses is reported by whatever needs it."""
    with suppress(OSError):
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)


def build_retriever(
    settings: Settings,
    knowledge: KnowledgeBase,
    encoder: MiniLM,
    trained: MiniLM,
    *,
    exact_only: bool = False,
    calibration: Calibration | None = None,
) -> Retriever:
    """Return a retriever over the index of a knowledge base, built if need be.

    `trained` reads what a question is about. Without a `calibration` it abstains as the shipped one says.
    """
    make_home(settings)
    remote = build_remote_index(settings, knowledge, exact_only=exact_only)
    index = open_index(knowledge, encoder, settings.home, exact_only=exact_only or remote is not None)
    return Retriever(
        index,
        encoder,
        roles=knowledge.roles,
        calibration=calibration or Calibration.load(encoder.name),
        themes=build_themes(
            knowledge.behaviours, knowledge.roles, trained, VectorCache(trained, settings.home / "cache").embed
        ),
        remote=remote,
    )


def build_remote_encoder(settings: Settings, *, timeout_s: float) -> OpenAIEncoder | None:
    """Return the encoder behind a server, or None where the embedded one makes all vectors."""
    if settings.embedding == "minilm":
        return None
    endpoint = Endpoint(
        model=settings.embedding.removeprefix("openai:"),
        base_url=settings.base_url,
        api_key=settings.api_key.get_secret_value() if settings.api_key else None,
        timeout_s=min(timeout_s, settings.timeout_s),
        concurrency=settings.concurrency,
    )
    return OpenAIEncoder(endpoint, remote_folder(settings.home))


def build_remote_index(settings: Settings, knowledge: KnowledgeBase, *, exact_only: bool = False) -> RemoteIndex | None:
    """Return the index of the encoder behind a server, or None where the embedded one makes all vectors."""
    encoder = build_remote_encoder(settings, timeout_s=PATIENCE_S)
    if encoder is None:
        return None
    keep = own_words(knowledge)
    return RemoteIndex(
        encoder,
        open_index=lambda: open_remote_index(knowledge, encoder, settings.home, exact_only=exact_only),
        redact=lambda text: Redactor().redact(text, keep=keep).text,
    )


def build_matcher(settings: Settings, knowledge: KnowledgeBase, encoder: StatementEncoder, heads: Heads) -> Matcher:
    """Return a matcher for the behaviours of a knowledge base; their vectors are kept under the home folder."""
    make_home(settings)
    neutral = make_neutral(Redactor(), own_words(knowledge))
    materials = [material_of(behaviour, knowledge.roles) for behaviour in knowledge.behaviours]
    cache = VectorCache(encoder, settings.home / "cache")
    references = build_references(materials, lambda texts: cache.embed([neutral(text) for text in texts]))
    return Matcher(encoder, heads.for_vision(fingerprint(knowledge.behaviours)), references, neutral=neutral)


def _build_reader(
    settings: Settings, knowledge: KnowledgeBase, encoder: StatementEncoder, provenance: Provenance
) -> AccountReader:
    heads = Heads.load(encoder.name)
    matcher = build_matcher(settings, knowledge, encoder, heads)
    return AccountReader(matcher=matcher, heads=heads, provenance=provenance)
