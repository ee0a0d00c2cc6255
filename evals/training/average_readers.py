"""Average the weights of several trained readers: one reader as good as many together, and no larger.

Run it by hand, in the environment of `evals.training.train_reader`::

    python -m evals.training.average_readers FOLDER_1 FOLDER_2 ... FOLDER_FOR_THE_READER

All must have been trained from the same original ("model soups": Wortsman et al. 2022).
"""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import AutoModel


def average(readers: Sequence[Path], target: Path) -> None:
    """Write the mean of the readers' weights, with the tokenizer of the first."""
    models = [AutoModel.from_pretrained(folder) for folder in readers]
    states = [model.state_dict() for model in models]
    mean = {
        name: torch.stack([state[name] for state in states]).mean(0) if value.is_floating_point() else value
        for name, value in states[0].items()
    }
    models[0].load_state_dict(mean)
    target.mkdir(parents=True, exist_ok=True)
    models[0].save_pretrained(target)
    shutil.copyfile(readers[0] / "tokenizer.json", target / "tokenizer.json")


if __name__ == "__main__":
    *_readers, _target = map(Path, sys.argv[1:])
    average(_readers, _target)
