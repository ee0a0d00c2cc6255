"""The one way to show text that somebody wrote: as Markdown that shows exactly that text and does nothing else.

Streamlit reads Markdown in two passes. The first finds the marks of Markdown itself; a backslash switches those off.
The second looks through the finished text for addresses, emoji, icons and arrows, and by then the backslashes are gone.
What that one looks for is taken apart: one character goes into a span of its own, `:color[…]` without a colour.

It is for whatever Streamlit reads as Markdown: also the labels of buttons, expanders, tabs and radio options. Boxes to
type in, the options of a select box and files to download are shown as they are and must not be treated.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from coach.domain.account import Span

# Control characters, halves of surrogate pairs, and what reverses the order of the text around it: shown as "�".
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
# Markdown drops a byte order mark from the start of a text, so that what follows it would stand there. This shows
# nothing either, and stays.
_BYTE_ORDER_MARK = "\ufeff"
_WORD_JOINER = "\u2060"

_TAKEN_APART = (
    r":(?=\S|\Z)"  # emoji, icons, directives, http:// ; the last character because something may be put behind it
    r"|@"  # e-mail addresses
    r"|(?<=www)\."
    r"|(?<=[-<])-|(?<=-)>|(?<=[<>~])="  # arrows, dashes, "at least"
)
_ESCAPED = r"[\\`*_\[\]{}<>|~$&]"
_SPECIAL = re.compile(rf"(?P<taken_apart>{_TAKEN_APART})|{_ESCAPED}", re.IGNORECASE)
# At the start of a line: headings, lists, rules, and the line under a heading.
_AT_LINE_START = re.compile(r"[-+=#]|[0-9]+[.)]")
# Within a highlight, Streamlit gives up after 999 brackets and backslashes.
_LONGEST_HIGHLIGHT = 900


@dataclass(frozen=True)
class Highlight:
    """A stretch of text to show on a colour, with a sign in front of it."""

    span: Span
    color: str
    """A colour of the theme: green, blue, orange, red, gray."""
    sign: str
    """Shape and number, for instance "● 1", so that colour is never alone."""


def plain(text: str) -> str:
    """Return Markdown that shows this text with its lines and paragraphs, and nothing else."""
    return marked(text, ())


def one_line(text: str) -> str:
    """Return Markdown that shows this text on one line: for headings, labels, list items and bold text."""
    return _escape(" ".join(text.split()))


def marked(text: str, highlights: Sequence[Highlight]) -> str:
    """Return Markdown that shows this text, and stretches of it on a colour behind their sign.

    Where stretches overlap, the one that began last gives the colour.
    """
    trimmed = [item for item in (_trim(item, text) for item in highlights) if item]
    lines = (_marked_line(text, start, end, trimmed) for start, end in _lines(text))
    paragraphs = ("\\\n".join(group) for has_words, group in groupby(lines, key=bool) if has_words)
    return "\n\n".join(paragraphs)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each line begins and ends, without the blanks around it."""
    start = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        begin = start + len(line) - len(line.lstrip()) if words else start
        yield begin, begin + len(words)
        start += len(line)


def _trim(highlight: Highlight, text: str) -> Highlight | None:
    """Leave out the blanks around the words, so that the sign stands on the words' own line."""
    words = text[highlight.span.start : highlight.span.end]
    start = highlight.span.start + len(words) - len(words.lstrip())
    if not words.strip():
        return None
    return Highlight(Span(start=start, end=start + len(words.strip())), highlight.color, highlight.sign)


def _marked_line(text: str, start: int, end: int, highlights: Sequence[Highlight]) -> str:
    here = [item for item in highlights if item.span.start < end and start < item.span.end]
    cuts = {edge for item in here for edge in range(item.span.start, item.span.end, _LONGEST_HIGHLIGHT)}
    cuts |= {item.span.end for item in here}
    edges = sorted({start, end, *(cut for cut in cuts if start < cut < end)})
    return "".join(_piece(text, *piece, here) for piece in pairwise(edges))


def _piece(text: str, start: int, end: int, highlights: Sequence[Highlight]) -> str:
    words = _escape(text[start:end])
    over = [item for item in highlights if item.span.start <= start < item.span.end]
    if not over:
        return words
    latest = max(over, key=lambda item: item.span.start)
    signs = "".join(f"**{_escape(item.sign)}** " for item in over if item.span.start == start)
    return f":{latest.color}-background[{signs}{words}]"


def _escape(words: str) -> str:
    words = _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", words.replace(_BYTE_ORDER_MARK, _WORD_JOINER))
    escaped = _SPECIAL.sub(_escape_one, words)
    if not (at_start := _AT_LINE_START.match(escaped)):
        return escaped
    mark = at_start.end() - 1
    return f"{escaped[:mark]}\\{escaped[mark:]}"


def _escape_one(found: re.Match[str]) -> str:
    character = found[0]
    escaped = f"\\{character}" if re.fullmatch(_ESCAPED, character) else character
    return f":color[{escaped}]" if found["taken_apart"] else escaped
