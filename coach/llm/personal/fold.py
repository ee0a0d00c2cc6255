"""The form of a text in which personal data are looked for, and the way back to what was typed.

Full-width digits, invisible characters inside an address or an accent typed as a character of its own would hide
personal data from every pattern.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from coach.domain.account import Span

_MARKS = frozenset({"Mn", "Me", "Mc"})
_INVISIBLE = frozenset({"Cf", "Cc", "Cs", "Co", "Cn"})
_BREAKS = frozenset("\n\r\t\v\f\x1c\x1d\x1e\x1f\x85")
_NOTHING_TO_FOLD = re.compile(r"[\t-\r -~]*")


@dataclass(frozen=True)
class Folded:
    """A text as it is searched; each of its characters knows where it stands in the original."""

    text: str
    starts: tuple[int, ...] | None = None
    """Where each character begins in the original; None where the two are the same."""
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> Span:
        """Return where a range of the folded text stands in the original."""
        if self.starts is None or self.ends is None:
            return Span(start=start, end=end)
        return Span(start=self.starts[start], end=self.ends[end - 1])


def fold(text: str) -> Folded:
    """Return the text as it is searched."""
    if _NOTHING_TO_FOLD.fullmatch(text):
        return Folded(text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        for character in _plain(text[start:end]):
            pieces.append(character)
            starts.append(start)
            ends.append(end)
    return Folded("".join(pieces), tuple(starts), tuple(ends))


def _clusters(text: str) -> list[tuple[int, int]]:
    """Cut a text into characters with the accents and invisible characters that follow them."""
    clusters: list[tuple[int, int]] = []
    start = 0
    for place, character in enumerate(text):
        if place > start and not _clings(character):
            clusters.append((start, place))
            start = place
    if text:
        clusters.append((start, len(text)))
    return clusters


@lru_cache(maxsize=4096)
def _clings(character: str) -> bool:
    category = unicodedata.category(character)
    return category in _MARKS or (category in _INVISIBLE and character not in _BREAKS)


@lru_cache(maxsize=4096)
def _plain(cluster: str) -> str:
    """Return one character with its accents as it is compared; an invisible one alone as nothing."""
    visible = "".join(character for character in cluster if not _is_invisible(character))
    composed = unicodedata.normalize("NFKC", visible)
    return "".join(_digit(character) for character in composed if unicodedata.category(character) not in _MARKS)


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE and character not in _BREAKS


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
