"""Cut the knowledge base into passages: the words of one field each, with a stable id.

Left out on purpose: employees' example statements and contrary examples (they are matching material for accounts), and
the prompts that draw an account out. None of them is something the organisation says.
"""

from collections.abc import Iterable, Iterator, Sequence

from coach.domain.knowledge import Behaviour, JourneyStage, Resource, Role, Story, Vision
from coach.domain.passage import Passage, PassageKind
from coach.domain.plan import Action
from coach.knowledge.knowledge_base import KnowledgeBase

PASSAGE_FORMAT = "1"
"""Raised with every change to what a passage holds or to what is embedded of it: older indexes are then stale."""


def build_passages(knowledge: KnowledgeBase) -> tuple[Passage, ...]:
    """Return every passage, in the order vision, journey, behaviours with anchors, stories, resources, roles."""
    sources = knowledge.sources
    passages = [*_vision_passages(knowledge.vision, sources[f"vision:{knowledge.vision.id}"])]
    for stage in knowledge.stages:
        passages += _stage_passages(stage, sources[f"stage:{stage.id}"])
    for behaviour in knowledge.behaviours:
        passages += _behaviour_passages(behaviour, sources[f"behaviour:{behaviour.id}"])
    for story in knowledge.stories:
        passages.append(_story_passage(story, sources[f"story:{story.id}"]))
    for resource in knowledge.resources:
        passages.append(_resource_passage(resource, sources[f"resource:{resource.id}"], roles=knowledge.roles))
    for role in knowledge.roles:
        passages += _role_passages(role, sources[f"role:{role.id}"])
    return tuple(passages)


def index_text(passage: Passage) -> str:
    """Return what is searched: the title gives a short text its subject."""
    return f"{passage.title}. {passage.text}"


class _Cutter:
    """Cuts the fields of one record; everything that its passages share is said once."""

    def __init__(self, *, kind: PassageKind, record_id: str, source: str, role_ids: tuple[str, ...] = ()) -> None:
        self._kind: PassageKind = kind
        self._record_id = record_id
        self._source = source
        self._role_ids = role_ids

    def one(self, field: str, text: str, *, title: str, behaviour_ids: tuple[str, ...] = ()) -> Passage:
        return Passage(
            id=f"{self._kind}:{self._record_id}:{field}",
            kind=self._kind,
            record_id=self._record_id,
            field=field,
            title=title,
            text=text,
            source=self._source,
            role_ids=self._role_ids,
            behaviour_ids=behaviour_ids,
        )

    def many(
        self, field: str, texts: Iterable[str], *, title: str, behaviour_ids: tuple[str, ...] = ()
    ) -> Iterator[Passage]:
        for number, text in enumerate(texts, start=1):
            yield self.one(f"{field}:{number}", text, title=title, behaviour_ids=behaviour_ids)


def _vision_passages(vision: Vision, source: str) -> Iterator[Passage]:
    cutter = _Cutter(kind="vision", record_id=vision.id, source=source)
    title = f"The vision of {vision.organisation}"
    yield cutter.one("statement", vision.statement, title=title)
    yield cutter.one("why", vision.why, title=f"{title}: why")
    yield cutter.one("about", vision.about, title=f"About {vision.organisation}")
    yield from cutter.many(
        "promises", (promise.text for promise in vision.promises), title="What we promise our customers"
    )
    for number, customer in enumerate(vision.customers, start=1):
        yield cutter.one(f"customers:{number}", customer.needs, title=f"Our customers: {customer.name}")


def _stage_passages(stage: JourneyStage, source: str) -> Iterator[Passage]:
    cutter = _Cutter(kind="vision", record_id=stage.id, source=source)
    title = f"The customer's journey: {stage.name}"
    yield cutter.one("customer_does", stage.customer_does, title=f"{title}, what the customer does")
    yield cutter.one("feeling", stage.feeling, title=f"{title}, how the customer should feel")
    yield cutter.one("worst_moment", stage.worst_moment, title=f"{title}, the worst moment")


def _behaviour_passages(behaviour: Behaviour, source: str) -> Iterator[Passage]:
    own = (behaviour.id,)
    cutter = _Cutter(kind="behaviour", record_id=behaviour.id, source=source)
    yield cutter.one("summary", behaviour.summary, title=behaviour.name, behaviour_ids=own)
    yield cutter.one("why", behaviour.why, title=behaviour.name, behaviour_ids=own)
    for field in ("do", "dont", "looks_like", "sounds_like", "feels_like"):
        yield from cutter.many(field, getattr(behaviour, field), title=behaviour.name, behaviour_ids=own)
    cutter = _Cutter(kind="anchor", record_id=behaviour.id, source=source)
    for anchor in behaviour.anchors:
        title = f"{behaviour.name}, scale point {anchor.point}"
        yield cutter.one(f"anchors:{anchor.point}", anchor.text, title=title, behaviour_ids=own)


def _story_passage(story: Story, source: str) -> Passage:
    cutter = _Cutter(kind="story", record_id=story.id, source=source, role_ids=(story.role_id,))
    return cutter.one("body", story.body, title=story.title, behaviour_ids=story.behaviour_ids)


def _resource_passage(resource: Resource, source: str, *, roles: Sequence[Role]) -> Passage:
    suited = tuple(role.id for role in roles if role.kind in resource.role_kinds)
    cutter = _Cutter(kind="resource", record_id=resource.id, source=source, role_ids=suited)
    title = f"{resource.title} ({resource.kind.replace('_', ' ')}, {resource.minutes} minutes)"
    return cutter.one("summary", resource.summary, title=title, behaviour_ids=resource.behaviour_ids)


def _role_passages(role: Role, source: str) -> Iterator[Passage]:
    """Cut a role. Two fields hold more than one text, which become one sentence or one line here and nowhere else.

    An expectation reads as the plan's if-then sentence. A line of sight reads task → next person → customer's feeling.
    """
    cutter = _Cutter(kind="role", record_id=role.id, source=source, role_ids=(role.id,))
    yield cutter.one("summary", role.summary, title=role.name)
    yield from cutter.many("tasks", role.tasks, title=role.name)
    sights = (f"{sight.task} → {sight.next_person} → {sight.customer_feeling}" for sight in role.line_of_sight)
    yield from cutter.many("line_of_sight", sights, title=f"{role.name}: how the work reaches the customer")
    for number, asked in enumerate(role.expectations, start=1):
        text = Action(when=asked.when, then=asked.then).sentence()
        yield cutter.one(f"expectations:{number}", text, title=role.name, behaviour_ids=(asked.behaviour_id,))
    yield from cutter.many("free_passes", (item.reason for item in role.free_passes), title=f"{role.name}: a free pass")
