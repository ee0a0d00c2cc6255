"""Put the heads together: rules over the encoder first, then rules over their answers and the features."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.assess.heads import Heads, Linear, Phrases, VisionHead
from evals.training.fitting import (
    Array,
    Fit,
    fit_logistic,
    fit_phrases,
    fit_ridge,
    fold_of,
    phrases_unseen,
    predict_unseen,
)
from evals.training.rows import Material, Rows, bearing_rows, point_rows, polarity_rows
from evals.training.thresholds import Judged, choose_cuts, largest_safe, sigmoid, smallest_precise
from evals.training.tuning import PARTS
from evals.training.vision_head import View, fit_view

CONTRARY_AS_SHOWN = 0.06
"""Largest accepted share of contrary statements that pass as showing, among those not seen."""
CONTRARY_PRECISION = 0.80
"""Smallest accepted share of right calls among statements called contrary."""
BEARING_PRECISION = 0.45
"""Smallest accepted share of right calls among statements said to bear on a behaviour."""
TUNING_WEIGHT = 8.0
"""A tuning row counts this often: it is by another hand than the examples it is compared with, as accounts are."""

_WORDING = fit_logistic(0.003)
_WORK = fit_logistic(0.003, balanced=True)
_WORDING_POINT = fit_ridge(3000.0)
_STACKED = fit_logistic(1.0)
_POINT = fit_ridge(10.0)
_NO_CONFIDENCE = Linear(mean=(), scale=(), weights=(), bias=0.0)


@dataclass(frozen=True)
class Layer:
    """A rule on all rows, and the rules by fold that had not seen it."""

    whole: Linear
    by_fold: tuple[Linear, ...]

    def at(self, fold: int | None) -> Linear:
        """Return the rule that has not seen `fold`."""
        return self.whole if fold is None else self.by_fold[fold]


@dataclass(frozen=True)
class Stacked:
    """All rows with the first rules' answers, each by a rule that had not seen the row."""

    bearing: Rows
    polarity: Rows
    point: Rows
    known: Rows
    """The bearing rows of the demo vision, with the vision head's view."""
    work: Layer
    leaning: Layer
    worded: Layer
    phrases: tuple[Phrases, tuple[Phrases, ...]]
    view: View
    vision: str
    """The fingerprint of the demo vision's behaviours."""
    groups: int

    def tuning_parts(self, fold: int) -> list[int]:
        """Return the tuning parts (0 to 4) in this fold."""
        return [part for part in range(PARTS) if fold_of(np.array([self.groups - PARTS + part]))[0] == fold]

    def judged(self) -> tuple[Judged, Judged, Judged]:
        """Return predictions and labels of the tuning rows, by rules that had not seen them."""
        return _judge(self.known), _judge(self.polarity), _judge_points(self.point)


def stack(material: Material, behaviours: tuple[str, ...], vision: str) -> Stacked:
    """Fit the first rules and add their answers to the rows."""
    count = len(material.references)
    weight = np.where(np.arange(count) >= count - PARTS - 1, TUNING_WEIGHT, 1.0)
    polarity, point = polarity_rows(material), point_rows(material)
    bearing = bearing_rows(material, from_group=count - PARTS)
    wording = material.wording.astype(np.float64)
    described = np.array([float(statement.label != "unrelated") for statement in material.statements])
    work, work_layer = _layer(_WORK, wording, described, weight[material.groups], material.groups)
    leaning, leaning_layer = _layer(_WORDING, *_of(polarity, wording, weight))
    worded, worded_layer = _layer(_WORDING_POINT, *_of(point, wording, weight))
    texts = [material.statements[place].text for place in polarity.statements]
    phrasing, phrase_rules = phrases_unseen(texts, polarity.labels, weight[polarity.groups], polarity.groups)
    view = fit_view(material, np.arange(count - PARTS - 2, count), behaviours)
    general = bearing.plus(work[bearing.statements])
    return Stacked(
        bearing=general,
        polarity=_tuned(polarity.plus(leaning, phrasing), count),
        point=_tuned(point.plus(worded), count),
        known=general.plus(view.unseen[general.statements, _columns(general, material, behaviours)]),
        work=work_layer,
        leaning=leaning_layer,
        worded=worded_layer,
        phrases=(fit_phrases(texts, polarity.labels, weight[polarity.groups]), phrase_rules),
        view=view,
        vision=vision,
        groups=count,
    )


def _tuned(rows: Rows, count: int) -> Rows:
    """Return the rows of the accounts to tune on: only those has the reader not been trained on."""
    return rows.only(rows.groups >= count - PARTS)


def assemble(parts: Stacked, fold: int | None, encoder: str) -> Heads:
    """Fit the second rules without `fold` (None: on everything) and return the heads, with thresholds."""
    polarity, known = _judge(parts.polarity), _judge(parts.known)
    shows_up_to = largest_safe(*polarity, share=CONTRARY_AS_SHOWN)
    return Heads(
        version=f"{parts.groups}-groups",
        encoder=encoder,
        trained_on=(),
        wording_polarity=parts.leaning.at(fold),
        phrase_polarity=parts.phrases[0] if fold is None else parts.phrases[1][fold],
        wording_point=parts.worded.at(fold),
        wording_work=parts.work.at(fold),
        bearing=_fit(parts.bearing, fold),
        polarity=_fit(parts.polarity, fold),
        point=_fit(parts.point, fold, points=True),
        bears_from=smallest_precise(*_judge(parts.bearing), precision=BEARING_PRECISION),
        shows_up_to=shows_up_to,
        contrary_from=max(shows_up_to, smallest_precise(*polarity, precision=CONTRARY_PRECISION)),
        showing_strength=0.0,
        contrary_strength=0.0,
        point_cuts=choose_cuts(*_judge_points(parts.point)),
        vision=VisionHead(
            behaviours=parts.view.behaviours,
            fingerprint=parts.vision,
            rules=parts.view.rules if fold is None else parts.view.by_fold[fold],
            bearing=_fit(parts.known, fold),
            bears_from=smallest_precise(*known, precision=BEARING_PRECISION),
        ),
        confidence=_NO_CONFIDENCE,
    )


def _fit(rows: Rows, fold: int | None, *, points: bool = False) -> Linear:
    kept = rows if fold is None else rows.only(fold_of(rows.groups) != fold)
    return (_POINT if points else _STACKED)(kept.features, kept.labels, np.ones(len(kept.labels)))


def _judge(rows: Rows) -> Judged:
    values, _ = predict_unseen(_STACKED, rows.features, rows.labels, np.ones(len(rows.labels)), rows.groups)
    return sigmoid(values), rows.labels


def _judge_points(rows: Rows) -> Judged:
    values, _ = predict_unseen(_POINT, rows.features, rows.labels, np.ones(len(rows.labels)), rows.groups)
    return values, rows.labels


def _layer(fit: Fit, features: Array, labels: Array, weights: Array, groups: NDArray[np.int64]) -> tuple[Array, Layer]:
    values, rules = predict_unseen(fit, features, labels, weights, groups)
    return values, Layer(fit(features, labels, weights), rules)


def _of(rows: Rows, wording: Array, weight: Array) -> tuple[Array, Array, Array, NDArray[np.int64]]:
    return wording[rows.statements], rows.labels, weight[rows.groups], rows.groups


def _columns(rows: Rows, material: Material, behaviours: tuple[str, ...]) -> NDArray[np.int64]:
    """Return for each row of the demo vision the place of its behaviour in the vision head."""
    ids = [material.references[-1][place].behaviour_id for place in rows.places]
    return np.array([behaviours.index(behaviour_id) for behaviour_id in ids])
