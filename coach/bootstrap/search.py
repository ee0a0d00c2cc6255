"""What questions are searched with, and what statements are compared with."""

from coach.assess.heads import Heads
from coach.assess.match import Matcher
from coach.assess.neutral import make_neutral
from coach.assess.reference import build_references
from coach.bootstrap.at_first_use import make_home
from coach.embedding.cache import VectorCache
from coach.embedding.endpoint import Endpoint
from coach.embedding.minilm import MiniLM
from coach.embedding.openai import OpenAIEncoder
from coach.embedding.protocols import StatementEncoder
from coach.knowledge.fingerprint import fingerprint
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.knowledge.material import material_of
from coach.knowledge.own_words import own_words
from coach.llm.redact import Redactor
from coach.retrieval.build import open_index
from coach.retrieval.calibration import Calibration
from coach.retrieval.remote import PATIENCE_S, RemoteIndex, open_remote_index, remote_folder
from coach.retrieval.retriever import Retriever
from coach.retrieval.themes import build_themes
from coach.settings import Settings


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
