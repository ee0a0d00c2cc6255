"""Decide whether the passages that a claim cites back it: by likeness and shared words, and never past a hard fact.

Numbers, names and quoted words are looked up, because a likeness cannot see them: they must stand in the cited passages
or in the question. Then a claim needs likeness and shared words together, and must not turn a passage round ("do" into
"do not"). The rule was fitted on labelled claims; `python -m evals.support` says how often it is right.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.chat.sentences import split_sentences
from coach.domain.passage import Passage
from coach.embedding.protocols import Encoder, Vectors
from coach.retrieval.lexical import split_words

SUPPORT_RULE = (
    "A number, a name or quoted words that stand neither in the cited passages nor in the question: not supported. "
    "Telling people to do what a passage says not to do: not supported. Else 6.5 times the best likeness, plus 4.2 "
    "times the share of its words that the passages have, less 0.5 where it turns a passage round, must reach 7.5."
)
SIMILARITY_WEIGHT = 6.5
OVERLAP_WEIGHT = 4.2
TURNED_WEIGHT = 0.5
THRESHOLD = 7.5
"""Weights of the cosine, of the share of words and of a turned claim, and the least sum."""

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_COUNTED = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER_WORDS = {word: str(number) for number, word in enumerate(_COUNTED, start=2)}
"""Without "one", which is mostly no number."""
_NAME = re.compile(r"(?<![.!?:“\"‘(] )(?<!^)\b[A-Z][\w’'-]*[a-z][\w’'-]*")
_QUOTED = re.compile(r"[“\"„«]([^”\"“»]{2,}?)[.,!?]?[”\"“»]")
_LEAST_QUOTED = 3
_NEGATIVE = re.compile(
    r"\b(?:not|never|no|nobody|nothing|avoid\w*|without|instead of|rather than|stop|don['’]t|doesn['’]t|didn['’]t|"
    r"can['’]t|cannot|won['’]t|isn['’]t|aren['’]t|shouldn['’]t|mustn['’]t|leave out|neither|nor|refrain|less|"
    r"not enough)\b",
    re.IGNORECASE,
)
_CAPITALS = (
    "I I’m I'm I’ll I'll I’ve I've Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March "
    "April May June July August September October November December English OK"
)
_NO_NAMES = frozenset(_CAPITALS.split())


Cited = tuple[str, Sequence[Passage]]
"""A claim, and the passages that it cites: at least one."""


@dataclass(frozen=True)
class SupportReading:
    """What is measured of one claim and the passages that it cites."""

    similarity: float
    """The best cosine of the claim with a passage or one of its sentences."""
    overlap: float
    """The share of the claim's words that stand in the passages."""
    is_turned: bool
    """Whether the claim says not to do what the passages say to do, or the other way round."""
    has_foreign_facts: bool
    """Whether it has a number, a name or a quote that stands neither in the passages nor in the question."""
    affirms_what_to_avoid: bool
    """Whether it recommends what a passage says not to do."""

    def sum(self) -> float:
        """Return the weighted sum that is compared with the threshold."""
        turned = TURNED_WEIGHT if self.is_turned else 0.0
        return SIMILARITY_WEIGHT * self.similarity + OVERLAP_WEIGHT * self.overlap - turned

    def is_supported(self) -> bool:
        """Return the decision."""
        return not (self.has_foreign_facts or self.affirms_what_to_avoid) and self.sum() >= THRESHOLD


class SupportCheck:
    """Read claims with an encoder."""

    def __init__(self, encoder: Encoder) -> None:
        """Measure likeness with `encoder`."""
        self._encoder = encoder
        self._known: dict[Passage, _ReadPassage] = {}

    def read(self, cited: Sequence[Cited], *, question: str) -> list[SupportReading]:
        """Return what is measured of each claim."""
        vectors = self._encoder.embed([claim for claim, _ in cited])
        return [
            self._read_one(claim, passages, vector, question)
            for (claim, passages), vector in zip(cited, vectors, strict=True)
        ]

    def are_supported(self, cited: Sequence[Cited], *, question: str) -> list[bool]:
        """Say of each claim whether its passages back it."""
        return [reading.is_supported() for reading in self.read(cited, question=question)]

    def _read_one(
        self, claim: str, passages: Sequence[Passage], vector: NDArray[np.float32], question: str
    ) -> SupportReading:
        nearest, similarity = self._nearest(vector, passages)
        wholes = [_whole(passage) for passage in passages]
        words = set(split_words(claim))
        told = set(split_words(" ".join(wholes)))
        return SupportReading(
            similarity=similarity,
            overlap=len(words & told) / len(words) if words else 0.0,
            is_turned=nearest.is_turned_by(claim),
            has_foreign_facts=_has_foreign_facts(claim, wholes, question),
            affirms_what_to_avoid=nearest.is_to_avoid and nearest.is_turned_by(claim),
        )

    def _nearest(self, vector: NDArray[np.float32], passages: Sequence[Passage]) -> tuple["_Sentence", float]:
        """Return the sentence that is most like the claim, and the best likeness of a sentence or a whole passage."""
        best: list[tuple[float, _Sentence]] = []
        likest = -1.0
        for passage in passages:
            read = self._read_once(passage)
            likeness = read.vectors @ vector
            place = int(np.argmax(likeness[1:]))
            best.append((float(likeness[place + 1]), read.sentences[place]))
            likest = max(likest, float(likeness.max()))
        return max(best, key=lambda pair: pair[0])[1], likest

    def _read_once(self, passage: Passage) -> "_ReadPassage":
        # The same few passages are cited again and again, and a story has many sentences.
        if passage not in self._known:
            sentences = _sentences(passage)
            vectors = self._encoder.embed([_whole(passage), *(sentence.text for sentence in sentences)])
            self._known[passage] = _ReadPassage(sentences, vectors)
        return self._known[passage]


@dataclass(frozen=True)
class _Sentence:
    """A sentence of a passage."""

    text: str
    is_to_avoid: bool
    """Whether the passage tells what not to do, without saying "not"."""

    def is_turned_by(self, claim: str) -> bool:
        """Say whether the claim says the opposite, as far as little words tell."""
        own, others = len(_NEGATIVE.findall(self.text)), len(_NEGATIVE.findall(claim))
        return others <= own if self.is_to_avoid else bool(others) != bool(own)


@dataclass(frozen=True)
class _ReadPassage:
    """A passage with its vectors: of the whole, then of each sentence."""

    sentences: list[_Sentence]
    vectors: Vectors


def _whole(passage: Passage) -> str:
    return f"{passage.title}. {passage.text}"


def _sentences(passage: Passage) -> list[_Sentence]:
    is_to_avoid = passage.field.startswith("dont")
    texts = (sentence.strip() for sentence in split_sentences(" ".join(passage.text.split())))
    return [_Sentence(text, is_to_avoid) for text in texts]


def _has_foreign_facts(claim: str, passages: Sequence[str], question: str) -> bool:
    told = " ".join([*passages, question])
    return bool(
        _numbers(claim) - _numbers(told)
        or {_bare(name) for name in _NAME.findall(claim) if name not in _NO_NAMES} - {_bare(w) for w in told.split()}
        or any(_plain(quote) not in _plain(told) for quote in _QUOTED.findall(claim) if _is_long(quote))
    )


def _numbers(text: str) -> set[str]:
    words = (_NUMBER_WORDS.get(word) for word in re.findall(r"[a-z]+", text.lower()))
    return set(_NUMBER.findall(text)) | {number for number in words if number}


def _bare(word: str) -> str:
    return re.sub(r"['’]s$|[^\w]", "", word.strip(".,;:!?()[]“”\"'’")).lower()


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def _is_long(quote: str) -> bool:
    return len(quote.split()) >= _LEAST_QUOTED
