"""Where a quote stands in a text, word for word: a near quote is none, and half a word is no word."""

from collections.abc import Iterator

from coach.assess.mapped import Mapped, Piece, join, visible_pieces
from coach.domain.account import Span

# What differs only in how a keyboard or a word processor sets it. Angle quotation marks stand for brackets in prompts.
_SAME = str.maketrans(
    "\u2018\u2019\u201a\u201b\u02bc\u2032`\u00b4\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2039\u203a",
    "''''''''" + '"""""""' + "-------" + "<>",
)
_HYPHENS = "-\u2010\u2011"


class Locator:
    """Find quotes in one text."""

    def __init__(self, text: str) -> None:
        """Prepare the text once for all quotes."""
        self._text = text
        self._form = _normal_form(text)

    def find(self, quote: str) -> Iterator[Span]:
        """Yield each place where the text holds exactly these words, from its start on.

        White space, typographic signs and Unicode's compatible forms may differ, capitals may not.
        """
        words = _normal_form(quote).text.strip()
        start = self._form.text.find(words) if words else -1
        while start >= 0:
            end = start + len(words)
            if not self._cuts_a_word(start) and not self._cuts_a_word(end):
                span = self._form.back(Span(start=start, end=end))
                if span:
                    yield span
            start = self._form.text.find(words, start + 1)

    def _cuts_a_word(self, position: int) -> bool:
        """Tell whether a cut here leaves half a word: "I can" is not in "I can't", nor "urgent" in "non-urgent"."""
        before, after = self._is_letter(position - 1), self._is_letter(position)
        if before and after:
            return True
        if before and self._joins(position):
            return self._is_letter(position + 1)
        return after and self._joins(position - 1) and self._is_letter(position - 2)

    def _is_letter(self, position: int) -> bool:
        if not 0 <= position < len(self._form.text):
            return False
        character = self._form.text[position]
        return character.isalnum() or character == "_"

    def _joins(self, position: int) -> bool:
        if not 0 <= position < len(self._form.text):
            return False
        # A dash separates words, but looks like a hyphen in the normal form.
        return self._form.text[position] == "'" or self._text[self._form.starts[position]] in _HYPHENS


def _normal_form(text: str) -> Mapped:
    return join(_one_blank(_same(text)))


def _same(text: str) -> Iterator[Piece]:
    # Before the compatible form too: it makes a blank and a mark of an accent that stands alone.
    for piece, start, end in visible_pieces(text.translate(_SAME)):
        yield piece if piece.isascii() else piece.translate(_SAME), start, end


def _one_blank(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Make one blank of all white space between two words."""
    blank: Piece | None = None
    for piece, start, end in pieces:
        if piece.isspace():
            blank = (" ", blank[1] if blank else start, end)
            continue
        if blank:
            yield blank
            blank = None
        yield piece, start, end
    if blank:
        yield blank
