"""What statements are compared with: each behaviour's own texts as vectors and words."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.domain.knowledge import Behaviour, Role
from coach.domain.plan import Action
from coach.embedding.protocols import Vectors

_WORD = re.compile(r"[a-z]{3,}")
_ENDING = re.compile(r"(?:ings?|edly|ed|es|s|ly|ments?|ions?)$")


def stems(text: str) -> frozenset[str]:
    """Return the words of three letters or more without their common English endings."""
    return frozenset(_ENDING.sub("", word) for word in _WORD.findall(text.lower()))


@dataclass(frozen=True)
class Material:
    """The texts of one behaviour that statements are compared with, before they are vectors."""

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


@dataclass(frozen=True)
class Reference:
    """One behaviour's material as unit vectors, ready for comparison."""

    behaviour_id: str
    about: Vectors
    showing: Vectors
    points: NDArray[np.int64]
    contrary: Vectors
    avoid: Vectors
    words: Mapping[str, int]
    """In how many of the behaviour's texts each word stem occurs."""


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


def build_references(materials: Iterable[Material], embed: Callable[[Sequence[str]], Vectors]) -> tuple[Reference, ...]:
    """Embed every material in one go."""
    kept = tuple(materials)
    texts = [text for item in kept for text in (*item.about, *item.showing, *item.contrary, *item.avoid)]
    vectors = embed(texts)
    references, start = [], 0
    for item in kept:
        sizes = [len(part) for part in (item.about, item.showing, item.contrary, item.avoid)]
        ends = np.cumsum(sizes) + start
        about, showing, contrary, avoid = np.split(vectors[start : ends[-1]], ends[:-1] - start)
        words = Counter(
            stem for text in (*item.about, *item.showing, *item.contrary, *item.avoid) for stem in stems(text)
        )
        references.append(Reference(item.behaviour_id, about, showing, np.array(item.points), contrary, avoid, words))
        start = int(ends[-1])
    return tuple(references)
