"""Train the encoder further, so that a statement lies near what it shows and apart from its opposite.

Run it by hand, in an environment of its own (`torch`, `transformers`, and this project without its locks)::

    python -m evals.training.train_reader FOLDER_WITH_THE_ORIGINAL FOLDER_FOR_THE_READER

then export it: `python -m evals.training.export_encoder FOLDER_FOR_THE_READER coach/embedding/reader`.

Each step takes statements of one organisation and a few texts of each of its behaviours, and asks which behaviour a
statement shows or contradicts, or none (prototypical networks: Snell, Swersky and Zemel 2017). A statement is never
compared with itself. Questions lie near the behaviour they ask about, whichever way. What is read: the files that
`reader_material` names; never a golden account, a tuning account or a test set.
"""

import json
import math
import random
import sys
from collections.abc import Iterator, Sequence
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
from evals.questions import DEV_2_FILE, DEV_FILE
from evals.training.material import (
    Labelled,
    Organisation,
    make_texts_neutral,
    organisation_of,
    read_noise,
    read_training_organisations,
)
from evals.training.tuning import read_whole_organisations, training_statements

SEED, EPOCHS, BATCH = 0, 4.0, 64
RATE, HEAD_RATE, WARM_UP = 9e-5, 2e-3, 20
_LENGTH, _PIECE, _VISION = 96, 40, 8
_ABOUT, _EXAMPLES = 2, 4
_TINY = 1e-9


@dataclass(frozen=True)
class Asked:
    """A question, and the behaviours that it asks about; none where nothing answers it."""

    text: str
    about: frozenset[str]


Sample = Labelled | Asked


class Reader(nn.Module):
    """The encoder with what training adds: a place for "none", a sharpness, and a rule for the scale point."""

    def __init__(self, original: Path) -> None:
        """Start from the original; its word vectors stay as they are."""
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(original)
        self.bert = AutoModel.from_pretrained(original, attn_implementation="sdpa")
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
            layer, mask = self.bert(**batch).last_hidden_state, batch["attention_mask"].unsqueeze(-1).float()
            means = (layer * mask).sum(1) / mask.sum(1)
            for row, place in enumerate(places):
                rows[place] = means[row]
        return torch.stack(rows)


def reader_material() -> tuple[list[Organisation], list[Asked], list[str]]:
    """Return the organisations (the demo one last), the questions about it, and sentences of no evidence."""
    knowledge = load_knowledge(content_folder("knowledge"), today=datetime.now(UTC).date())
    neutral = make_neutral(Redactor(), own_words(knowledge))
    base = organisation_of(knowledge)
    demo = replace(base, statements=(*base.statements, *training_statements()))
    organisations = [*read_training_organisations(), *read_whole_organisations(), demo]
    asked = [question for path in (DEV_FILE, DEV_2_FILE) for question in _questions(path)]
    return [make_texts_neutral(organisation, neutral) for organisation in organisations], asked, list(read_noise())


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


def loss_of(reader: Reader, batch: Sequence[Sample], support: Support) -> torch.Tensor:
    """Return how far the batch lies from where it belongs."""
    means = reader([*(sample.text for sample in batch), *support.texts])
    units = nn.functional.normalize(means, dim=1)
    samples, texts = units[: len(batch)], units[len(batch) :]
    shows = torch.stack([texts[start:middle].mean(0) for start, middle, _ in support.sides])
    opposes = torch.stack([texts[middle:end].mean(0) for _, middle, end in support.sides])
    prototypes = nn.functional.normalize(torch.cat([shows, opposes]), dim=1)
    none = reader.none.expand(len(batch), 1)
    values = torch.cat([samples @ prototypes.T, none], dim=1) * reader.sharpness.exp()
    target, ignored = _targets(batch, support.behaviours)
    logs = torch.log_softmax(values.masked_fill(ignored, -1e4), dim=1)
    near = -torch.logsumexp(logs + torch.log(target + _TINY), dim=1).mean()
    smooth = -0.04 * logs.masked_fill(ignored, 0.0).mean()
    return near + smooth + _point_loss(reader, batch, means) + _work_loss(reader, batch, means)


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


def train(original: Path, target: Path) -> None:
    """Train and write the reader's weights."""
    random.seed(SEED)
    torch.manual_seed(SEED)
    organisations, asked, noise = reader_material()
    reader = Reader(original)
    queue = episodes(organisations, noise, asked)
    steps = int(len(queue) * EPOCHS)
    optimiser, schedule = _optimiser(reader, steps)
    print(f"{sum(len(item.statements) for item in organisations)} statements, {len(asked)} questions, {steps} steps")
    lost: list[float] = []
    for step in range(1, steps + 1):
        queue = queue or episodes(organisations, noise, asked)
        place, batch = queue.pop()
        loss = loss_of(reader, batch, draw_support(organisations[place], batch, organisations))
        loss.backward()
        nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        lost.append(float(loss))
        if step % 20 == 0:
            print(f"step {step}: loss {sum(lost[-20:]) / 20:.3f}", flush=True)
    target.mkdir(parents=True, exist_ok=True)
    reader.bert.save_pretrained(target)
    reader.tokenizer.save_pretrained(target)


def _optimiser(reader: Reader, steps: int) -> tuple[Any, Any]:
    named = [(name, p) for name, p in reader.named_parameters() if p.requires_grad]
    groups = [
        {"params": [p for name, p in named if name.startswith("bert")], "lr": RATE},
        {"params": [p for name, p in named if not name.startswith("bert")], "lr": HEAD_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)

    def share(step: int) -> float:
        return min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, share)


if __name__ == "__main__":
    train(Path(sys.argv[1]), Path(sys.argv[2]))
