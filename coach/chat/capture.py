"""File what a customer said: what it touches in the vision, and the words without personal data."""

from collections.abc import Collection, Sequence
from datetime import date

from coach.chat.answer import behaviours_in, cite, number_passages
from coach.chat.conversation import Redacts
from coach.chat.modes import SectionLine
from coach.chat.shelf import Shelf
from coach.domain.answer import Answer, AnswerLine, CustomerWords, Mode
from coach.domain.draft import AuthorQuestion, AuthorQuestionKind
from coach.domain.passage import Hit, PassageKind
from coach.domain.provenance import Provenance
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.retriever import Retriever

CLOSE_ENOUGH = 0.3
"""The least cosine at which a customer's words are said to touch a behaviour or a stage."""
_DEPTH = 12

_KINDS: dict[Mode, AuthorQuestionKind] = {"doubt": "doubt", "capture": "customer_said"}


class Capture:
    """Match a customer's words to the vision."""

    def __init__(
        self, *, knowledge: KnowledgeBase, retriever: Retriever, redactor: Redacts, keep: Collection[str] = ()
    ) -> None:
        """Match by `retriever`; the words in `keep` are the organisation's own and stay."""
        self._knowledge = knowledge
        self._retriever = retriever
        self._shelf = Shelf(knowledge, retriever.passages)
        self._redactor = redactor
        self._keep = keep

    def file(self, text: str, *, role_id: str, provenance: Provenance) -> Answer:
        """Return what would be sent to the authors, with what it touches. Nothing is sent by this."""
        behaviour_id = self._behaviour(text)
        stage_id = self._stage(text)
        lines: list[SectionLine] = []
        if behaviour_id:
            lines += [("touches", self._shelf.promise(behaviour_id)), ("touches", self._shelf.summary(behaviour_id))]
        if stage_id:
            lines.append(("touches", self._shelf.stage(stage_id)))
        cited = number_passages(passage for _, passage in lines)
        return Answer(
            question=text,
            role_id=role_id,
            mode="capture",
            behaviour_ids=(behaviour_id,) if behaviour_id else (),
            lines=tuple(AnswerLine(section=name, text=item.text, citation=cited[item]) for name, item in lines),
            citations=tuple(cite(passage, number) for passage, number in cited.items()),
            abstained=False,
            support=None,
            customer_words=CustomerWords(
                text=self._redactor.redact(text, keep=self._keep).text,
                promise_id=self._knowledge.behaviour(behaviour_id).promise_id if behaviour_id else None,
                stage_id=stage_id,
                behaviour_id=behaviour_id,
            ),
            provenance=provenance,
        )

    def _behaviour(self, text: str) -> str | None:
        near = self._near(text, ("behaviour", "anchor"))
        return next(iter(behaviours_in(near)), None)

    def _stage(self, text: str) -> str | None:
        stage_ids = {stage.id for stage in self._knowledge.stages}
        records = (hit.passage.record_id for hit in self._near(text, ("vision",)))
        return next((record_id for record_id in records if record_id in stage_ids), None)

    def _near(self, text: str, kinds: Sequence[PassageKind]) -> list[Hit]:
        found = self._retriever.retrieve(text, kinds=kinds, k=_DEPTH)
        return [hit for hit in (found.hits or found.nearest) if hit.similarity >= CLOSE_ENOUGH]


def to_authors(answer: Answer, *, id: str, on: date) -> AuthorQuestion:
    """Return what the authors get of an answer once the person agrees: the words and the role, not who asked."""
    words = answer.customer_words
    return AuthorQuestion(
        id=id,
        asked_on=on,
        kind=_KINDS.get(answer.mode, "question"),
        question=words.text if words else answer.question,
        role_id=answer.role_id,
        promise_id=words.promise_id if words else None,
        stage_id=words.stage_id if words else None,
        behaviour_id=words.behaviour_id if words else None,
    )
