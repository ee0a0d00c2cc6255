"""Take from the passages what an answer needs: what a behaviour asks, why, a story, a promise, a question."""

from collections.abc import Sequence

from coach.domain.knowledge import Role
from coach.domain.passage import Passage
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.lexical import split_words


class Shelf:
    """The passages of one knowledge base, by their place."""

    def __init__(self, knowledge: KnowledgeBase, passages: Sequence[Passage]) -> None:
        """Look in `passages`, which must be those of `knowledge`."""
        self._knowledge = knowledge
        self._passages = {passage.id: passage for passage in passages}

    def summary(self, behaviour_id: str) -> Passage:
        """Return what a behaviour is, in one sentence."""
        return self._passages[f"behaviour:{behaviour_id}:summary"]

    def expected(self, behaviour_id: str, role: Role) -> list[Passage]:
        """Return what the role is asked for in this behaviour, or why it is not asked for it."""
        asked = [
            f"expectations:{n}" for n, item in enumerate(role.expectations, 1) if item.behaviour_id == behaviour_id
        ]
        passed = [f"free_passes:{n}" for n, item in enumerate(role.free_passes, 1) if item.behaviour_id == behaviour_id]
        return [self._passages[f"role:{role.id}:{field}"] for field in (*asked, *passed)]

    def all(self, behaviour_id: str, field: str) -> list[Passage]:
        """Return every passage of one field of a behaviour."""
        prefix = f"behaviour:{behaviour_id}:{field}"
        return [
            passage
            for passage_id, passage in self._passages.items()
            if passage_id == prefix or passage_id.startswith(f"{prefix}:")
        ]

    def stories(self, behaviour_id: str, found: Sequence[Passage], role: Role) -> list[Passage]:
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

    def promise(self, behaviour_id: str) -> Passage:
        """Return the promise that a behaviour keeps."""
        promise_id = self._knowledge.behaviour(behaviour_id).promise_id
        place = [promise.id for promise in self._knowledge.vision.promises].index(promise_id) + 1
        return self._passages[f"vision:{self._knowledge.vision.id}:promises:{place}"]

    def stage(self, stage_id: str) -> Passage:
        """Return what the customer does at a stage of the journey."""
        return self._passages[f"vision:{stage_id}:customer_does"]

    def settling_question(self, behaviour_id: str) -> Passage:
        """Return the question that draws out what somebody did; it is no passage that a search finds."""
        behaviour = self._knowledge.behaviour(behaviour_id)
        return Passage(
            id=f"behaviour:{behaviour_id}:settling_question",
            kind="behaviour",
            record_id=behaviour_id,
            field="settling_question",
            title=behaviour.name,
            text=behaviour.settling_question,
            source=self._knowledge.sources[f"behaviour:{behaviour_id}"],
            behaviour_ids=(behaviour_id,),
        )

    def situation(self, role: Role, question: str) -> Passage:
        """Return the role's prompt that shares most words with the question, the first one where none shares any."""
        words = set(split_words(question))
        shared = [len(words.intersection(split_words(prompt))) for prompt in role.situations]
        place = shared.index(max(shared))
        return Passage(
            id=f"role:{role.id}:situations:{place + 1}",
            kind="role",
            record_id=role.id,
            field=f"situations:{place + 1}",
            title=role.name,
            text=role.situations[place],
            source=self._knowledge.sources[f"role:{role.id}"],
            role_ids=(role.id,),
        )


def first_of(found: Sequence[Passage], behaviour_id: str, fields: Sequence[str], count: int) -> list[Passage]:
    """Return the first passages that a search found in these fields of a behaviour."""
    return [
        passage
        for passage in found
        if passage.kind == "behaviour"
        and behaviour_id in passage.behaviour_ids
        and passage.field.split(":")[0] in fields
    ][:count]
