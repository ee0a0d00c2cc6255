"""A statement as the encoder reads it: whoever it speaks of is nobody in particular.

Who the customer or the colleague is, must never change a finding. So each name becomes the same name, and each pronoun
for one person the same pronoun, before anything is compared. Quotes are taken from the statement as it stands.
"""

import re
from collections.abc import Callable, Collection

from coach.assess.model_text import Redacts
from coach.assess.spelling import write_out
from coach.domain.account import Span
from coach.llm.personal.kept import Kept
from coach.llm.personal.words import sort_of

Neutral = Callable[[str], str]
"""A text to the text that is read in its place."""

_SOMEBODY = "Sam"
_PRONOUNS = {
    "he": "they", "she": "they", "him": "them", "his": "them", "her": "them", "their": "them", "hers": "theirs",
    "himself": "themselves", "herself": "themselves", "themself": "themselves",
    "he's": "they're", "she's": "they're", "he'd": "they'd", "she'd": "they'd", "he'll": "they'll", "she'll": "they'll",
}  # fmt: skip
"""“Her” stands for “him” and for “his” alike and nothing tells which, so all of these become one word."""
_PRONOUN = re.compile(rf"\b(?:{'|'.join(sorted(_PRONOUNS, key=len, reverse=True))})\b", re.IGNORECASE)
_CAPITAL = re.compile(r"\b[^\W\d_a-z][^\W\d_]{2,}(?:-[^\W\d_]+)*")
_NO_WORD = ("name", "name or place", "unknown")
_TITLE = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Madam)\b\.? (?={_SOMEBODY}\b)")
_TWICE = re.compile(rf"\b{_SOMEBODY}(?: {_SOMEBODY})+\b")


def make_neutral(redactor: Redacts, keep: Collection[str] = ()) -> Neutral:
    """Return what makes texts neutral; the words in `keep` are the organisation's own and never a name."""

    def neutral(text: str) -> str:
        text = write_out(text)
        kept = Kept(text, keep)
        names = [tag.span for tag in redactor.redact(text, keep=keep).tags if tag.kind == "name"]
        names += [
            Span(start=word.start(), end=word.end())
            for word in _CAPITAL.finditer(text)
            if sort_of(word.group().lower()) in _NO_WORD and not kept.covers(word.start(), word.end())
        ]
        parts: list[str] = []
        done = 0
        for span in sorted(names, key=lambda span: (span.start, -span.end)):
            if span.start >= done:
                parts += text[done : span.start], _SOMEBODY
                done = span.end
        named = _TWICE.sub(_SOMEBODY, _TITLE.sub("", "".join([*parts, text[done:]])))
        return _PRONOUN.sub(lambda found: _same_case(found.group(), _PRONOUNS[found.group().lower()]), named)

    return neutral


def _same_case(before: str, after: str) -> str:
    return after.capitalize() if before[:1].isupper() else after
