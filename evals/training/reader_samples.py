"""What the reader is shown while it is trained: batches of one organisation's statements, told in several manners.

What is read: the files that `reader_material` names; never a golden account, a tuning account or a test set.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from coach.assess.neutral import make_neutral
from coach.knowledge.files import load_knowledge
from coach.knowledge.own_words import own_words
from coach.llm.redact import Redactor
from coach.settings import content_folder
from evals.questions import DEV_2_FILE, DEV_FILE, TRAINING_FILE
from evals.training.material import (
    Labelled,
    Organisation,
    make_texts_neutral,
    organisation_of,
    read_noise,
    read_training_organisations,
)
from evals.training.restyle import restyle
from evals.training.tuning import read_twins, read_whole_organisations, training_statements

_BATCH, _VISION = 64, 8
_ABOUT, _EXAMPLES = 2, 4
_RETOLD, _SLOPPY = 0.6, 0.35
"""How often a statement that has twins is one of them, and how often another is made sloppier by rule."""
_PAIRS = 24
"""So many retold statements of a batch are also read as they were first told."""


@dataclass(frozen=True)
class Asked:
    """A question, and the behaviours that it asks about; none where nothing answers it."""

    text: str
    about: frozenset[str]


Sample = Labelled | Asked
Twins = Mapping[str, Sequence[str]]
"""A text, as it is read, to its other tellings."""


def reader_material() -> tuple[list[Organisation], list[Asked], list[str], Twins]:
    """Return the organisations (the demo one last), the questions about it, sentences of no evidence, and twins."""
    knowledge = load_knowledge(content_folder("knowledge"), today=datetime.now(UTC).date())
    neutral = make_neutral(Redactor(), own_words(knowledge))
    base = organisation_of(knowledge)
    demo = replace(base, statements=(*base.statements, *training_statements()))
    organisations = [*read_training_organisations(), *read_whole_organisations(), demo]
    asked = [question for path in (DEV_FILE, DEV_2_FILE, TRAINING_FILE) for question in _questions(path)]
    twins = {neutral(twin.text): [neutral(text) for text in twin.told.values()] for twin in read_twins()}
    return (
        [make_texts_neutral(organisation, neutral) for organisation in organisations],
        asked,
        list(read_noise()),
        twins,
    )


def _questions(path: Path) -> Iterator[Asked]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        about = frozenset(target.split(":")[1] for target in row["targets"] if target.startswith("behaviour:"))
        if about or not row["targets"]:
            yield Asked(row["question"], about)


def episodes(
    organisations: Sequence[Organisation], noise: Sequence[str], asked: Sequence[Asked]
) -> list[tuple[int, list[Sample]]]:
    """Return batches of samples, each of one organisation, in a new order each time."""
    batches: list[tuple[int, list[Sample]]] = []
    for place, organisation in enumerate(organisations):
        extra = [Labelled(text, "", "unrelated", None, None) for text in noise[place :: len(organisations)]]
        samples: list[Sample] = [*organisation.statements, *extra]
        if place == len(organisations) - 1:
            samples += asked
        random.shuffle(samples)
        cut = [samples[start : start + _BATCH] for start in range(0, len(samples), _BATCH)]
        batches += [(place, batch) for batch in cut if len(batch) >= _VISION]
    random.shuffle(batches)
    return batches


@dataclass(frozen=True)
class Support:
    """A few texts of each behaviour; `sides` has where those for it end and those against it end."""

    behaviours: list[str]
    texts: list[str]
    sides: list[tuple[int, int, int]]


def draw_support(organisation: Organisation, batch: Sequence[Sample], others: Sequence[Organisation]) -> Support:
    """Draw texts of every behaviour, none of them in the batch; a small organisation borrows behaviours of others."""
    held = {sample.text for sample in batch}
    materials = list(organisation.materials)
    if len(materials) < _VISION:
        foreign = [m for other in others if other is not organisation for m in other.materials]
        materials += random.sample(foreign, _VISION - len(materials))
    random.shuffle(materials)
    texts: list[str] = []
    sides = []
    for material in materials:
        start = len(texts)
        texts += _some(material.about, _ABOUT) + _some([t for t in material.showing if t not in held], _EXAMPLES)
        middle = len(texts)
        texts += _some(material.avoid, _ABOUT) + _some([t for t in material.contrary if t not in held], _EXAMPLES)
        sides.append((start, middle, len(texts)))
    return Support([material.behaviour_id for material in materials], texts, sides)


def _some(texts: Sequence[str], most: int) -> list[str]:
    return random.sample(list(texts), min(most, len(texts)))


def retell(batch: Sequence[Sample], twins: Twins) -> tuple[list[Sample], list[tuple[int, str]]]:
    """Return the batch with some statements told in another manner, and some places with the first telling."""
    told: list[Sample] = []
    changed = []
    for place, sample in enumerate(batch):
        text = sample.text
        if text in twins and random.random() < _RETOLD:
            text = random.choice(twins[text])
        elif random.random() < _SLOPPY:
            text = restyle(text, random.Random(random.random()))
        if text != sample.text:
            changed.append((place, sample.text))
        told.append(replace(sample, text=text))
    return told, random.sample(changed, min(_PAIRS, len(changed)))
