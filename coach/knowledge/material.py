"""The texts of a behaviour that accounts and questions are compared with."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.domain.knowledge import Behaviour, Role
from coach.domain.plan import Action


@dataclass(frozen=True)
class Material:
    """The texts of one behaviour, before they are vectors."""

    behaviour_id: str
    about: tuple[str, ...]
    """Name and summary, do lines, anchor texts: what the behaviour is."""
    showing: tuple[str, ...]
    """Example statements and anchor texts that show it."""
    points: tuple[int, ...]
    """The scale point of each text in `showing`."""
    contrary: tuple[str, ...]
    """Contrary examples: statements that show the opposite."""
    avoid: tuple[str, ...]
    """Don't lines: what the behaviour asks not to do."""


def material_of(behaviour: Behaviour, roles: Sequence[Role] = ()) -> Material:
    """Collect the texts of a behaviour; what each role is asked for shows it at that role's expected point."""
    showing = [(text, anchor.point) for anchor in behaviour.anchors for text in (*anchor.examples, anchor.text)]
    asked = [role.expectation(behaviour.id) for role in roles]
    showing += [(Action(when=item.when, then=item.then).sentence(), item.point) for item in asked if item]
    return Material(
        behaviour_id=behaviour.id,
        about=(
            f"{behaviour.name}. {behaviour.summary}",
            *behaviour.do,
            *behaviour.looks_like,
            *behaviour.sounds_like,
            *(anchor.text for anchor in behaviour.anchors),
        ),
        showing=tuple(text for text, _ in showing),
        points=tuple(point for _, point in showing),
        contrary=behaviour.contrary,
        avoid=behaviour.dont,
    )
