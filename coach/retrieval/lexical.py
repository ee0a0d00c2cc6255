"""The lexical index: BM25 over word stems, built in memory, and the share of a question's words that a passage has."""

import math
import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from bm25s import BM25

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_APOSTROPHES = str.maketrans("\u2019\u02bc", "''")
_ENDINGS = (
    ("ingly", ""),
    ("edly", ""),
    ("ing", ""),
    ("ies", "y"),
    ("ied", "y"),
    ("ed", ""),
    ("es", ""),
    ("s", ""),
    ("ly", ""),
)
_MIN_STEM = 3
_STOP_WORD_LINES = (
    "a about am an and any are as at be been but by can could did do does for from had has have he her his how i if "
    "in into is it its just me might my must no not of on or our out over own shall she should so some than that the "
    "their them then there these they this those to up us was we were what when where which who whom why will with "
    "would you your"
)
_STOP_WORDS = frozenset(_STOP_WORD_LINES.split())


def split_words(text: str) -> list[str]:
    """Return the stems of the words that carry meaning, in order."""
    words = _WORD.findall(text.lower().translate(_APOSTROPHES))
    return [_stem(word) for word in words if word not in _STOP_WORDS]


def _stem(word: str) -> str:
    """Cut common English endings, so that "repairs", "repaired" and "repairing" meet."""
    word = word.replace("'s", "").replace("'", "")
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_STEM:
            word = word[: -len(ending)] + instead
            break
    if len(word) > _MIN_STEM and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word[:-1] if len(word) > _MIN_STEM and word.endswith("e") else word


class LexicalIndex:
    """Rank texts by the words they share with a question."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Index the texts; rows are their positions."""
        self._documents = [split_words(text) for text in texts]
        self._rows = len(self._documents)
        self._postings: dict[str, list[int]] = {}
        for row, words in enumerate(self._documents):
            for word in set(words):
                self._postings.setdefault(word, []).append(row)

    def score(self, query: str) -> NDArray[np.float32]:
        """Return the BM25 score of every row; 0 where no word is shared."""
        known = [word for word in dict.fromkeys(split_words(query)) if word in self._postings]
        if not known:
            return np.zeros(self._rows, dtype=np.float32)
        scores: NDArray[np.float32] = self._bm25.get_scores(known)
        return scores

    @cached_property
    def _bm25(self) -> "BM25":
        # Imported by the first question, because it is slow where scipy is installed, which it then imports too.
        import bm25s

        index = bm25s.BM25(k1=1.5, b=0.75)
        index.index(self._documents, show_progress=False)
        return index

    def coverage(self, query: str) -> float:
        """Return the share of the question's words, weighted by rarity, that the best single text has."""
        words = set(split_words(query))
        weights = {word: self._rarity(word) for word in words}
        if not words:
            return 0.0
        found = np.zeros(self._rows)
        for word in words & self._postings.keys():
            found[self._postings[word]] += weights[word]
        return float(found.max(initial=0.0)) / sum(weights.values())

    def _rarity(self, word: str) -> float:
        having = len(self._postings.get(word, ()))
        return math.log(1 + (self._rows - having + 0.5) / (having + 0.5))
