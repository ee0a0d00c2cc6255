"""Training material: labelled statements of several organisations, each behaviour ready to be compared with."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from coach.assess.neutral import Neutral
from coach.assess.reference import Reference, stems
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.knowledge.material import Material, material_of

_DATASETS = Path(__file__).resolve().parents[1] / "datasets"
TRAINING_FILES = (_DATASETS / "training_statements.jsonl", _DATASETS / "training_statements_2.jsonl")
ORGANISATIONS_FILE = _DATASETS / "training_organisations.jsonl"
"""Invented organisations with whole accounts, every piece of evidence in them marked."""
NOISE_FILE = _DATASETS / "training_noise.jsonl"


@dataclass(frozen=True)
class Labelled:
    """One statement with what its authors meant it to show."""

    text: str
    behaviour_id: str
    label: str
    """shown, contrary or unrelated."""
    point: int | None
    place: int | None
    """Its place among the behaviour's own showing or contrary texts, so that it is never compared with itself."""
    also: frozenset[str] = frozenset()
    """Other behaviours that it bears on too: it is no example of not bearing on them."""


@dataclass(frozen=True)
class Organisation:
    """The behaviours of one organisation and the statements filed under them."""

    name: str
    materials: tuple[Material, ...]
    statements: tuple[Labelled, ...]


def read_training_organisations(paths: Collection[Path] = TRAINING_FILES) -> tuple[Organisation, ...]:
    """Read the labelled statements of other organisations."""
    grouped: dict[str, list[dict[str, object]]] = {}
    for line in (line for path in paths for line in path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        grouped.setdefault(row["organisation"], []).append(row)
    return tuple(_organisation(name, rows) for name, rows in grouped.items())


def _organisation(name: str, rows: list[dict[str, object]]) -> Organisation:
    materials, statements = [], []
    for row in rows:
        material, labelled = _behaviour(row)
        materials.append(material)
        statements.extend(labelled)
    return Organisation(name, tuple(materials), tuple(statements))


def _behaviour(row: dict) -> tuple[Material, list[Labelled]]:  # type: ignore[type-arg]
    shown = [item for item in row["statements"] if item["label"] == "shown"]
    contrary = [item for item in row["statements"] if item["label"] == "contrary"]
    unrelated = [item for item in row["statements"] if item["label"] == "unrelated"]
    anchors = [(anchor["text"], anchor["point"]) for anchor in row["anchors"]]
    showing = [(item["text"], item["point"]) for item in shown] + anchors
    behaviour_id = row["behaviour_id"]
    material = Material(
        behaviour_id=behaviour_id,
        about=(f"{row['name']}. {row['summary']}", *row["do"], *(text for text, _ in anchors)),
        showing=tuple(text for text, _ in showing),
        points=tuple(point for _, point in showing),
        contrary=tuple(item["text"] for item in contrary),
        avoid=tuple(row["dont"]),
    )
    labelled = [Labelled(s["text"], behaviour_id, "shown", s["point"], n) for n, s in enumerate(shown)]
    labelled += [Labelled(s["text"], behaviour_id, "contrary", None, n) for n, s in enumerate(contrary)]
    labelled += [Labelled(s["text"], behaviour_id, "unrelated", None, None) for s in unrelated]
    return material, labelled


def organisation_of(knowledge: KnowledgeBase) -> Organisation:
    """Turn a knowledge base's own examples into labelled statements."""
    materials = tuple(material_of(behaviour, knowledge.roles) for behaviour in knowledge.behaviours)
    statements = []
    for behaviour, material in zip(knowledge.behaviours, materials, strict=True):
        examples = {text for anchor in behaviour.anchors for text in anchor.examples}
        statements += [
            Labelled(text, behaviour.id, "shown", point, place)
            for place, (text, point) in enumerate(zip(material.showing, material.points, strict=True))
            if text in examples
        ]
        statements += [
            Labelled(text, behaviour.id, "contrary", None, place) for place, text in enumerate(material.contrary)
        ]
    return Organisation("larkmoor", materials, tuple(statements))


def make_texts_neutral(organisation: Organisation, neutral: Neutral) -> Organisation:
    """Return the organisation with every text as the encoder reads it."""

    def texts(found: Sequence[str]) -> tuple[str, ...]:
        return tuple(neutral(text) for text in found)

    materials = tuple(
        replace(m, about=texts(m.about), showing=texts(m.showing), contrary=texts(m.contrary), avoid=texts(m.avoid))
        for m in organisation.materials
    )
    return replace(
        organisation,
        materials=materials,
        statements=tuple(replace(item, text=neutral(item.text)) for item in organisation.statements),
    )


def without(reference: Reference, statements: Collection[Labelled]) -> Reference:
    """Return the reference as it would be had these statements never been written."""
    own = [item for item in statements if item.behaviour_id == reference.behaviour_id]
    placed = [(item, item.place) for item in own if item.place is not None]
    showing = [place for item, place in placed if item.label == "shown"]
    contrary = [place for item, place in placed if item.label == "contrary"]
    gone = Counter(stem for item, _ in placed for stem in stems(item.text))
    return replace(
        reference,
        showing=np.delete(reference.showing, showing, axis=0),
        points=np.delete(reference.points, showing),
        contrary=np.delete(reference.contrary, contrary, axis=0),
        words={stem: count - gone[stem] for stem, count in reference.words.items()},
    )


def read_noise(path: Path = NOISE_FILE) -> Iterator[str]:
    """Yield sentences of accounts that say nothing about how the work is done."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["text"]
