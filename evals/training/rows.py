"""Labelled statements to rows of features, each statement kept out of what it is compared with."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coach.assess.features import Features, bearing_features, point_features, polarity_features
from coach.assess.reference import Reference, build_references
from coach.embedding.protocols import StatementEncoder, Vectors
from evals.training.material import Labelled, Organisation, without

_VISION = 8


@dataclass(frozen=True)
class Rows:
    """Features with labels; `groups` names the organisation, so that folds never share one."""

    features: Features
    labels: NDArray[np.float64]
    groups: NDArray[np.int64]
    statements: NDArray[np.int64]
    """Which statement each row is about, as a position in the whole list."""
    places: NDArray[np.int64]
    """Which of its group's behaviours each row is about, as a position."""

    def only(self, keep: NDArray[np.bool_]) -> "Rows":
        """Return the rows in `keep`."""
        return Rows(self.features[keep], self.labels[keep], self.groups[keep], self.statements[keep], self.places[keep])

    def plus(self, *columns: NDArray[np.float64]) -> "Rows":
        """Return the rows with more features."""
        return replace(self, features=np.column_stack([self.features, *columns]))


@dataclass(frozen=True)
class Material:
    """Everything embedded: statements, their vectors, and each organisation's references."""

    statements: tuple[Labelled, ...]
    groups: NDArray[np.int64]
    vectors: Vectors
    wording: Vectors
    references: tuple[tuple[Reference, ...], ...]
    """By group: the organisation's own behaviours first, then those of the next one, as easy wrong answers."""


def embed_material(organisations: Sequence[Organisation], noise: Sequence[str], encoder: StatementEncoder) -> Material:
    """Embed all organisations; noise sentences join each organisation in turn, as unrelated statements."""
    statements: list[Labelled] = []
    groups: list[int] = []
    for group, organisation in enumerate(organisations):
        extra = [Labelled(text, "", "unrelated", None, None) for text in noise[group :: len(organisations)]]
        statements += [*organisation.statements, *extra]
        groups += [group] * (len(organisation.statements) + len(extra))
    texts = [statement.text for statement in statements]
    reading = encoder.read(texts)
    own = [build_references(organisation.materials, encoder.embed) for organisation in organisations]
    references = tuple(_padded(own, group) for group in range(len(own)))
    return Material(tuple(statements), np.array(groups), reading.vectors, reading.wording, references)


def _padded(own: Sequence[tuple[Reference, ...]], group: int) -> tuple[Reference, ...]:
    """Return at least eight behaviours, as many as a vision has: a small organisation borrows the next one's."""
    following = own[(group + 1) % len(own)]
    return own[group] if len(own[group]) >= _VISION else (*own[group], *following)[:_VISION]


def bearing_rows(material: Material, *, from_group: int = 0) -> Rows:
    """Return one row per statement and behaviour, from `from_group` on: does the statement bear on it?"""
    features, labels, owners, places = [], [], [], []
    for place, statement, vector, references in _each(material):
        if material.groups[place] < from_group:
            continue
        kept = [row for row, reference in enumerate(references) if reference.behaviour_id not in statement.also]
        features.append(bearing_features([statement.text], vector, references)[0][kept])
        labels.append([_bears(statement, references[row]) for row in kept])
        owners.append([place] * len(kept))
        places.append(kept)
    return Rows(
        np.concatenate(features),
        np.concatenate(labels).astype(float),
        material.groups[np.concatenate(owners)],
        np.concatenate(owners),
        np.concatenate(places),
    )


def polarity_rows(material: Material) -> Rows:
    """Return one row per showing or contrary statement: is it the contrary?"""
    return _own_rows(material, ("shown", "contrary"), polarity_features, lambda item: float(item.label == "contrary"))


def point_rows(material: Material) -> Rows:
    """Return one row per showing statement: which point was it written for?"""
    return _own_rows(material, ("shown",), point_features, lambda item: float(item.point or 0))


def _own_rows(
    material: Material,
    labels: Collection[str],
    compute: Callable[[Sequence[str], Vectors, Reference], Features],
    target: Callable[[Labelled], float],
) -> Rows:
    features, targets, places, columns = [], [], [], []
    for place, statement, vector, references in _each(material):
        if statement.label in labels:
            column = [reference.behaviour_id for reference in references].index(statement.behaviour_id)
            features.append(compute([statement.text], vector, references[column])[0])
            targets.append(target(statement))
            places.append(place)
            columns.append(column)
    return Rows(np.array(features), np.array(targets), material.groups[places], np.array(places), np.array(columns))


def _each(material: Material) -> Iterator[tuple[int, Labelled, Vectors, list[Reference]]]:
    for place, statement in enumerate(material.statements):
        references = [without(reference, [statement]) for reference in material.references[material.groups[place]]]
        yield place, statement, material.vectors[place : place + 1], references


def _bears(statement: Labelled, reference: Reference) -> bool:
    return statement.label != "unrelated" and statement.behaviour_id == reference.behaviour_id
