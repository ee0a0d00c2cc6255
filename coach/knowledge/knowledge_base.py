"""All records of one organisation, by id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from coach.domain.knowledge import (
    Behaviour,
    Champion,
    JourneyStage,
    Promise,
    Resource,
    Role,
    Route,
    Story,
    Topic,
    Vision,
)
from coach.errors import KnowledgeError
from coach.knowledge.problem import did_you_mean


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_T = TypeVar("_T", bound=_HasId)


@dataclass(frozen=True, kw_only=True)
class KnowledgeBase:
    """What one organisation asks of its people, checked and complete."""

    root: Path
    version: str
    """The first 12 hexadecimal digits of the content hash over all files' names and bytes."""
    vision: Vision
    stages: tuple[JourneyStage, ...]
    """In the order of the customer's journey."""
    behaviours: tuple[Behaviour, ...]
    """By priority; the other records are ordered by id."""
    roles: tuple[Role, ...]
    stories: tuple[Story, ...]
    resources: tuple[Resource, ...]
    champions: tuple[Champion, ...]
    routes: tuple[Route, ...] = ()
    """Whom to turn to, one for each topic that is for a person; in the order of the file."""
    sources: Mapping[str, str] = field(hash=False)
    """The file of each record, relative to `root`, by "kind:id", for instance "behaviour:own-it"."""

    def behaviour(self, behaviour_id: str) -> Behaviour:
        """Return the behaviour with this id, or raise KnowledgeError."""
        return _find(self.behaviours, behaviour_id, "behaviour")

    def role(self, role_id: str) -> Role:
        """Return the role with this id, or raise KnowledgeError."""
        return _find(self.roles, role_id, "role")

    def story(self, story_id: str) -> Story:
        """Return the story with this id, or raise KnowledgeError."""
        return _find(self.stories, story_id, "story")

    def resource(self, resource_id: str) -> Resource:
        """Return the resource with this id, or raise KnowledgeError."""
        return _find(self.resources, resource_id, "resource")

    def champion(self, champion_id: str) -> Champion:
        """Return the champion with this id, or raise KnowledgeError."""
        return _find(self.champions, champion_id, "champion")

    def stage(self, stage_id: str) -> JourneyStage:
        """Return the journey stage with this id, or raise KnowledgeError."""
        return _find(self.stages, stage_id, "journey stage")

    def promise(self, promise_id: str) -> Promise:
        """Return the promise with this id, or raise KnowledgeError."""
        return _find(self.vision.promises, promise_id, "promise")

    def route(self, topic: Topic) -> Route | None:
        """Return whom to turn to with this topic, or None where the files name nobody."""
        return next((route for route in self.routes if route.topic == topic), None)

    def role_behaviours(self, role_id: str) -> tuple[Behaviour, ...]:
        """Return the behaviours that the role is asked for, by priority."""
        role = self.role(role_id)
        return tuple(behaviour for behaviour in self.behaviours if role.expectation(behaviour.id))


def _find(records: Sequence[_T], record_id: str, kind: str) -> _T:
    for record in records:
        if record.id == record_id:
            return record
    known = (record.id for record in records)
    raise KnowledgeError(f"There is no {kind} {record_id!r} in the knowledge files; {did_you_mean(record_id, known)}")
