"""Cues: texts that are not shown, but that tell which behaviour a question is about.

They are what employees say about a behaviour (examples, contrary examples), the question that settles it, and the
moments in which each role is asked for it. With the passages' own vectors they make the themes of a question.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from coach.domain.knowledge import Behaviour
from coach.domain.passage import Passage
from coach.domain.record import Line, Record, Slug
from coach.knowledge.knowledge_base import KnowledgeBase

CLOSEST_TEXTS = 10
"""A behaviour is as near to a question as its closest texts are on average: one lucky text does not decide."""


class Cue(Record):
    """A text about one behaviour."""

    behaviour_id: Slug
    text: Line


def build_cues(knowledge: KnowledgeBase) -> tuple[Cue, ...]:
    """Return the cues of every behaviour."""
    cues: list[Cue] = []
    for behaviour in knowledge.behaviours:
        cues += (Cue(behaviour_id=behaviour.id, text=text) for text in _texts(behaviour))
    for role in knowledge.roles:
        for asked in role.expectations:
            cues += (Cue(behaviour_id=asked.behaviour_id, text=text) for text in (asked.when, asked.then))
    return tuple(cues)


def theme_rows(passages: Sequence[Passage], cues: Sequence[Cue]) -> dict[str, NDArray[np.intp]]:
    """Return the rows about each behaviour, where the cues' rows follow the passages' rows."""
    rows: dict[str, list[int]] = {}
    for row, passage in enumerate(passages):
        for behaviour_id in passage.behaviour_ids:
            rows.setdefault(behaviour_id, []).append(row)
    for row, cue in enumerate(cues, start=len(passages)):
        rows.setdefault(cue.behaviour_id, []).append(row)
    return {behaviour_id: np.array(found, dtype=np.intp) for behaviour_id, found in sorted(rows.items())}


def nearness(similarities: NDArray[np.float32], rows: Mapping[str, NDArray[np.intp]]) -> dict[str, float]:
    """Return for each behaviour the mean cosine of the texts nearest to the question."""
    return {
        behaviour_id: float(np.sort(similarities[found])[-CLOSEST_TEXTS:].mean())
        for behaviour_id, found in rows.items()
    }


def rank_themes(themes: Mapping[str, float]) -> dict[str, int]:
    """Return each behaviour's place, 0 for the one that the question is most about."""
    ordered = sorted(themes, key=lambda behaviour_id: -themes[behaviour_id])
    return {behaviour_id: place for place, behaviour_id in enumerate(ordered)}


def _texts(behaviour: Behaviour) -> Iterator[str]:
    for anchor in behaviour.anchors:
        yield from anchor.examples
    yield from behaviour.contrary
    yield behaviour.settling_question
