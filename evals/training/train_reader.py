"""Train the encoder further, so that a statement lies near what it shows and apart from its opposite.

Run it by hand, in an environment of its own (`torch`, `transformers`, and this project without its locks)::

    python -m evals.training.train_reader FOLDER_WITH_THE_ORIGINAL FOLDER_FOR_THE_READER

then export it: `python -m evals.training.export_encoder FOLDER_FOR_THE_READER coach/embedding/reader`.

Each step takes statements of one organisation and a few texts of each of its behaviours, and asks which behaviour a
statement shows or contradicts, or none (prototypical networks: Snell, Swersky and Zemel 2017). A statement is never
compared with itself. Questions lie near the behaviour they ask about, whichever way. Half of the time a statement is
told in another manner (by another hand, or made sloppier by rule), and both tellings must get the same answer. What is
read: the files that `reader_material` names; never a golden account, a tuning account or a test set.

The arithmetic is bfloat16, which halves the time on processors that have it; the weights are kept and moved in float32.
"""

import json
import math
import random
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

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

SEED, EPOCHS, BATCH = 0, 8.0, 64
RATE, HEAD_RATE, WARM_UP = 1.2e-4, 2e-3, 40
_LENGTH, _PIECE, _VISION = 96, 64, 8
_ABOUT, _EXAMPLES = 2, 4
_RETOLD, _SLOPPY = 0.6, 0.35
"""How often a statement that has twins is one of them, and how often another is made sloppier by rule."""
_PAIRS = 24
"""So many retold statements of a batch are also read as they were first told."""
_AGREE = 0.5
_TINY = 1e-9


@dataclass(frozen=True)
class Asked:
    """A question, and the behaviours that it asks about; none where nothing answers it."""

    text: str
    about: frozenset[str]


Sample = Labelled | Asked
Twins = Mapping[str, Sequence[str]]
"""A text, as it is read, to its other tellings."""


class Reader(nn.Module):
    """The encoder with what training adds: a place for "none", a sharpness, and a rule for the scale point."""

    def __init__(self, original: Path) -> None:
        """Start from the original; its word vectors stay as they are."""
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(original)
        self.bert = AutoModel.from_pretrained(original, attn_implementation="eager")
        for parameter in self.bert.embeddings.word_embeddings.parameters():
            parameter.requires_grad = False
        self.none, self.sharpness = nn.Parameter(torch.tensor(0.3)), nn.Parameter(torch.tensor(math.log(12.0)))
        self.point, self.work = nn.Linear(384, 1), nn.Linear(384, 1)

    def forward(self, texts: Sequence[str]) -> torch.Tensor:
        """Return the mean of each text's last layer, shape (texts, 384)."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        rows: list[torch.Tensor] = [torch.empty(0)] * len(texts)
        for start in range(0, len(order), _PIECE):
            places = order[start : start + _PIECE]
            chosen = [texts[place] for place in places]
            batch = self.tokenizer(chosen, padding=True, truncation=True, max_length=_LENGTH, return_tensors="pt")
            layer, mask = self.bert(**batch).last_hidden_state.float(), batch["attention_mask"].unsqueeze(-1).float()
            means = (layer * mask).sum(1) / mask.sum(1)
            for row, place in enumerate(places):
                rows[place] = means[row]
        return torch.stack(rows)


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
        cut = [samples[start : start + BATCH] for start in range(0, len(samples), BATCH)]
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


def loss_of(
    reader: Reader, batch: Sequence[Sample], support: Support, firsts: Sequence[tuple[int, str]]
) -> torch.Tensor:
    """Return how far the batch lies from where it belongs, and retold statements from their first telling."""
    means = reader([*(sample.text for sample in batch), *support.texts, *(text for _, text in firsts)])
    units = nn.functional.normalize(means, dim=1)
    samples, texts = units[: len(batch)], units[len(batch) : len(batch) + len(support.texts)]
    shows = torch.stack([texts[start:middle].mean(0) for start, middle, _ in support.sides])
    opposes = torch.stack([texts[middle:end].mean(0) for _, middle, end in support.sides])
    prototypes = nn.functional.normalize(torch.cat([shows, opposes]), dim=1)
    target, ignored = _targets(batch, support.behaviours)
    logs = _places(reader, samples, prototypes, ignored)
    near = -torch.logsumexp(logs + torch.log(target + _TINY), dim=1).mean()
    smooth = -0.04 * logs.masked_fill(ignored, 0.0).mean()
    loss = near + smooth + _point_loss(reader, batch, means[: len(batch)]) + _work_loss(reader, batch, means)
    if not firsts:
        return loss
    places = [place for place, _ in firsts]
    before = _places(reader, units[len(batch) + len(support.texts) :], prototypes, ignored[places])
    return loss + _AGREE * _apart(logs[places], before)


def _places(reader: Reader, units: torch.Tensor, prototypes: torch.Tensor, ignored: torch.Tensor) -> torch.Tensor:
    """Return the log-probabilities of the places: each behaviour's two sides, then none."""
    none = reader.none.expand(len(units), 1)
    values = torch.cat([units @ prototypes.T, none], dim=1) * reader.sharpness.exp()
    return torch.log_softmax(values.masked_fill(ignored, -1e4), dim=1)


def _apart(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Return the symmetric Kullback-Leibler divergence of two tellings."""
    return ((first.exp() - second.exp()) * (first - second)).sum(1).mean() / 2


def _targets(batch: Sequence[Sample], behaviours: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
    count = len(behaviours)
    target = torch.zeros(len(batch), 2 * count + 1)
    ignored = torch.zeros_like(target, dtype=torch.bool)
    for row, sample in enumerate(batch):
        if isinstance(sample, Asked):
            for name in sample.about:
                target[row, behaviours.index(name)] = target[row, count + behaviours.index(name)] = 1
            target[row, 2 * count] = float(not sample.about)
            continue
        if sample.label == "unrelated":
            target[row, 2 * count] = 1
        else:
            target[row, behaviours.index(sample.behaviour_id) + (count if sample.label == "contrary" else 0)] = 1
        for name in sample.also & set(behaviours):
            ignored[row, behaviours.index(name)] = ignored[row, count + behaviours.index(name)] = True
    return target, ignored


def _point_loss(reader: Reader, batch: Sequence[Sample], means: torch.Tensor) -> torch.Tensor:
    rows = [(row, s.point) for row, s in enumerate(batch) if isinstance(s, Labelled) and s.label == "shown" and s.point]
    if not rows:
        return torch.tensor(0.0)
    said = reader.point(means[[row for row, _ in rows]]).squeeze(1) + 2.5
    return 0.3 * nn.functional.smooth_l1_loss(said, torch.tensor([float(point) for _, point in rows]))


def _work_loss(reader: Reader, batch: Sequence[Sample], means: torch.Tensor) -> torch.Tensor:
    rows = [(row, float(s.label != "unrelated")) for row, s in enumerate(batch) if isinstance(s, Labelled)]
    if not rows:
        return torch.tensor(0.0)
    said = reader.work(means[[row for row, _ in rows]]).squeeze(1)
    return 0.2 * nn.functional.binary_cross_entropy_with_logits(said, torch.tensor([label for _, label in rows]))


def train(original: Path, target: Path, seed: int = SEED) -> None:
    """Train and write the reader's weights."""
    random.seed(seed)
    torch.manual_seed(seed)
    organisations, asked, noise, twins = reader_material()
    reader = Reader(original)
    exact = Exact(reader)
    queue = episodes(organisations, noise, asked)
    steps = int(len(queue) * EPOCHS)
    optimiser, schedule = _optimiser(exact.named, steps)
    print(f"{sum(len(item.statements) for item in organisations)} statements, {len(asked)} questions, {steps} steps")
    lost: list[float] = []
    for step in range(1, steps + 1):
        queue = queue or episodes(organisations, noise, asked)
        place, batch = queue.pop()
        told, firsts = retell(batch, twins)
        loss = loss_of(reader, told, draw_support(organisations[place], batch, organisations), firsts)
        loss.backward()
        exact.take_gradients()
        nn.utils.clip_grad_norm_(exact.named.values(), 1.0)
        optimiser.step()
        schedule.step()
        exact.give_weights()
        lost.append(float(loss.detach()))
        if step % 20 == 0:
            print(f"step {step}: loss {sum(lost[-20:]) / 20:.3f}", flush=True)
    target.mkdir(parents=True, exist_ok=True)
    reader.float()
    exact.give_weights()
    reader.bert.save_pretrained(target)
    shutil.copyfile(original / "tokenizer.json", target / "tokenizer.json")


class Exact:
    """The weights in float32 beside a model that reckons in bfloat16: small steps would be lost there."""

    def __init__(self, reader: Reader) -> None:
        """Keep a copy of what is trained, and make the encoder reckon coarsely."""
        self.named = {
            name: nn.Parameter(p.detach().clone().float()) for name, p in reader.named_parameters() if p.requires_grad
        }
        self._coarse = dict(reader.named_parameters())
        reader.bert.bfloat16()

    def take_gradients(self) -> None:
        """Move the gradients over."""
        for name, exact in self.named.items():
            coarse = self._coarse[name]
            exact.grad = None if coarse.grad is None else coarse.grad.float()
            coarse.grad = None

    def give_weights(self) -> None:
        """Write the weights back."""
        with torch.no_grad():
            for name, exact in self.named.items():
                self._coarse[name].copy_(exact)


def _optimiser(named: Mapping[str, nn.Parameter], steps: int) -> tuple[Any, Any]:
    groups = [
        {"params": [p for name, p in named.items() if name.startswith("bert")], "lr": RATE},
        {"params": [p for name, p in named.items() if not name.startswith("bert")], "lr": HEAD_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)

    def share(step: int) -> float:
        return min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, share)


if __name__ == "__main__":
    train(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
