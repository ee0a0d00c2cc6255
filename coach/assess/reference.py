"""What statements are compared with: each behaviour's own texts as vectors and words."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.embedding.protocols import Vectors
from coach.knowledge.material import Material

_WORD = re.compile(r"[a-z]{3,}")
_ENDING = re.compile(r"(?:ings?|edly|ed|es|s|ly|ments?|ions?)$")


def stems(text: str) -> frozenset[str]:
    """Return the words of three letters or more without their common English endings."""
    return frozenset(_ENDING.sub("", word) for word in _WORD.findall(text.lower()))


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
