"""Numbers that say how a statement lies to a behaviour. The trained heads read these and nothing else.

Every number is a similarity, a share of words or a yes/no about the wording; none depends on who wrote the statement.
"""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.assess.reference import Reference, stems
from coach.embedding.protocols import Vectors

Features = NDArray[np.float64]

BEARING_FEATURES = (
    "topic", "nearest_three", "nearest", "about", "avoid", "words",
    "topic_margin", "nearest_three_margin", "about_margin", "topic_share", "nearest_three_share", "about_share",
    "first_person", "third_person", "intention", "question", "length",
)  # fmt: skip
POLARITY_FEATURES = (
    "nearest_three_contrary", "topic_contrary", "nearest_contrary", "avoid_contrary",
    "negation", "hedge", "reactive", "length",
)  # fmt: skip
POINT_FEATURES = (
    "nearest_point",
    "low_share",
    "second_share",
    "third_share",
    "top_share",
    "prompted",
    "others",
    "length",
)

_FIRST = re.compile(r"\b(?:i|i'm|i've|i'll|im|we|my|our|me|us|we're|we've)\b")
_THIRD = re.compile(
    r"^(?:he|she|they|it|this|that|there|the|my (?:manager|boss|colleague|mate|supervisor|team)|some)\b"
)
_INTENTION = re.compile(
    r"\b(?:should|would|could|want to|wants to|hope|plan to|going to|supposed to|meant to|need to|ought|wish|policy|"
    r"important|believe|think that|passionate|excellent|great at|good at|team player)\b"
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|nothing|none|without|rarely|seldom|hardly|cannot)\b|n't\b|\bdont\b|\bcant\b"
)
_HEDGE = re.compile(
    r"\b(?:just|only|usually|sometimes|if they ask|somebody else|someone else|not my|leave it|let them|up to them|"
    r"their problem|enough|quicker|easier|busy|assume|reckon|hope|later|eventually|anyway)\b"
)
_REACTIVE = re.compile(r"\b(?:if (?:they|he|she|somebody|someone|anyone)|when (?:asked|told|they ask)|unless)\b")
_PROMPTED = re.compile(
    r"\b(?:asks?|asked|told|tells|reminds?|reminded|prompts?|prompted|if (?:they|he|she|somebody|someone)|sometimes|"
    r"try)\b"
)
_OTHERS = re.compile(
    r"\b(?:team|everyone|everybody|colleagues?|others|new (?:starters?|people|staff)|show(?:ed)? the|taught|"
    r"coach(?:ed)?|set up|"
    r"made a|wrote a|board|template|rota|huddle|whole|so that (?:any|every)|we all|we now|started a|trained)\b"
)
_TAU = 0.08
_SHARE_TAU = 0.05


def _top_mean(similarities: NDArray[np.floating[Any]], count: int) -> Features:
    """Return the mean of each row's largest values."""
    if similarities.shape[1] == 0:
        return np.zeros(similarities.shape[0])
    count = min(count, similarities.shape[1])
    largest = np.sort(similarities, axis=1)[:, -count:]
    return np.asarray(largest.mean(axis=1), dtype=np.float64)


def _topic(vectors: Vectors, rows: Vectors) -> Features:
    """Return the cosine to the direction that `rows` share."""
    if len(rows) == 0:
        return np.zeros(len(vectors))
    mean = rows.mean(axis=0)
    return np.asarray(vectors @ (mean / max(float(np.linalg.norm(mean)), 1e-9)), dtype=np.float64)


def _flags(texts: Sequence[str], pattern: re.Pattern[str]) -> Features:
    return np.array([float(bool(pattern.search(text))) for text in texts])


def _normal(texts: Sequence[str]) -> list[str]:
    return [text.lower().replace("’", "'").strip() for text in texts]


def _lengths(texts: Sequence[str]) -> Features:
    return np.log1p([len(text.split()) for text in texts])


def bearing_features(texts: Sequence[str], vectors: Vectors, references: Sequence[Reference]) -> Features:
    """Return an array (statements, behaviours, features) on whether a statement is about a behaviour at all."""
    plain = _normal(texts)
    lexical = _word_shares(plain, references)
    own = np.zeros((len(texts), len(references), 6))
    for column, reference in enumerate(references):
        examples = vectors @ np.concatenate([reference.showing, reference.contrary]).T
        own[:, column, 0] = _topic(vectors, np.concatenate([reference.showing, reference.contrary, reference.about]))
        own[:, column, 1] = _top_mean(examples, 3)
        own[:, column, 2] = _top_mean(examples, 1)
        own[:, column, 3] = _top_mean(vectors @ reference.about.T, 2)
        own[:, column, 4] = _top_mean(vectors @ reference.avoid.T, 1)
        own[:, column, 5] = lexical[:, column]
    margins = np.stack([compare(own[:, :, kind]) for compare in (_margin, _share) for kind in (0, 1, 3)], axis=2)
    wording = np.stack(
        [
            _flags(plain, _FIRST),
            _flags(plain, _THIRD),
            _flags(plain, _INTENTION),
            _flags(plain, _QUESTION),
            _lengths(plain),
        ],
        axis=1,
    )
    repeated = np.repeat(wording[:, None, :], len(references), axis=1)
    return np.concatenate([own, margins, repeated], axis=2)


_QUESTION = re.compile(r"\?")


def _margin(values: Features) -> Features:
    """Return each behaviour's value minus the best value among the others."""
    if values.shape[1] < 2:
        return np.zeros_like(values)
    ordered = np.sort(values, axis=1)
    best_other = np.where(values == ordered[:, -1:], ordered[:, -2:-1], ordered[:, -1:])
    return values - best_other


def _share(values: Features) -> Features:
    """Return each behaviour's share of the whole, larger values counting much more."""
    weights = np.exp((values - values.max(axis=1, keepdims=True)) / _SHARE_TAU)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _word_shares(texts: Sequence[str], references: Sequence[Reference]) -> Features:
    """Return the share of a statement's words that a behaviour uses, rare words counting more."""
    spread = {
        word: sum(reference.words.get(word, 0) > 0 for reference in references)
        for text in texts
        for word in stems(text)
    }
    shares = np.zeros((len(texts), len(references)))
    for row, text in enumerate(texts):
        weights = {word: 1.0 / (1 + spread[word]) for word in stems(text)}
        total = sum(weights.values()) or 1.0
        for column, reference in enumerate(references):
            shares[row, column] = (
                sum(weight for word, weight in weights.items() if reference.words.get(word, 0)) / total
            )
    return shares


def polarity_features(texts: Sequence[str], vectors: Vectors, reference: Reference) -> Features:
    """Return an array (statements, features) on whether statements show a behaviour or its opposite."""
    plain = _normal(texts)
    showing, contrary = vectors @ reference.showing.T, vectors @ reference.contrary.T
    similar = np.stack(
        [
            _top_mean(contrary, 3) - _top_mean(showing, 3),
            _topic(vectors, reference.contrary) - _topic(vectors, reference.showing),
            _top_mean(contrary, 1) - _top_mean(showing, 1),
            _top_mean(vectors @ reference.avoid.T, 1) - _top_mean(vectors @ reference.about.T, 1),
        ],
        axis=1,
    )
    wording = np.stack(
        [_flags(plain, _NEGATION), _flags(plain, _HEDGE), _flags(plain, _REACTIVE), _lengths(plain)], axis=1
    )
    return np.concatenate([similar, wording], axis=1)


def point_features(texts: Sequence[str], vectors: Vectors, reference: Reference) -> Features:
    """Return an array (statements, features) on which scale point statements fit."""
    plain = _normal(texts)
    similarities = vectors @ reference.showing.T
    weights = np.exp((similarities - similarities.max(axis=1, keepdims=True)) / _TAU)
    shares = np.stack(
        [weights[:, reference.points == point].sum(axis=1) / weights.sum(axis=1) for point in (1, 2, 3, 4)], axis=1
    )
    nearest = shares @ np.array([1.0, 2.0, 3.0, 4.0])
    wording = np.stack([_flags(plain, _PROMPTED), _flags(plain, _OTHERS), _lengths(plain)], axis=1)
    return np.concatenate([nearest[:, None], shares, wording], axis=1)
