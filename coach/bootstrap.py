"""The composition root: Settings in, a ready Coach out. The only importer of adapters."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import TypeVar
from uuid import uuid4

from coach.assess.heads import Heads
from coach.assess.match import Matcher
from coach.assess.pipeline import AccountReader
from coach.assess.reference import build_references, fingerprint, material_of
from coach.domain.provenance import Provenance
from coach.embedding.cache import VectorCache
from coach.embedding.minilm import MiniLM, encoder_name
from coach.knowledge.files import load_knowledge
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.build import open_index
from coach.retrieval.calibration import Calibration
from coach.retrieval.retriever import Retriever
from coach.service import Coach
from coach.service.parts import Parts
from coach.settings import Settings
from coach.store.private import SqlitePrivateStore
from coach.store.shared import SqliteSharedStore

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
    provenance = Provenance(
        engine="embedded", model=encoder_name(), knowledge_version=knowledge.version, code_version=code_version()
    )
    encoder = _once(MiniLM.load)
    parts = Parts(
        knowledge=knowledge,
        provenance=provenance,
        reader=_once(lambda: _build_reader(settings, knowledge, encoder(), provenance)),
        retriever=_once(lambda: build_retriever(settings, knowledge, encoder(), exact_only=exact_only)),
        private=_once(lambda: SqlitePrivateStore.open(settings.home, clock=clock)),
        shared=_once(lambda: SqliteSharedStore.open(settings.home)),
        clock=clock,
        new_id=lambda: uuid4().hex,
    )
    return Coach(parts)


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
    settings: Settings, knowledge: KnowledgeBase, encoder: MiniLM, *, exact_only: bool = False
) -> Retriever:
    """Return a retriever over the index of a knowledge base, built if need be."""
    make_home(settings)
    index = open_index(knowledge, encoder, settings.home, exact_only=exact_only)
    return Retriever(index, encoder, roles=knowledge.roles, calibration=Calibration.load(encoder.name))


def build_matcher(settings: Settings, knowledge: KnowledgeBase, encoder: MiniLM, heads: Heads) -> Matcher:
    """Return a matcher for the behaviours of a knowledge base; their vectors are kept under the home folder."""
    make_home(settings)
    materials = [material_of(behaviour, knowledge.roles) for behaviour in knowledge.behaviours]
    references = build_references(materials, VectorCache(encoder, settings.home / "cache").embed)
    return Matcher(encoder, heads.for_vision(fingerprint(materials)), references)


def _build_reader(
    settings: Settings, knowledge: KnowledgeBase, encoder: MiniLM, provenance: Provenance
) -> AccountReader:
    heads = Heads.load(encoder.name)
    matcher = build_matcher(settings, knowledge, encoder, heads)
    return AccountReader(matcher=matcher, heads=heads, provenance=provenance)
