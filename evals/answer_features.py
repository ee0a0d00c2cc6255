"""Numbers that say how an answer lies to its question and to the answers that count as right.

Every number is a similarity, a share of words, or a yes/no about the wording; none knows the subject or the asker.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from coach.embedding.protocols import Vectors

FEATURES = (
    "recall", "recall_of_nearest", "precision", "new_words", "order", "letters_of_question",
    "nearest", "question_to_nearest", "same_way", "other_way", "other_way_nearest",
    "negated", "negation_differs", "opposite_of_nearest", "turned_from_all", "turned", "sides_agree", "sides_differ",
    "length", "length_ratio", "short", "does_not_know", "no_word", "speaks_of_self",
)  # fmt: skip

_WORD = re.compile(r"[a-z0-9']+")
_ENDING = re.compile(r"(?:ings?|edly|ed|es|s|ly|ments?|ions?)$")
_SMALL_WORDS = (
    "a an the is are was were be been being it its this that these those to of in on at by for from and or but with as "
    "so there they them he she i you we my your do does did has have had will would can could because if then than "
    "when what why how which who"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|nothing|none|neither|nor|without|cannot|[a-z]+n't|dont|doesnt|didnt|isnt|wont|cant|"
    r"arent|wasnt)\b"
)
_OPPOSITES = (
    ("open opened", "closed close complete"),
    (
        "connected connect connects connection connecting attached joined",
        "separated separate separates disconnected disconnect gap unconnected broken",
    ),
    (
        "higher high increase increases increased more greater larger bigger big raised rise",
        "lower low decrease decreases decreased less smaller fewer small reduced fall",
    ),
    ("same equal identical alike", "different difference differ differs unequal"),
    ("on", "off out"),
    ("positive", "negative"),
    ("hot hotter warm warmer heat", "cold colder cool cooler"),
    ("fast faster quick quicker", "slow slower"),
    ("heavy heavier", "light lighter"),
    ("long longer", "short shorter"),
    ("hard harder", "soft softer"),
    ("before first", "after last"),
    ("above over top up", "below under bottom down"),
    ("always all every", "never none"),
    ("dark darker", "bright brighter"),
    ("strong stronger", "weak weaker"),
    ("full", "empty incomplete"),
    ("wet", "dry"),
    ("true right correct", "false wrong incorrect"),
    ("inside in", "outside"),
    ("rough", "smooth"),
    ("sink sinks", "float floats"),
    ("attract attracts", "repel repels"),
    ("parallel", "series"),
)
_SIDES = {
    word: (number, sign)
    for number, pair in enumerate(_OPPOSITES)
    for sign, words in zip((1, -1), pair, strict=True)
    for word in words.split()
}
"""Word to the number of its pair and its side."""
_BEFORE = 3
"""A negation turns an opposite that follows within so many words."""
_DOES_NOT_KNOW = re.compile(
    r"\b(?:don'?t|do not|didn'?t|not) (?:know|understand|get|sure|remember|care)|\bidk\b|\bno (?:idea|clue)\b|"
    r"\bunsure\b|\bhelp\b|\btell me\b|\bconfused\b|\bi give up\b|\bwhat\b|\banswer\b|\bdunno\b|\bguess|"
    r"\bi (?:can|could)(?:'?t| not)"
)
_SELF = re.compile(r"\b(?:i|i'm|im)\b")
_NO_WORD = re.compile(r"^[^aeiouy]{3,}$|[^aeiouy]{5}|(.)\1\1")
_TAU = 0.1
"""How quickly a reference that is less like the answer loses its say."""


@dataclass(frozen=True)
class Wording:
    """What the words of one text say."""

    text: str

    @cached_property
    def plain(self) -> str:
        """The text in lower case; signs that stand for an apostrophe before a t are one."""
        return re.sub(r"[’^\"](?=t\b)", "'", self.text.lower())

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words in order."""
        return tuple(word.strip("'") for word in _WORD.findall(self.plain) if word.strip("'"))

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The words without their common endings."""
        return tuple(_stem(word) for word in self.words)

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems that are no small words."""
        return frozenset(stem for stem in self.stems if stem not in _SMALL)

    @cached_property
    def letters(self) -> frozenset[str]:
        """Every run of three letters, the gaps between words counted as one."""
        whole = f" {' '.join(self.words)} "
        return frozenset(whole[place : place + 3] for place in range(len(whole) - 2))

    @cached_property
    def is_negated(self) -> bool:
        """Whether it says not, no or never."""
        return bool(_NEGATION.search(self.plain))

    @cached_property
    def sides(self) -> dict[int, int]:
        """Which side of each pair of opposites it names more often."""
        return _summed(_SIDES[word] for word in self.words if word in _SIDES)

    @cached_property
    def claims(self) -> dict[int, int]:
        """Which side of each pair it takes, a negation just before turning it round."""
        return _summed(self._claims())

    def _claims(self) -> Iterable[tuple[int, int]]:
        for place, word in enumerate(self.words):
            if word in _SIDES:
                pair, sign = _SIDES[word]
                is_turned = any(map(_NEGATION.fullmatch, self.words[max(0, place - _BEFORE) : place]))
                yield pair, -sign if is_turned else sign

    @cached_property
    def neutral(self) -> tuple[frozenset[str], int]:
        """What it is about, opposites put together and negations left out; and which way round it says it."""
        about, sign = set[str](), -1 if len(_NEGATION.findall(self.plain)) % 2 else 1
        for word in self.words:
            if word in _SIDES:
                about.add(f"#{_SIDES[word][0]}")
                sign *= _SIDES[word][1]
            elif word not in _SMALL and not _NEGATION.fullmatch(word):
                about.add(_stem(word))
        return frozenset(about), sign


def answer_features(
    answer: str, question: str, references: Sequence[str], embed: Callable[[Sequence[str]], Vectors]
) -> NDArray[np.float64]:
    """Return the numbers named in `FEATURES`.

    Raises:
        ValueError: there is no reference to compare with.
    """
    right = tuple(dict.fromkeys(references))
    if not right:
        raise ValueError("an answer is compared with at least one reference")
    vectors = embed([answer, question, *right])
    likeness = vectors[2:] @ vectors[0]
    nearest = int(np.argmax(likeness))
    said, asked, refs = Wording(answer), Wording(question), [Wording(text) for text in right]
    numbers = (
        _overlaps(said, asked, refs, nearest)
        | {"nearest": float(likeness[nearest]), "question_to_nearest": float(vectors[1] @ vectors[2 + nearest])}
        | _ways(said, refs, likeness)
        | _oppositions(said, refs, likeness)
        | _manner(said, refs)
    )
    return np.array([numbers[name] for name in FEATURES])


def _overlaps(said: Wording, asked: Wording, refs: Sequence[Wording], nearest: int) -> dict[str, float]:
    own, new = said.content, said.content - asked.content
    return {
        "recall": max(_share(ref.content, own) for ref in refs),
        "recall_of_nearest": _share(refs[nearest].content, own),
        "precision": max(_share(own, ref.content) for ref in refs),
        "new_words": max(_overlap(new, ref.content - asked.content) for ref in refs),
        "order": max(_in_order(said.stems, ref.stems) / max(len(ref.stems), 1) for ref in refs),
        "letters_of_question": _overlap(said.letters, asked.letters),
    }


def _ways(said: Wording, refs: Sequence[Wording], likeness: Vectors) -> dict[str, float]:
    """Compare with the references that say it the same way round, and with those that say it the other way."""
    about, way = said.neutral
    same = [_overlap(about, ref.neutral[0]) for ref in refs if ref.neutral[1] == way]
    other = [_overlap(about, ref.neutral[0]) for ref in refs if ref.neutral[1] != way]
    others = [float(value) for value, ref in zip(likeness, refs, strict=True) if ref.neutral[1] != way]
    return {
        "same_way": max(same, default=0.0),
        "other_way": max(other, default=0.0),
        "other_way_nearest": max(others, default=0.0),
    }


def _oppositions(said: Wording, refs: Sequence[Wording], likeness: Vectors) -> dict[str, float]:
    weights = np.exp((likeness - likeness.max()) / _TAU)
    weights = weights / weights.sum()
    opposed = [_count(said.sides, ref.sides, -1) for ref in refs]
    negated = [float(said.is_negated != ref.is_negated) for ref in refs]
    turned = np.array([float((count > 0) != bool(differs)) for count, differs in zip(opposed, negated, strict=True)])
    return {
        "negated": float(said.is_negated),
        "negation_differs": min(negated),
        "opposite_of_nearest": float(min(opposed[int(np.argmax(likeness))], 2)),
        "turned_from_all": float(turned.min()),
        "turned": float(weights @ turned),
        "sides_agree": float(min(max(_count(said.claims, ref.claims, 1) for ref in refs), 2)),
        "sides_differ": float(weights @ [min(_count(said.claims, ref.claims, -1), 2) for ref in refs]),
    }


def _manner(said: Wording, refs: Sequence[Wording]) -> dict[str, float]:
    usual = float(np.mean([len(ref.stems) for ref in refs]))
    letters = re.findall(r"[a-z]+", said.plain)
    return {
        "length": float(np.log1p(len(said.stems))),
        "length_ratio": float(np.log1p(len(said.stems)) - np.log1p(usual)),
        "short": float(len(said.content) <= 1),
        "does_not_know": float(bool(_DOES_NOT_KNOW.search(said.plain))),
        "no_word": sum(bool(_NO_WORD.search(word)) for word in letters) / len(letters) if letters else 1.0,
        "speaks_of_self": float(bool(_SELF.search(said.plain))),
    }


def _stem(word: str) -> str:
    return _ENDING.sub("", word) or word


def _share(part: Collection[str], whole: Collection[str]) -> float:
    return len(set(part) & set(whole)) / len(part) if part else 0.0


def _overlap(left: Collection[str], right: Collection[str]) -> float:
    return 2 * len(set(left) & set(right)) / (len(left) + len(right)) if left or right else 0.0


def _in_order(left: Sequence[str], right: Sequence[str]) -> int:
    """Return how many words stand in both in the same order (the longest common subsequence)."""
    best = [0] * (len(right) + 1)
    for word in left:
        diagonal = 0
        for place, other in enumerate(right, start=1):
            above = best[place]
            best[place] = diagonal + 1 if word == other else max(above, best[place - 1])
            diagonal = above
    return best[-1]


def _summed(taken: Iterable[tuple[int, int]]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for pair, sign in taken:
        sums[pair] = sums.get(pair, 0) + sign
    return {pair: 1 if total > 0 else -1 for pair, total in sums.items() if total}


def _count(left: dict[int, int], right: dict[int, int], product: int) -> int:
    return sum(sign * right[pair] == product for pair, sign in left.items() if pair in right)
