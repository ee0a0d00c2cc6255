"""Question to answer on the embedded engine, and the steps that the model engine takes first as well."""

from collections.abc import Collection, Sequence

from coach.chat.answer import AnswerComposer
from coach.chat.boundaries import Boundaries, human_route
from coach.chat.capture import Capture
from coach.chat.conversation import Redacts, join_questions
from coach.domain.answer import Answer, Mode
from coach.domain.draft import Turn
from coach.domain.passage import Retrieval
from coach.domain.provenance import Provenance
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.retriever import Retriever

_DEPTH = 12


class EmbeddedAnswerer:
    """Answer in every mode from the knowledge base's own words."""

    def __init__(
        self,
        *,
        knowledge: KnowledgeBase,
        retriever: Retriever,
        boundaries: Boundaries,
        redactor: Redacts,
        provenance: Provenance,
        keep: Collection[str] = (),
    ) -> None:
        """Answer for `knowledge`, whose passages `retriever` finds."""
        self.knowledge = knowledge
        self.provenance = provenance
        self.composer = AnswerComposer(knowledge, retriever.passages, provenance)
        self._retriever = retriever
        self._boundaries = boundaries
        self._capture = Capture(knowledge=knowledge, retriever=retriever, redactor=redactor, keep=keep)

    def answer(self, question: str, *, role_id: str, mode: Mode = "ask", earlier: Sequence[Turn] = ()) -> Answer:
        """Return an answer, an abstention or a human route.

        Raises:
            KnowledgeError: the role is unknown.
        """
        settled = self.settle(question, role_id=role_id, mode=mode)
        if settled:
            return settled
        retrieval = self.find(join_questions(earlier, question), role_id=role_id)
        return self.composer.compose(retrieval, role_id=role_id, mode=mode, question=question)

    def settle(self, question: str, *, role_id: str, mode: Mode) -> Answer | None:
        """Return the answer that needs no search and no model, if there is one: a human route, or words to file."""
        self.knowledge.role(role_id)
        topic = self._boundaries.recognise(question, mode=mode)
        if topic:
            return Answer(
                question=question,
                role_id=role_id,
                mode=mode,
                behaviour_ids=(),
                lines=(),
                citations=(),
                abstained=False,
                support=None,
                route=human_route(topic, self.knowledge),
                provenance=self.provenance,
            )
        if mode == "capture":
            return self._capture.file(question, role_id=role_id, provenance=self.provenance)
        return None

    def find(self, query: str, *, role_id: str) -> Retrieval:
        """Return the passages that answer, or an abstention."""
        return self._retriever.retrieve(query, role_id=role_id, k=_DEPTH)
