"""Fit what can be learnt from labelled statements about one vision's own behaviours."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from coach.assess.heads import Linear, VisionHead
from coach.embedding.protocols import Reading
from evals.training.fitting import FOLDS, Array, fold_of
from evals.training.rows import Material

_STRENGTH = 10.0
_WORDING_SCALE = 28.0
"""About the square root of the wording's length, so that vector and wording weigh alike."""
_NONE = "none"


@dataclass(frozen=True)
class View:
    """The rules on all statements, the rules by fold, and each statement's view by rules that had not seen it."""

    behaviours: tuple[str, ...]
    rules: tuple[Linear, ...]
    by_fold: tuple[tuple[Linear, ...], ...]
    unseen: Array
    """An array (statements, behaviours); rows outside the vision's groups are zero."""


def fit_view(material: Material, groups: NDArray[np.int64], behaviours: Sequence[str]) -> View:
    """Fit on the statements of `groups`, which must all be about the same vision."""
    inside = np.isin(material.groups, groups)
    labels = np.array([s.behaviour_id if s.label != "unrelated" else _NONE for s in material.statements])
    ids = tuple(behaviours)
    by_fold = []
    unseen = np.zeros((len(labels), len(ids)))
    for fold in range(FOLDS):
        held = inside & (fold_of(material.groups) == fold)
        rules = _fit(material, inside & ~held, labels, ids)
        by_fold.append(rules)
        unseen[held] = as_head(ids, rules).view(Reading(material.vectors[held], material.wording[held]))
    return View(ids, _fit(material, inside, labels, ids), tuple(by_fold), unseen)


def as_head(behaviours: tuple[str, ...], rules: tuple[Linear, ...]) -> VisionHead:
    """Return a head that can only look, for its view of statements."""
    return VisionHead(behaviours=behaviours, fingerprint="", rules=rules, bearing=_NOT_YET, bears_from=1.0)


def _fit(
    material: Material, rows: NDArray[np.bool_], labels: NDArray[np.str_], ids: tuple[str, ...]
) -> tuple[Linear, ...]:
    features = np.column_stack([material.vectors[rows], material.wording[rows]]).astype(np.float64)
    size = material.vectors.shape[1]
    mean = np.concatenate([np.zeros(size), features[:, size:].mean(axis=0)])
    scale = np.concatenate([np.ones(size), np.maximum(features[:, size:].std(axis=0), 0.01) * _WORDING_SCALE])
    model = LogisticRegression(C=_STRENGTH, max_iter=1000).fit((features - mean) / scale, labels[rows])
    place = {name: row for row, name in enumerate(model.classes_.tolist())}
    return tuple(
        Linear(
            mean=tuple(np.round(mean, 4).tolist()),
            scale=tuple(np.round(scale, 4).tolist()),
            weights=tuple(np.round(model.coef_[place[name]], 3).tolist()),
            bias=round(float(model.intercept_[place[name]]), 4),
        )
        for name in (*ids, _NONE)
    )


_NOT_YET = Linear(mean=(), scale=(), weights=(), bias=0.0)
