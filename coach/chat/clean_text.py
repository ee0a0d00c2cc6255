"""What a model streams to plain words: no mark-up, link, image, HTML or control character is ever passed on.

Text is passed on word by word. What may still become something else (half a marker, half a tag, an address) is held
back until it is whole.
"""

import re
from collections.abc import Callable, Collection
from html import unescape

from coach.prompting import is_hidden

LEFT_OUT = "(left out)"
NOTHING_SAID = "[none]"
"""What a model writes where the passages do not answer; it is never shown."""

_LONGEST_BRACKET = 80
_LONGEST_TAG = 600
_LONGEST_ENTITY = 12
_LONGEST_WORD = 400

_NUMBERS = re.compile(r"\[ ?([0-9]{1,3}(?: ?[,;] ?[0-9]{1,3})*) ?\]")
_PRIVATE_TAG = re.compile(r"\[[A-Z]{2,12}_[0-9]{1,6}\]")
_TAG_BEGIN = re.compile(r"<(?=[A-Za-z/!?])")
_WITH_CONTENT = re.compile(r"<(script|style|template|svg|math)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,9});")
_ADDRESS = re.compile(
    r"//|\\\\|\bwww\.|[\w.+-]@[\w-]|%[0-9a-f]{2}%?[0-9a-f]*"
    r"|\b(?:javascript|vbscript|data|file|smb|ftp|mailto|tel|blob|intent|https?|ms-\w+|obsidian|vscode):\S"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|biz|io|dev|app|co|eu|uk|de|fr|es|ch|test|example|invalid|"
    r"local|localhost|internal|site|link|xyz)\b(?!\w)"
    r"|\b(?:\d{1,3}\.){3}\d{1,3}\b|\blocalhost\b|[a-z]:\d{2,5}/|\w/\w*\?\w+=",
    re.IGNORECASE,
)
_LINE_MARKS = re.compile(r"^(?:#{1,6}|[-+=>•·]+|[0-9]{1,2}[.)])$")
_DROPPED = str.maketrans(dict.fromkeys("*_`~|\\[]{}^", ""))
_INSTEAD = str.maketrans({"<": "\u2039", ">": "\u203a", "$": "\uff04"})
_COLON_WORD = re.compile(r":(?=[^\W\d])")
_TRAILING = re.compile(r"[.,;:!?)]+$")


class CleanText:
    """Clean the pieces of one reply."""

    def __init__(self, numbers: Collection[int], restore: Callable[[str], str]) -> None:
        """Let through markers of the passages with these `numbers`; `restore` puts a person's own words for a tag."""
        self._numbers = frozenset(numbers)
        self._restore = restore
        self._raw = ""
        self._word = ""
        self._until = ""
        self._at_line_start = True
        self._after_bracket = False
        self.links = 0
        """Addresses, images and tags that were left out."""
        self.unknown_numbers = 0
        """Markers of passages that the model was not given."""
        self.says_nothing = False
        """Whether the model said that the passages do not answer."""

    def feed(self, piece: str) -> str:
        """Return what may be shown now."""
        self._raw += "".join(character for character in piece if not is_hidden(character))
        return self._drain(is_last=False)

    def finish(self) -> str:
        """Return what was held back, once nothing more comes; halves of markers and tags are dropped."""
        return self._drain(is_last=True) + self._end_word("")

    def _drain(self, *, is_last: bool) -> str:
        out = []
        while self._raw:
            if self._until and not self._skip():
                break
            taken = self._take(is_last=is_last)
            if taken is None:
                break
            out.append(taken)
        return "".join(out)

    def _skip(self) -> bool:
        """Drop the content of a script or the like; say whether its end has come."""
        end = self._raw.lower().find(self._until)
        if end < 0:
            self._raw = self._raw[-len(self._until) :]
            return False
        self._raw, self._until = self._raw[end:], ""
        return True

    def _take(self, *, is_last: bool) -> str | None:
        """Take the next thing from the text; None where its end has not come yet."""
        head = self._raw[0]
        if head == "[":
            return self._bracket(is_last=is_last)
        if head == "(" and self._after_bracket:
            return self._target(is_last=is_last)
        self._after_bracket = False
        if head == "!":
            return self._exclamation(is_last=is_last)
        if head == "<":
            return self._tag(is_last=is_last)
        if head == "&":
            return self._entity(is_last=is_last)
        self._raw = self._raw[1:]
        if head.isspace():
            return self._end_word(head)
        self._word += head
        return self._end_word("") if len(self._word) > _LONGEST_WORD else ""

    def _bracket(self, *, is_last: bool) -> str | None:
        end = self._raw.find("]")
        if end < 0 and len(self._raw) <= _LONGEST_BRACKET and "\n" not in self._raw:
            return self._drop_rest() if is_last else None
        whole = self._raw[: end + 1]
        if end < 0 or len(whole) > _LONGEST_BRACKET or "[" in whole[1:]:
            self._raw = self._raw[1:]  # a bracket that is no marker, around words that are looked at next
            return ""
        self._raw = self._raw[end + 1 :]
        self._after_bracket = not _NUMBERS.fullmatch(whole)
        if whole.lower() == NOTHING_SAID:
            self.says_nothing = True
            return ""
        if _PRIVATE_TAG.fullmatch(whole):
            return self._private(whole)
        if found := _NUMBERS.fullmatch(whole):
            return self._markers(found[1])
        if not whole.startswith("[^"):
            self._raw = whole[1:-1] + self._raw
            # What stands in the brackets of a link comes first, its target after it.
            self._after_bracket = False
            return self._bracket_text(len(whole) - 2)
        return ""

    def _bracket_text(self, length: int) -> str:
        """Pass on the words of a bracket; a target behind them is dropped when it comes."""
        words, self._raw = self._raw[:length], self._raw[length:]
        inner = CleanText((), self._restore)
        shown = inner.feed(words) + inner.finish()
        self.links += inner.links
        self._word += shown.replace("(", "").strip()
        self._after_bracket = True
        return ""

    def _target(self, *, is_last: bool) -> str | None:
        end = self._raw.find(")")
        if end < 0 and len(self._raw) <= _LONGEST_TAG:
            return self._drop_rest() if is_last else None
        self._after_bracket = False
        target = self._raw[: end + 1]
        if end < 0 or (not _ADDRESS.search(target) and " " in target.strip("() ")):
            self._word += "("  # words in brackets, no target
            self._raw = self._raw[1:]
            return ""
        self._raw = self._raw[end + 1 :]
        self.links += 1
        return ""

    def _exclamation(self, *, is_last: bool) -> str | None:
        if len(self._raw) == 1 and not is_last:
            return None
        if not self._raw.startswith("!["):
            self._word += "!"
        self._raw = self._raw[1:]
        return ""

    def _tag(self, *, is_last: bool) -> str | None:
        if len(self._raw) == 1 and not is_last:
            return None
        if not _TAG_BEGIN.match(self._raw):
            self._raw, self._word = self._raw[1:], self._word + "<"
            return ""
        end = self._raw.find(">")
        if end < 0 and len(self._raw) <= _LONGEST_TAG:
            return self._drop_rest() if is_last else None
        if found := _WITH_CONTENT.match(self._raw):
            self._until = f"</{found[1].lower()}"
        self.links += 1
        self._raw = self._raw[end + 1 :] if end >= 0 else self._raw[_LONGEST_TAG:]
        return ""

    def _entity(self, *, is_last: bool) -> str | None:
        found = _ENTITY.match(self._raw)
        if found:
            # What it stands for is a character of the word, never again a tag, a bracket or an entity.
            self._word += "".join(c for c in unescape(found[0]) if not (is_hidden(c) or c.isspace()))
            self._raw = self._raw[found.end() :]
            return ""
        if len(self._raw) < _LONGEST_ENTITY and not re.search(r"[\s;]", self._raw) and not is_last:
            return None
        self._raw, self._word = self._raw[1:], self._word + "&"
        return ""

    def _private(self, tag: str) -> str:
        own = self._restore(tag)
        if own == tag:
            return ""
        inner = CleanText((), lambda _: "")
        self._word += (inner.feed(own) + inner.finish()).strip()
        return ""

    def _markers(self, listed: str) -> str:
        numbers = [int(number) for number in re.findall(r"[0-9]+", listed)]
        known = [number for number in dict.fromkeys(numbers) if number in self._numbers]
        self.unknown_numbers += len(set(numbers)) - len(known)
        before = self._end_word("")
        self._at_line_start = False
        return before + "".join(f"[{number}]" for number in known)

    def _drop_rest(self) -> str:
        self._raw = ""
        return ""

    def _end_word(self, space: str) -> str:
        """Return the word that has ended, made harmless, with the space behind it."""
        word, self._word = self._word, ""
        at_line_start = self._at_line_start
        self._at_line_start = space == "\n" or (at_line_start and not word)
        if word and at_line_start and _LINE_MARKS.match(word):
            self._at_line_start = True
            return ""
        gap = "\n" if space == "\n" else " " if space else ""
        if not word:
            return gap
        if _ADDRESS.search(word):
            self.links += 1
            tail = _TRAILING.search(word)
            return f"{LEFT_OUT}{tail[0] if tail else ''}{gap}"
        shown = word.translate(_DROPPED).translate(_INSTEAD)
        shown = _COLON_WORD.sub(": ", shown.lstrip("#=@") if at_line_start else shown)
        return shown + gap
