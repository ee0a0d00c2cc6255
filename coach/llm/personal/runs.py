"""Cut a text into words, and words with capital letters into runs: "Mrs Anna van Dyk" is one."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from coach.llm.personal.cues import is_titled
from coach.llm.personal.words import Sort, sort_of

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_MIXED = re.compile(
    r"(?:Mc|Mac|O['’]|D['’]|L['’]|De|Di|Du|La|Le|Van|Fitz|St)[A-Z][a-z]+$|[A-Z][^\W\d_]+(?:['’-][A-Z]?[^\W\d_]+)+$"
)
_PARTICLE = re.compile(r"van|von|de|der|den|del|della|di|da|dos|das|du|la|le|el|al|bin|ben|ibn|ter|ten|af|av|zu|y|e")
_TITLE = re.compile(r"mr|mrs|ms|miss|dr|sir|prof")

Shape = Literal["capital", "initial", "shouted", "small", "odd"]


class Word(NamedTuple):
    """A word and where it stands."""

    text: str
    """As it is compared: in small letters, and without 's."""
    start: int
    end: int
    shape: Shape

    @property
    def sort(self) -> Sort:
        """What the word can be."""
        return sort_of(self.text)

    @property
    def is_particle(self) -> bool:
        """Whether it is a small word within names, such as "van"."""
        return self.shape == "small" and bool(_PARTICLE.fullmatch(self.text))

    @property
    def is_title(self) -> bool:
        """Whether it is "Mrs" or its like."""
        return bool(_TITLE.fullmatch(self.text))


Run = Sequence[Word]


def find_words(text: str) -> Iterator[Word]:
    """Yield every word."""
    for match in _TOKEN.finditer(text):
        raw = _POSSESSIVE.sub("", match.group())
        start = match.start()
        end = start + len(raw)
        shape = "small" if raw == "I" and not text.startswith(".", end) else _shape(raw)
        yield Word(raw.casefold().replace("’", "'"), start, end, shape)


def _shape(raw: str) -> Shape:
    if not raw[0].isupper():
        return "small"
    if len(raw) == 1:
        return "initial"
    if raw.isupper():
        return "shouted"
    return "capital" if raw[1:].islower() or _MIXED.match(raw) else "odd"


def find_runs(text: str, words: Sequence[Word]) -> Iterator[Run]:
    """Yield words with capital letters that stand side by side, with the particles among them."""
    run: list[Word] = []
    for word in words:
        if run and _joins(text[run[-1].end : word.start], run[-1]) and (word.shape != "small" or word.is_particle):
            run.append(word)
            continue
        if run:
            yield _without_last_particles(run)
        begins = word.shape != "small" or (word.is_particle and is_titled(text, word.start))
        run = [word] if begins else []
    if run:
        yield _without_last_particles(run)


def _joins(gap: str, last: Word) -> bool:
    if gap == " ":
        return True
    return gap in (". ", ".") if last.shape == "initial" else gap == ". " and last.text in ("st", "dr")


def _without_last_particles(run: list[Word]) -> Run:
    while len(run) > 1 and run[-1].shape == "small":
        run.pop()
    return run
