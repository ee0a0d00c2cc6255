"""Train the encoder further, so that a statement lies near what it shows and apart from its opposite.

Run it by hand, in an environment of its own (`torch`, `transformers`, and this project without its locks)::

    python -m evals.training.train_reader FOLDER_WITH_THE_ORIGINAL FOLDER_FOR_THE_READER

then export it: `python -m evals.training.export_encoder FOLDER_FOR_THE_READER coach/embedding/reader`.

Each step takes statements of one organisation and a few texts of each of its behaviours, and asks which behaviour a
statement shows or contradicts, or none (prototypical networks: Snell, Swersky and Zemel 2017). A statement is never
compared with itself. Questions lie near the behaviour they ask about, whichever way. In about two of five readings a
statement is told in another manner (by another hand, or made sloppier by rule), and both tellings must get the same
answer. What it is shown: `evals.training.reader_samples`.

The arithmetic is bfloat16: a step of 128 texts took 0.37 s instead of 1.00 s on two cores that have it. The weights are
kept and moved in float32.
"""

import math
import random
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

from evals.training.material import Labelled
from evals.training.reader_samples import Asked, Sample, Support, draw_support, episodes, reader_material, retell

SEED, EPOCHS = 0, 8.0
RATE, HEAD_RATE, WARM_UP = 1.2e-4, 2e-3, 40
_LENGTH, _PIECE = 96, 64
_AGREE = 0.5
"""How much it counts that two tellings get the same answer."""
_TINY = 1e-9


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
