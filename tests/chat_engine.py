"""Answer questions of the tiny organisation, quoted or worded by a model that says what it was told to."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from coach.chat.boundaries import Boundaries
from coach.chat.boundary_head import BoundaryHead
from coach.chat.embedded import EmbeddedAnswerer
from coach.chat.model_answer import Failing, ModelAnswerer
from coach.chat.stream import AnswerStream
from coach.chat.support import SupportCheck
from coach.domain.answer import Answer
from coach.domain.draft import Turn
from coach.embedding.protocols import StatementEncoder
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.llm.protocols import ChatModel, Reply, Request, Usage
from coach.llm.redact import Redactor
from coach.llm.scripted import Scripted, ScriptedModel
from coach.retrieval.build import embed_knowledge
from coach.retrieval.index import open_rows
from coach.retrieval.retriever import Retriever
from evals.hostile_model.asked import Asked
from tests.builders import PROVENANCE, HashEncoder, make_calibration, make_knowledge
from tests.model_engine import PROMPTS, session_of

QUESTION = "Shall I ring early when the delivery is late?"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def make_boundary_head(**overrides: Any) -> BoundaryHead:
    """Return a head for HashEncoder that takes every question as ordinary, with some fields replaced."""
    labels = ("distress", "legal", "grievance", "safety", "none")
    data = {
        "encoder": "hash",
        "weights": {label: (0.0,) * 68 for label in labels},
        "biases": dict.fromkeys(labels, 0.0),
        "threshold": 0.9,
    }
    return BoundaryHead.model_validate({**data, **overrides})


def make_retriever(knowledge: KnowledgeBase, encoder: StatementEncoder) -> Retriever:
    """Return a retriever in memory."""
    rows, _ = embed_knowledge(knowledge, encoder, {})
    index = open_rows(rows, encoder=encoder.name, folder=None, exact_only=True)
    return Retriever(index, encoder, roles=knowledge.roles, calibration=make_calibration())


def make_embedded(knowledge: KnowledgeBase | None = None) -> EmbeddedAnswerer:
    """Return the embedded engine for the tiny organisation or another one."""
    known, encoder = knowledge or make_knowledge(), HashEncoder()
    return EmbeddedAnswerer(
        knowledge=known,
        retriever=make_retriever(known, encoder),
        boundaries=Boundaries(make_boundary_head(), encoder),
        redactor=Redactor(),
        provenance=PROVENANCE,
    )


def make_answerer(*, failing: Failing = "quote") -> ModelAnswerer:
    """Return the model engine for the tiny organisation, with the shipped prompts and the real redaction."""
    return ModelAnswerer(
        embedded=make_embedded(),
        prompts=PROMPTS,
        redactor=Redactor(),
        support=SupportCheck(HashEncoder()),
        failing=failing,
    )


def start(
    *models: ChatModel | Scripted, question: str = QUESTION, failing: Failing = "quote", **options: Any
) -> AnswerStream:
    """Start an answer; a model may be given as its one reply."""
    chosen = [model if hasattr(model, "stream") else ScriptedModel([model]) for model in models]
    session = session_of(*chosen)
    return make_answerer(failing=failing).start(question, role_id="shop-adviser", session=session, **options)


def run(stream: AnswerStream) -> tuple[str, Answer]:
    """Return all that was shown, and the finished answer."""
    shown = "".join(stream)
    return shown, stream.answer


def turn_of(answer: Answer, **overrides: Any) -> Turn:
    """Return an answer as a turn of the history."""
    return Turn(**{"id": "turn-1", "asked_at": NOW, "answer": answer, **overrides})


class Character:
    """A model that answers each request as a function says."""

    def __init__(self, answer: Any, *, name: str = "openai:hostile") -> None:
        """Answer with the pieces that `answer` returns for what is asked."""
        self.name = name
        self._answer = answer

    def stream(self, request: Request) -> Iterator[str | Reply]:
        """Yield the pieces."""
        asked = Asked(messages=tuple((message.role, message.text) for message in request.messages))
        pieces: Sequence[str] = tuple(self._answer(asked))
        yield from pieces
        yield Reply(text="".join(pieces), model=self.name, usage=Usage(input_tokens=1, output_tokens=1))
