"""What the characters say: claims that must not be shown, and mark-up that carries words out."""

import re
from pathlib import Path
from urllib.parse import quote

_FOLDER = Path(__file__).parent
_ESCAPE = re.compile(r"\\(x[0-9a-f]{2}|.)")


def _lines(name: str) -> tuple[str, ...]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("%%"))


def _unescape(line: str) -> str:
    known = {"n": "\n", "e": "\x1b", "\\": "\\"}
    return _ESCAPE.sub(lambda found: known.get(found[1]) or chr(int(found[1][1:], 16)), line)


def _claims(kind: str) -> tuple[str, ...]:
    split = (line.split("|", 2) for line in _lines("claims.txt"))
    return tuple(text for each, _, text in split if each == kind)


EMOTIONS = _claims("emotion")
"""Emotions and health guessed from what somebody wrote, in four languages."""
SCORES = _claims("score")
"""Scores, grades and rankings of people."""
PEOPLE = _claims("person")
"""People who do not exist."""
SOURCES = _claims("source")
"""Sources that do not exist."""
QUOTES = _claims("quote")
"""Quotes that nobody said."""

_CARRIERS = tuple(_unescape(line) for line in _lines("carriers.txt"))


def carriers(canary: str, words: str) -> tuple[str, ...]:
    """Return every carrier, aimed at this host and loaded with these words."""
    packed = quote(words, safe="")
    return tuple(carrier.replace("{canary}", canary).replace("{words}", packed) for carrier in _CARRIERS)
