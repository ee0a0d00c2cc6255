"""Compose an answer from the knowledge base's own words: no sentence of it is generated."""

from collections.abc import Iterable, Mapping, Sequence

from coach.domain.answer import Answer, AnswerLine, Citation, Section
from coach.domain.knowledge import Role
from coach.domain.passage import Hit, Passage, Retrieval
from coach.domain.provenance import Provenance
from coach.knowledge.knowledge_base import KnowledgeBase

_MAX_BEHAVIOURS = 2
_CLOSE_SECOND = 0.6
"""A second behaviour joins the answer if it has at least this share of the first one's weight."""
_DIRECT_LINES = 3


class AnswerComposer:
    """Answer questions for a role, every line a quote with its citation."""

    def __init__(self, knowledge: KnowledgeBase, passages: Sequence[Passage], provenance: Provenance) -> None:
        """Compose from `passages`, which must be those of `knowledge`."""
        self._knowledge = knowledge
        self._passages = {passage.id: passage for passage in passages}
        self._provenance = provenance

    def compose(self, retrieval: Retrieval, *, role_id: str) -> Answer:
        """Return the answer that `retrieval` supports for this role."""
        behaviour_ids = () if retrieval.abstained else _behaviours_in(retrieval.hits)
        lines: list[tuple[Section, Passage]] = []
        if not retrieval.abstained:
            lines = self._lines(retrieval.hits, behaviour_ids, self._knowledge.role(role_id))
        cited = _number(passage for _, passage in lines)
        return Answer(
            question=retrieval.query,
            role_id=role_id,
            behaviour_ids=behaviour_ids,
            lines=tuple(
                AnswerLine(section=section, text=passage.text, citation=cited[passage.id]) for section, passage in lines
            ),
            citations=tuple(_cite(self._passages[passage_id], number) for passage_id, number in cited.items()),
            abstained=retrieval.abstained,
            nearest=retrieval.nearest,
            support=retrieval.support,
            remark=retrieval.remark,
            provenance=self._provenance,
        )

    def _lines(self, hits: Sequence[Hit], behaviour_ids: Sequence[str], role: Role) -> list[tuple[Section, Passage]]:
        found = [hit.passage for hit in hits]
        lines: list[tuple[Section, Passage]] = []
        # A question about the vision itself is answered by its own words; a job's tasks answer nothing alone.
        if not behaviour_ids or found[0].kind == "vision":
            direct = [passage for passage in found if passage.kind == "vision"][:_DIRECT_LINES]
            lines += [("asks", passage) for passage in direct]
        for behaviour_id in behaviour_ids:
            lines += self._about(behaviour_id, found, role)
        if not lines:
            lines = [("asks", passage) for passage in found[:_DIRECT_LINES]]
        return list(dict.fromkeys(lines))

    def _about(self, behaviour_id: str, found: Sequence[Passage], role: Role) -> list[tuple[Section, Passage]]:
        asks = [self._summary(behaviour_id), *self._expected(behaviour_id, role)]
        looks = _first(found, behaviour_id, ("do", "looks_like", "sounds_like"), 2)
        looks = looks or self._all(behaviour_id, "do:")[:2]
        avoid = _first(found, behaviour_id, ("dont",), 2)
        stories = self._stories(behaviour_id, found, role)
        why = self._all(behaviour_id, "why")
        return [
            *(("asks", passage) for passage in asks),
            *(("looks_like", passage) for passage in looks),
            *(("avoid", passage) for passage in avoid),
            *(("story", passage) for passage in stories),
            *(("why", passage) for passage in why),
        ]

    def _summary(self, behaviour_id: str) -> Passage:
        return self._passages[f"behaviour:{behaviour_id}:summary"]

    def _expected(self, behaviour_id: str, role: Role) -> list[Passage]:
        """Return what the role is asked for in this behaviour, or why it is not asked for it."""
        asked = [
            f"expectations:{n}" for n, item in enumerate(role.expectations, 1) if item.behaviour_id == behaviour_id
        ]
        passed = [f"free_passes:{n}" for n, item in enumerate(role.free_passes, 1) if item.behaviour_id == behaviour_id]
        return [self._passages[f"role:{role.id}:{field}"] for field in (*asked, *passed)]

    def _all(self, behaviour_id: str, field: str) -> list[Passage]:
        prefix = f"behaviour:{behaviour_id}:{field}"
        return [passage for passage_id, passage in self._passages.items() if passage_id.startswith(prefix)]

    def _stories(self, behaviour_id: str, found: Sequence[Passage], role: Role) -> list[Passage]:
        """Return the best story: one that the search found, else one from the role, its kind, or any."""
        kinds = {known.id: known.kind for known in self._knowledge.roles}
        about = [
            self._passages[f"story:{story.id}:body"]
            for story in sorted(
                self._knowledge.stories,
                key=lambda story: (story.role_id != role.id, kinds[story.role_id] != role.kind, story.id),
            )
            if story.behaviour_ids[0] == behaviour_id
        ]
        retrieved = [p for p in found if p.kind == "story" and p.behaviour_ids[:1] == (behaviour_id,)]
        return [*retrieved, *about][:1]


def _behaviours_in(hits: Sequence[Hit]) -> tuple[str, ...]:
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


def _first(found: Sequence[Passage], behaviour_id: str, fields: Sequence[str], count: int) -> list[Passage]:
    return [
        passage
        for passage in found
        if passage.kind == "behaviour"
        and behaviour_id in passage.behaviour_ids
        and passage.field.split(":")[0] in fields
    ][:count]


def _number(passages: Iterable[Passage]) -> Mapping[str, int]:
    numbers: dict[str, int] = {}
    for passage in passages:
        numbers.setdefault(passage.id, len(numbers) + 1)
    return numbers


def _cite(passage: Passage, number: int) -> Citation:
    return Citation(
        number=number,
        passage_id=passage.id,
        kind=passage.kind,
        title=passage.title,
        quote=passage.text,
        source=passage.source,
    )
