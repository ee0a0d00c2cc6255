"""Statements to bearings: which behaviours a statement shows or contradicts, and at which scale point."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coach.assess.features import Features, bearing_features, point_features, polarity_features
from coach.assess.heads import Heads
from coach.assess.neutral import Neutral
from coach.assess.reference import Reference
from coach.domain.account import Asked, Statement
from coach.embedding.protocols import Reading, StatementEncoder, Vectors

_ANSWERS = 0.9
"""How likely an answer to a question about a behaviour is to bear on it, if it describes work at all."""
_SAME = 0.92
"""From this cosine on, a statement says nearly the same as an example."""
_DESCRIBES_WORK = 0.5
"""From this probability on, a statement describes something that a person does; other words are evidence of nothing."""


def _as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True)
class Bearing:
    """How one statement bears on one behaviour."""

    statement: Statement
    behaviour_id: str
    kind: Literal["showing", "contrary", "unclear"]
    """Unclear: it is about the behaviour, but the engine cannot tell which way. The coach asks instead."""
    bears: float
    """Probability that the statement is about the behaviour at all."""
    contrary: float
    """Probability that it shows the opposite, given that it is about the behaviour."""
    point: int

    @property
    def strength(self) -> float:
        """How much this statement says: the probability that it bears and points this way."""
        return self.bears * (self.contrary if self.kind == "contrary" else 1.0 - self.contrary)


class Matcher:
    """Match statements with behaviours by similarity and trained heads."""

    def __init__(
        self,
        encoder: StatementEncoder,
        heads: Heads,
        references: Sequence[Reference],
        *,
        neutral: Neutral = _as_it_is,
    ) -> None:
        """Match against `references`; `heads` must have been fitted on `encoder`, and on texts made `neutral`."""
        self._encoder = encoder
        self._neutral = neutral
        self._heads = heads
        self._references = tuple(references)
        self._vision = heads.vision
        self._bears_from = self._vision.bears_from if self._vision else heads.bears_from

    def match(self, statements: Sequence[Statement], asked: Sequence[Asked] = ()) -> tuple[Bearing, ...]:
        """Return every bearing above the published threshold, statement by statement.

        A statement that answers a question about one behaviour is taken to bear on it if it describes work at all.
        """
        if not statements:
            return ()
        texts = [self._neutral(statement.text) for statement in statements]
        reading = self._encoder.read(texts)
        describes = self._heads.wording_work.probability(reading.wording) >= _DESCRIBES_WORK
        bears = np.where(describes[:, None], self._bears(texts, reading), 0.0)
        self._presume(bears, statements, describes, asked)
        for column, reference in enumerate(self._references):
            same = find_same(reading.vectors, reference) >= 0
            bears[same, column] = np.maximum(bears[same, column], _ANSWERS)
        found = []
        for column, reference in enumerate(self._references):
            rows = [row for row in range(len(texts)) if bears[row, column] >= self._bears_from]
            if rows:
                found += self._direct(statements, texts, reading, rows, reference, bears[rows, column])
        return tuple(sorted(found, key=lambda item: (item.statement.span.start, item.behaviour_id)))

    def _bears(self, texts: Sequence[str], reading: Reading) -> Features:
        features = bearing_features(texts, reading.vectors, self._references)
        work = self._heads.wording_work.value(reading.wording)
        repeated = np.repeat(work[:, None, None], len(self._references), axis=1)
        general = np.concatenate([features, repeated], axis=2)
        if self._vision is None:
            return self._heads.bearing.probability(general)
        columns = [self._vision.behaviours.index(reference.behaviour_id) for reference in self._references]
        view = self._vision.view(reading)[:, columns, None]
        return self._vision.bearing.probability(np.concatenate([general, view], axis=2))

    def _presume(
        self, bears: Features, statements: Sequence[Statement], describes: NDArray[np.bool_], asked: Sequence[Asked]
    ) -> None:
        columns = {reference.behaviour_id: column for column, reference in enumerate(self._references)}
        for row, statement in enumerate(statements):
            for question in asked:
                inside = question.span.start <= statement.span.start and statement.span.end <= question.span.end
                if inside and describes[row] and question.behaviour_id in columns:
                    column = columns[question.behaviour_id]
                    bears[row, column] = max(bears[row, column], _ANSWERS)

    def _direct(
        self,
        statements: Sequence[Statement],
        neutral: Sequence[str],
        reading: Reading,
        rows: Sequence[int],
        reference: Reference,
        bears: Features,
    ) -> list[Bearing]:
        """Say for the statements in `rows`, all about `reference`, which way they point, and at which scale point."""
        texts = [neutral[row] for row in rows]
        vectors, wording = reading.vectors[rows], reading.wording[rows]
        leaning = self._heads.wording_polarity.value(wording)
        phrasing = self._heads.phrase_polarity.value(texts)
        polarity = np.column_stack([polarity_features(texts, vectors, reference), leaning, phrasing])
        contrary = self._heads.polarity.probability(polarity)
        worded = self._heads.wording_point.value(wording)
        points = self._heads.point.value(np.column_stack([point_features(texts, vectors, reference), worded]))
        found_points = 1 + np.searchsorted(self._heads.point_cuts, points, side="right")
        same = find_same(vectors, reference)
        shows, opposes = (same >= 0) & (same < len(reference.points)), same >= len(reference.points)
        contrary = np.where(shows, 1 - _ANSWERS, np.where(opposes, _ANSWERS, contrary))
        found_points[shows] = reference.points[same[shows]]
        found = [
            Bearing(
                statement=statements[row],
                behaviour_id=reference.behaviour_id,
                kind="unclear",
                bears=float(bears[place]),
                contrary=float(contrary[place]),
                point=int(found_points[place]),
            )
            for place, row in enumerate(rows)
        ]
        return [decide(bearing, self._heads) for bearing in found]


def find_same(vectors: Vectors, reference: Reference) -> NDArray[np.int64]:
    """Return for each statement the example that says nearly the same, counted through showing then contrary; else -1.

    What the authors wrote as an example counts as what they wrote it for, whatever the heads make of it.
    """
    similarities = vectors @ np.concatenate([reference.showing, reference.contrary]).T
    if similarities.shape[1] == 0:
        return np.full(len(vectors), -1)
    return np.where(similarities.max(axis=1) >= _SAME, similarities.argmax(axis=1), -1)


def decide(bearing: Bearing, heads: Heads) -> Bearing:
    """Return the bearing with its kind by the thresholds: which way it points, unless it is too weak to count."""
    if bearing.contrary <= heads.shows_up_to:
        pointed = replace(bearing, kind="showing")
        enough = heads.showing_strength
    elif bearing.contrary >= heads.contrary_from:
        pointed = replace(bearing, kind="contrary")
        enough = heads.contrary_strength
    else:
        return replace(bearing, kind="unclear")
    return pointed if pointed.strength >= enough else replace(bearing, kind="unclear")
