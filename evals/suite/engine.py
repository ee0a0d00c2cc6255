"""The engine under test, named as `COACH_MODEL` names it: `embedded`, `tape:<file>`, `openai:<name>` and so on."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from coach.bootstrap import build_coach, build_retriever
from coach.domain.provenance import Provenance
from coach.embedding.minilm import READER, MiniLM
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.calibration import Calibration
from coach.retrieval.retriever import Retriever
from coach.service import Coach
from coach.settings import Settings
from evals.suite.judge import SupportJudge
from evals.suite.spec import settings_for


@dataclass
class EngineUnderTest:
    """A Coach with the engine under test and a home of its own, never falling back to another engine."""

    spec: str
    home: Path
    eval_data: Path | None = None
    judge: SupportJudge | None = None
    """A language model that judges answers; it is never the engine itself."""
    read: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    """States by text and role, kept where the same text gives the same states each time."""

    @cached_property
    def settings(self) -> Settings:
        """The settings of the environment, with this engine and no fallback.

        Raises:
            SettingsError: the engine or another setting cannot be used.
        """
        return settings_for(self.spec, self.home, self.eval_data)

    @cached_property
    def coach(self) -> Coach:
        """The Coach under test."""
        return build_coach(self.settings)

    @cached_property
    def encoder(self) -> MiniLM:
        """The encoder in this process."""
        return MiniLM.load()

    @cached_property
    def forced_retriever(self) -> Retriever:
        """A search that never abstains, so that its ranking can be measured apart."""
        never = Calibration.load(self.encoder.name).model_copy(update={"threshold": 0.0})
        return build_retriever(self.settings, self.knowledge, self.encoder, MiniLM.load(READER), calibration=never)

    @property
    def knowledge(self) -> KnowledgeBase:
        """The knowledge base that the samples are about."""
        return self.coach.knowledge

    @property
    def provenance(self) -> Provenance:
        """What produces the results."""
        return self.coach.provenance

    @property
    def is_model(self) -> bool:
        """Tell whether a language model is asked."""
        return self.spec != "embedded"
