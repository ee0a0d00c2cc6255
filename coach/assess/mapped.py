"""A text made from another one, with the way back for each of its characters."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coach.domain.account import Span
from coach.prompting import is_hidden

Piece = tuple[str, int, int]
"""Some characters, and the start and end of what they stand for."""

_NOTHING = -1


def standing_for_nothing(text: str) -> Piece:
    """Return characters that the source does not hold."""
    return text, _NOTHING, _NOTHING


@dataclass(frozen=True)
class Mapped:
    """A text and, for each of its characters, what it stands for in the text it was made from."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def back(self, span: Span) -> Span | None:
        """Return the part of the source that `span` stands for, or None if it stands for no whole part of it."""
        starts = self.starts[span.start : span.end]
        if _NOTHING in starts or self._cuts(span.start) or self._cuts(span.end):
            return None
        return Span(start=starts[0], end=self.ends[span.end - 1])

    def _cuts(self, position: int) -> bool:
        """Tell whether a cut here parts characters that stand for one thing together."""
        return 0 < position < len(self.starts) and self.starts[position - 1] == self.starts[position] != _NOTHING


def join(pieces: Iterable[Piece]) -> Mapped:
    """Put pieces together."""
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for text, start, end in pieces:
        texts.append(text)
        starts += [start] * len(text)
        ends += [end] * len(text)
    return Mapped("".join(texts), tuple(starts), tuple(ends))


def visible_pieces(text: str) -> Iterator[Piece]:
    """Yield the characters of a text that show, in Unicode's compatible form, each with the marks that belong to it."""
    cluster, start, end = "", 0, 0
    for position, character in enumerate(text):
        if is_hidden(character):
            continue
        if cluster and (character.isascii() or not unicodedata.combining(character)):
            yield _compatible(cluster), start, end
            cluster = ""
        if not cluster:
            start = position
        cluster += character
        end = position + 1
    if cluster:
        yield _compatible(cluster), start, end


def _compatible(cluster: str) -> str:
    return cluster if cluster.isascii() else unicodedata.normalize("NFKC", cluster)
