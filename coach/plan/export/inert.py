"""Text of employees and authors as Markdown that does nothing but stand there."""

import re
import unicodedata

# Renderers find links in plain text after they have undone every escape, so only a code span keeps such words inert.
_LINK = re.compile(r"://|@|\bwww\.|\w\.[^\W\d_]{2,}", re.IGNORECASE)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile(r"[\\`*_\[\]#|~$]")
_OPENING = re.compile(r"^(?:(?=[-+=:])|(\d+)(?=[.)]))")
_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def make_inert(text: str) -> str:
    """Return one line of Markdown that shows the words and cannot become a link, image, HTML, heading or list.

    Runs of white space become one blank; control and text-direction characters are left out.
    """
    words = ("".join(filter(is_visible, word)) for word in text.split())
    line = " ".join(_as_code(word) if _LINK.search(word) else _escape(word) for word in words if word)
    return _OPENING.sub(r"\1\\", line)


def is_visible(character: str) -> bool:
    """Say whether a character may be shown: no control, no half of a surrogate pair, no change of text direction."""
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in _BIDIRECTIONAL


def _escape(word: str) -> str:
    escaped = _SPECIAL.sub(r"\\\g<0>", word)
    return "".join(_ENTITIES.get(character, character) for character in escaped)


def _as_code(word: str) -> str:
    longest = max((len(run) for run in re.findall("`+", word)), default=0)
    fence = "`" * (longest + 1)
    space = " " if word.startswith("`") or word.endswith("`") else ""
    return f"{fence}{space}{word}{space}{fence}"
