"""What the use cases work with, put together by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from coach.assess.pipeline import AccountReader
from coach.domain.provenance import Provenance
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.retriever import Retriever
from coach.store.protocols import PrivateStore, SharedStore


@dataclass(frozen=True)
class Parts:
    """The parts; those given as functions are made at first use and must return the same part each time."""

    knowledge: KnowledgeBase
    provenance: Provenance
    reader: Callable[[], AccountReader]
    retriever: Callable[[], Retriever]
    private: Callable[[], PrivateStore]
    shared: Callable[[], SharedStore]
    clock: Callable[[], datetime]
    new_id: Callable[[], str]


class UseCases:
    """A group of use cases."""

    def __init__(self, parts: Parts) -> None:
        """Work with these parts."""
        self.knowledge = parts.knowledge
        self.provenance = parts.provenance
        self._parts = parts

    def today(self) -> date:
        """Return today's date where the employee is."""
        return self._parts.clock().astimezone().date()
