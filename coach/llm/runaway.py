"""Notice that a model has begun to loop, or writes far more than it was asked for."""

import re
from collections import deque
from typing import Literal

Runaway = Literal["too long", "repeats"]
"""Why a reply is cut."""

CHARS_PER_TOKEN = 6
"""Honest text has fewer: about four in English, less in other languages and in JSON."""
_MARGIN = 400

# The same text, again and again. A list may name one thing a few times; no reply needs 600 characters of it.
_TIMES = 4
_SPAN = 600
_LONGEST_UNIT = 1_500
_PROBE = 16
_LOOK_EVERY = 64

# Loops that vary a little, such as list items with a counter: few runs of five words are new any more.
_RUN = 5
_WINDOW = 400
_STALE = 0.75

_WORD = re.compile(r"\w+")


class RunawayDetector:
    """Watch one reply as it comes, piece by piece."""

    def __init__(self, max_tokens: int) -> None:
        """Allow about `max_tokens`."""
        self._room = max_tokens * CHARS_PER_TOKEN + _MARGIN
        self._tail = ""
        self._unseen = 0
        self._novelty = _Novelty()

    def feed(self, piece: str) -> Runaway | None:
        """Take the next piece, and say whether the reply has run away."""
        # A huge piece is looked at in parts, so that a loop inside it is called a loop.
        for start in range(0, len(piece), _LOOK_EVERY):
            found = self._take(piece[start : start + _LOOK_EVERY])
            if found:
                return found
        return None

    def _take(self, part: str) -> Runaway | None:
        self._tail = (self._tail + part)[-_TIMES * _LONGEST_UNIT :]
        self._room -= len(part)
        self._unseen += len(part)
        is_stale = self._novelty.feed(part)
        if self._unseen >= _LOOK_EVERY:
            self._unseen = 0
            if is_stale or _ends_in_a_loop(self._tail):
                return "repeats"
        return "too long" if self._room < 0 else None


def _ends_in_a_loop(text: str) -> bool:
    """Say whether the text ends in at least four equal units that fill at least 600 characters."""
    if len(text) < _SPAN:
        return False
    probe = text[-_PROBE:]
    last = len(text) - _PROBE
    earlier = text.rfind(probe, 0, len(text) - 1)
    while earlier >= 0 and last - earlier <= _LONGEST_UNIT:
        if _repeats(text, last - earlier):
            return True
        earlier = text.rfind(probe, 0, earlier + _PROBE - 1)
    return False


def _repeats(text: str, unit: int) -> bool:
    span = max(_SPAN, unit * _TIMES)
    return len(text) >= span and text[-span + unit :] == text[-span:-unit]


class _Novelty:
    """How many of the last runs of words were there before."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._open = ""
        self._run: deque[str] = deque(maxlen=_RUN)
        self._seen: set[tuple[str, ...]] = set()
        self._window: deque[bool] = deque(maxlen=_WINDOW)

    def feed(self, part: str) -> bool:
        """Read on; say whether the window is full and stale."""
        text = self._open + part
        words = list(_WORD.finditer(text))
        # The last word may go on in the next part.
        is_open = bool(words) and words[-1].end() == len(text) and len(words[-1][0]) < _LOOK_EVERY
        self._open = words.pop()[0] if is_open else ""
        for word in words:
            self._add(word[0])
        return bool(words) and len(self._window) == _WINDOW and sum(self._window) >= _STALE * _WINDOW

    def _add(self, word: str) -> None:
        self._run.append(word)
        if len(self._run) == _RUN:
            run = tuple(self._run)
            self._window.append(run in self._seen)
            self._seen.add(run)
