"""What a question is about, read by the encoder that was trained on what shows a behaviour and what its opposite.

Many a question names no word of the behaviour it needs ("the bank says the money left us, is that it for me?"). The
trained encoder lays questions near the behaviour they ask about, whichever side they tell of.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.domain.knowledge import Behaviour, Role
from coach.embedding.protocols import Encoder, Vectors
from coach.knowledge.material import material_of

_END = re.compile(r"(?<=[.!?])\s+")
_MIN_WORDS = 3
_MOST = 6

Embed = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class Themes:
    """The two sides of every behaviour, as unit vectors."""

    encoder: Encoder
    behaviour_ids: tuple[str, ...]
    showing: NDArray[np.float32]
    """One row per behaviour: the direction of the texts that tell what it is."""
    contrary: NDArray[np.float32]
    """One row per behaviour: the direction of the texts that tell its opposite; zeros where there are none."""

    def nearness(self, question: str) -> dict[str, float]:
        """Return each behaviour's cosine to the question, on the side that is nearer.

        What counts is the question or the nearest of its sentences: "What does the vision ask of me?" at its end must
        not drown the sentence that tells what happened.
        """
        vectors = self.encoder.embed([question, *_sentences(question)])
        nearer = np.maximum(vectors @ self.showing.T, vectors @ self.contrary.T).max(axis=0)
        return dict(zip(self.behaviour_ids, map(float, nearer), strict=True))


def build_themes(behaviours: Iterable[Behaviour], roles: Sequence[Role], encoder: Encoder, embed: Embed) -> Themes:
    """Embed the texts of every behaviour; `embed` gives vectors of `encoder`, from a cache perhaps."""
    texts = {behaviour.id: _sides(behaviour, roles) for behaviour in behaviours}
    every = [text for sides in texts.values() for side in sides for text in side]
    vectors = dict(zip(every, embed(every), strict=True))

    def direction(side: Sequence[str]) -> NDArray[np.float32]:
        total = np.sum([vectors[text] for text in side], axis=0) if side else np.zeros(encoder.dimension)
        return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)

    return Themes(
        encoder=encoder,
        behaviour_ids=tuple(texts),
        showing=np.array([direction(showing) for showing, _ in texts.values()]),
        contrary=np.array([direction(contrary) for _, contrary in texts.values()]),
    )


def _sentences(question: str) -> list[str]:
    """Return the sentences of a question that has several, without the shortest and past a few."""
    found = [sentence for sentence in _END.split(question.strip()) if len(sentence.split()) >= _MIN_WORDS]
    return found[:_MOST] if len(found) > 1 else []


def join(by_texts: Mapping[str, float], by_reader: Mapping[str, float]) -> dict[str, float]:
    """Return how near each behaviour is by both; the cosines of its texts lie close together, so they count twice."""
    return {behaviour_id: 2 * value + by_reader[behaviour_id] for behaviour_id, value in by_texts.items()}


def _sides(behaviour: Behaviour, roles: Sequence[Role]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    material = material_of(behaviour, roles)
    return (*material.about, *material.showing), (*material.avoid, *material.contrary)
