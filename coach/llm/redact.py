"""Personal data out before a call, back in after."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from coach.domain.account import Span
from coach.domain.redaction import Private, Redacted, Tag
from coach.llm.personal.fold import fold
from coach.llm.personal.kept import Kept
from coach.llm.personal.names import find_names
from coach.llm.personal.numbers import Found, find_likely, find_sure

_TAG = re.compile(r"\[(?:NAME|EMAIL|PHONE|CARD|ACCOUNT|ORDER|POSTCODE)_\d+\]")
_NOWHERE_IN_CLEAR = ("email", "phone", "card")


class _Piece(NamedTuple):
    """A piece of personal data and where it stands in the original."""

    start: int
    end: int
    kind: Private


class Redactor:
    """Replace the personal data of customers and colleagues by tags, and put them back."""

    def redact(self, text: str, *, keep: Collection[str] = ()) -> Redacted:
        """Return the text with tags; `keep` are the organisation's own words and phrases, which stay.

        Give no names of people in `keep`: a colleague of that name would then leave the process in clear.
        """
        folded = fold(text)
        kept = Kept(folded.text, keep)
        found = chain(find_sure(folded.text), find_likely(folded.text))
        numbers = (piece for piece in found if not kept.covers(piece.start, piece.end))
        names = (Found(start, end, "name") for start, end in find_names(folded.text, kept))
        spans = ((folded.span(start, end), kind) for start, end, kind in chain(numbers, names))
        pieces = _apart(_Piece(span.start, span.end, kind) for span, kind in spans)
        return _tagged(text, _everywhere(text, pieces))

    def restore(self, redacted: Redacted, text: str) -> str:
        """Return a text about the redacted one, such as a model's reply, with the originals back in place of tags."""
        originals = {tag.tag: tag.original for tag in redacted.tags}
        return _TAG.sub(lambda match: originals.get(match.group(), match.group()), text)

    def original_span(self, redacted: Redacted, span: Span) -> Span | None:
        """Return where a part of the redacted text stands in the original; None where there is no such part.

        A part that cuts a tag is widened to the whole of what the tag stands for.
        """
        if span.end > len(redacted.text):
            return None
        return Span(start=_original_start(redacted.tags, span.start), end=_original_end(redacted.tags, span.end))


def looks_private(text: str) -> bool:
    """Tell whether a text still holds an address, a number or a code of somebody's; names are not looked for."""
    return next(find_sure(fold(text).text), None) is not None


def _original_start(tags: Sequence[Tag], place: int) -> int:
    before = bisect_right(tags, place, key=lambda tag: tag.redacted_span.start) - 1
    if before < 0:
        return place
    tag = tags[before]
    past = place - tag.redacted_span.end
    return tag.span.start if past < 0 else tag.span.end + past


def _original_end(tags: Sequence[Tag], place: int) -> int:
    after = bisect_left(tags, place, key=lambda tag: tag.redacted_span.end)
    if after < len(tags) and tags[after].redacted_span.start < place:
        return tags[after].span.end
    return place if after == 0 else tags[after - 1].span.end + place - tags[after - 1].redacted_span.end


def _apart(found: Iterable[_Piece]) -> list[_Piece]:
    """Join pieces that overlap, so that nothing of either stays in clear; the kind found first names the whole."""
    ranked = sorted(enumerate(found), key=lambda numbered: numbered[1].start)
    joined: list[tuple[int, _Piece]] = []
    for rank, piece in ranked:
        if joined and piece.start < joined[-1][1].end:
            best, last = joined[-1]
            kind = piece.kind if rank < best else last.kind
            joined[-1] = min(rank, best), _Piece(last.start, max(last.end, piece.end), kind)
        else:
            joined.append((rank, piece))
    return [piece for _, piece in joined]


def _everywhere(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """Add each place where an address or number that was found stands again, in whatever company."""
    originals = {text[piece.start : piece.end]: piece.kind for piece in pieces if piece.kind in _NOWHERE_IN_CLEAR}
    in_clear = "\0".join(text[start:end] for start, end in _gaps(text, pieces))
    # The longest first, so that a shorter number does not cut a longer one that holds it.
    again = sorted((original for original in originals if original in in_clear), key=len, reverse=True)
    for original in again:
        places = [place for start, end in _gaps(text, pieces) for place in _places(text, original, start, end)]
        added = (_Piece(place, place + len(original), originals[original]) for place in places)
        pieces = sorted([*pieces, *added])
    return pieces


def _gaps(text: str, pieces: Sequence[_Piece]) -> list[tuple[int, int]]:
    """Return the ranges of a text that lie between the pieces."""
    edges = [0, *chain.from_iterable((piece.start, piece.end) for piece in pieces), len(text)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _places(text: str, original: str, start: int, end: int) -> Iterator[int]:
    place = text.find(original, start, end)
    while place >= 0:
        yield place
        place = text.find(original, place + len(original), end)


def _tagged(text: str, pieces: Sequence[_Piece]) -> Redacted:
    typed = set(_TAG.findall(text))
    numbers: Counter[str] = Counter()
    known: dict[str, tuple[str, Private]] = {}
    parts: list[str] = []
    tags: list[Tag] = []
    done = length = 0
    for start, end, found_as in pieces:
        original = text[start:end]
        if original not in known:
            known[original] = _next_tag(found_as, numbers, typed), found_as
        tag, kind = known[original]
        parts += text[done:start], tag
        begins = length + start - done
        done, length = end, begins + len(tag)
        span = Span(start=start, end=end)
        tags.append(Tag(tag=tag, kind=kind, original=original, span=span, redacted_span=Span(start=begins, end=length)))
    return Redacted(text="".join([*parts, text[done:]]), original=text, tags=tuple(tags))


def _next_tag(kind: Private, numbers: Counter[str], typed: Collection[str]) -> str:
    """Return the next tag of this kind that the text itself does not contain."""
    while True:
        numbers[kind] += 1
        tag = f"[{kind.upper()}_{numbers[kind]}]"
        if tag not in typed:
            return tag
