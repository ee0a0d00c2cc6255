"""What the use cases work with, put together by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from coach.assess.model_reader import ModelReader
from coach.assess.pipeline import AccountReader
from coach.chat.embedded import EmbeddedAnswerer
from coach.chat.model_answer import ModelAnswerer
from coach.domain.health import Health
from coach.domain.provenance import Provenance
from coach.domain.redaction import Redacted
from coach.domain.report import Organisation
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.llm.budget import Limits
from coach.llm.factory import SessionFactory
from coach.llm.ledger import DayLedger
from coach.retrieval.retriever import Retriever
from coach.store.protocols import AuditLog, PrivateStore, SharedStore, SubmissionStore, Usage
from coach.suite.protocols import Suite


@dataclass(frozen=True, kw_only=True)
class ModelParts:
    """What only the model engine has; those given as functions are made at first use."""

    reader: Callable[[], ModelReader]
    answerer: Callable[[], ModelAnswerer]
    sessions: Callable[[], SessionFactory]
    ledger: Callable[[], DayLedger]
    limits: Limits
    falls_back: bool
    """Whether the embedded engine takes over, with a remark, when no model can be used."""
    check: Callable[[], tuple[Health, ...]]
    """Ask the model's server how it is."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The parts; those given as functions are made at first use and must return the same part each time."""

    knowledge: KnowledgeBase
    provenance: Provenance
    reader: Callable[[], AccountReader]
    retriever: Callable[[], Retriever]
    answerer: Callable[[], EmbeddedAnswerer]
    private: Callable[[], PrivateStore]
    shared: Callable[[], SharedStore]
    submissions: Callable[[], SubmissionStore]
    audit: Callable[[], AuditLog]
    usage: Callable[[], Usage]
    organisation: Callable[[], Organisation]
    suite: Callable[[], Suite]
    redact: Callable[[str], Redacted]
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    smallest_group: int
    """k: how many people a figure of a report is about at least, …"""
    smallest_group_again: int
    """… and at least of people who were counted before."""
    second_reading_percent: int
    """How many of 100 approved submissions a second reviewer reads."""
    model: ModelParts | None = None
    """None on the embedded engine."""


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
