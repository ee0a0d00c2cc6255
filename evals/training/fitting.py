"""Fit linear rules, and predict for organisations that a rule has not seen."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import normalize

from coach.assess.heads import Linear, Phrases, phrases_in

Array = NDArray[np.float64]
Groups = NDArray[np.int64]
Fit = Callable[[Array, Array, Array], Linear]
"""Features, labels and weights of the rows to a rule."""

FOLDS = 5
_PHRASE_STRENGTH = 3.0
_PHRASE_IN = 3
"""A phrase counts if it occurs in at least this many texts."""


def fit_logistic(strength: float, *, balanced: bool = False) -> Fit:
    """Return a function that fits a logistic rule; `strength` is the inverse of the regularisation."""

    def fit(features: Array, labels: Array, weights: Array) -> Linear:
        mean, scale = _standard(features)
        model = LogisticRegression(C=strength, max_iter=5000, class_weight="balanced" if balanced else None)
        model.fit((features - mean) / scale, labels, sample_weight=weights)
        return _linear(mean, scale, model.coef_[0], float(model.intercept_[0]))

    return fit


def fit_ridge(penalty: float) -> Fit:
    """Return a function that fits a linear rule with a numeric target."""

    def fit(features: Array, labels: Array, weights: Array) -> Linear:
        mean, scale = _standard(features)
        model = Ridge(penalty).fit((features - mean) / scale, labels, sample_weight=weights)
        return _linear(mean, scale, model.coef_, float(model.intercept_))

    return fit


def fit_phrases(texts: Sequence[str], labels: Array, weights: Array) -> Phrases:
    """Fit a rule over the words and short phrases that occur often enough."""
    vectoriser = CountVectorizer(analyzer=lambda text: sorted(phrases_in(text)), binary=True, min_df=_PHRASE_IN)
    model = LogisticRegression(C=_PHRASE_STRENGTH, max_iter=5000)
    model.fit(normalize(vectoriser.fit_transform(texts).astype(float)), labels, sample_weight=weights)
    names = vectoriser.get_feature_names_out().tolist()
    return Phrases(
        weights=dict(zip(names, np.round(model.coef_[0], 3).tolist(), strict=True)),
        bias=round(float(model.intercept_[0]), 3),
    )


def predict_unseen(
    fit: Fit, features: Array, labels: Array, weights: Array, groups: Groups
) -> tuple[Array, tuple[Linear, ...]]:
    """Return each row's value by a rule fitted on the groups of the other folds, and these rules by fold."""
    values, folds, rules = np.zeros(len(labels)), fold_of(groups), []
    for fold in range(FOLDS):
        held = folds == fold
        rules.append(fit(features[~held], labels[~held], weights[~held]))
        values[held] = rules[-1].value(features[held])
    return values, tuple(rules)


def phrases_unseen(
    texts: Sequence[str], labels: Array, weights: Array, groups: Groups
) -> tuple[Array, tuple[Phrases, ...]]:
    """Return each text's value by phrases fitted on the groups of the other folds, and these rules by fold."""
    values, folds, rules = np.zeros(len(labels)), fold_of(groups), []
    every = np.array(texts, dtype=object)
    for fold in range(FOLDS):
        held = folds == fold
        rules.append(fit_phrases(every[~held].tolist(), labels[~held], weights[~held]))
        values[held] = rules[-1].value(every[held].tolist())
    return values, tuple(rules)


def fold_of(groups: Groups) -> Groups:
    """Return the fold of each row: whole organisations or tuning parts, never pieces of one."""
    return groups % FOLDS


def _standard(features: Array) -> tuple[Array, Array]:
    scale = features.std(axis=0)
    return features.mean(axis=0), np.where(scale > 1e-3, scale, 1.0)


def _linear(mean: Array, scale: Array, weights: Array, bias: float) -> Linear:
    return Linear(
        mean=tuple(np.round(mean, 5).tolist()),
        scale=tuple(np.round(scale, 5).tolist()),
        weights=tuple(np.round(weights, 5).tolist()),
        bias=round(bias, 5),
    )
