"""Compose an answer from the knowledge base's own words: no sentence of it is generated."""

from collections.abc import Iterable, Mapping, Sequence

from coach.chat.modes import MODE_NOTES, SectionLine, Subject, choose_lines
from coach.chat.shelf import Shelf
from coach.domain.answer import Answer, AnswerLine, Citation, Mode
from coach.domain.passage import Hit, Passage, Retrieval
from coach.domain.provenance import Provenance
from coach.knowledge.knowledge_base import KnowledgeBase

_MAX_BEHAVIOURS = 2
_CLOSE_SECOND = 0.6
"""A second behaviour joins the answer if it has at least this share of the first one's weight."""


class AnswerComposer:
    """Answer questions for a role, every line a quote with its citation."""

    def __init__(self, knowledge: KnowledgeBase, passages: Sequence[Passage], provenance: Provenance) -> None:
        """Compose from `passages`, which must be those of `knowledge`."""
        self._knowledge = knowledge
        self._shelf = Shelf(knowledge, passages)
        self._provenance = provenance

    def choose(self, retrieval: Retrieval, *, role_id: str, mode: Mode = "ask") -> list[SectionLine]:
        """Return the passages that answer in this mode, each with its section; none for an abstention."""
        if retrieval.abstained:
            return []
        subject = Subject(
            question=retrieval.query,
            role=self._knowledge.role(role_id),
            behaviour_ids=behaviours_in(retrieval.hits),
            found=[hit.passage for hit in retrieval.hits],
        )
        return choose_lines(mode, subject, self._shelf)

    def compose(self, retrieval: Retrieval, *, role_id: str, mode: Mode = "ask", question: str | None = None) -> Answer:
        """Return the answer that `retrieval` supports for this role; `question` is what was asked, if not its query."""
        lines = self.choose(retrieval, role_id=role_id, mode=mode)
        cited = number_passages(passage for _, passage in lines)
        note = MODE_NOTES[mode]
        return Answer(
            question=retrieval.query if question is None else question,
            role_id=role_id,
            mode=mode,
            behaviour_ids=() if retrieval.abstained else behaviours_in(retrieval.hits),
            lines=tuple(
                AnswerLine(section=section, text=passage.text, citation=cited[passage]) for section, passage in lines
            ),
            citations=tuple(cite(passage, number) for passage, number in cited.items()),
            abstained=retrieval.abstained,
            nearest=retrieval.nearest,
            support=retrieval.support,
            remark=retrieval.remark,
            notes=(note,) if note and lines else (),
            provenance=self._provenance,
        )


def behaviours_in(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the behaviours that the hits speak of most, at most two; the main behaviour of a story counts alone."""
    weights: dict[str, float] = {}
    for hit in hits:
        for behaviour_id in hit.passage.behaviour_ids[:1]:
            weights[behaviour_id] = weights.get(behaviour_id, 0.0) + hit.score
    ordered = sorted(weights, key=lambda behaviour_id: (-weights[behaviour_id], behaviour_id))
    return tuple(
        behaviour_id
        for behaviour_id in ordered[:_MAX_BEHAVIOURS]
        if weights[behaviour_id] >= _CLOSE_SECOND * weights[ordered[0]]
    )


def number_passages(passages: Iterable[Passage]) -> Mapping[Passage, int]:
    """Number the passages in their order, each once."""
    numbers: dict[Passage, int] = {}
    for passage in passages:
        numbers.setdefault(passage, len(numbers) + 1)
    return numbers


def cite(passage: Passage, number: int) -> Citation:
    """Return the citation of a passage under this number."""
    return Citation(
        number=number,
        passage_id=passage.id,
        kind=passage.kind,
        title=passage.title,
        quote=passage.text,
        source=passage.source,
    )
