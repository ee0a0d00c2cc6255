"""Notice when a reply gives the prompt away: a mark in the prompt, and the forms in which a model might repeat it.

The prompts are public and hold no secret; the mark tells that a reply recites instead of answering. Found are: the mark
itself, in capitals or small letters, with anything but letters and digits between its characters, backwards, in ROT13,
in hexadecimal, in base32 and in base64, however the pieces of the stream are cut.
"""

import base64
import codecs
import hashlib
from collections.abc import Callable

from coach.chat.clean_text import LEFT_OUT

_LEAST = 4
"""So many characters that could become the mark are held back; fewer would hold back ordinary words."""


def mark_of(prompt_ref: str) -> str:
    """Return the mark of a prompt: twelve letters that no text has by chance, always the same for the same prompt."""
    digest = hashlib.sha256(f"mark of {prompt_ref}".encode()).digest()
    return "".join(chr(ord("a") + byte % 26) for byte in digest[:12])


class LeakGate:
    """Pass text on without the mark."""

    def __init__(self, mark: str) -> None:
        """Watch for `mark`, which has letters and digits only."""
        self._forms = _forms(mark)
        self._longest = max(map(len, self._forms))
        self._held = ""
        self._before = ""
        self.found = 0

    def feed(self, text: str) -> str:
        """Return what may be shown now."""
        self._held += text
        places = [place for place, character in enumerate(self._held) if character.isascii() and character.isalnum()]
        seen = self._before + "".join(self._held[place] for place in places).lower()
        offset = len(self._before)
        for form in self._forms:
            start = seen.find(form)
            if start >= 0:
                return self._cut(places, start - offset, start + len(form) - offset)
        waiting = self._waiting(seen)
        keep_from = places[max(len(seen) - waiting - offset, 0)] if waiting else len(self._held)
        return self._release(keep_from)

    def finish(self) -> str:
        """Return what was held back."""
        return self._release(len(self._held))

    def _cut(self, places: list[int], start: int, end: int) -> str:
        self.found += 1
        before = self._held[: places[max(start, 0)]]
        rest = self._held[places[end - 1] + 1 :]
        self._held, self._before = "", ""
        return f"{before}{LEFT_OUT}{self.feed(rest)}"

    def _waiting(self, seen: str) -> int:
        """Return how many characters at the end may be the beginning of a form."""
        for length in range(min(self._longest - 1, len(seen)), _LEAST - 1, -1):
            end = seen[-length:]
            if any(form.startswith(end) for form in self._forms):
                return length
        return 0

    def _release(self, end: int) -> str:
        shown, self._held = self._held[:end], self._held[end:]
        seen = "".join(character for character in shown if character.isascii() and character.isalnum()).lower()
        self._before = (self._before + seen)[-self._longest :]
        return shown


def _forms(mark: str) -> tuple[str, ...]:
    words = [form for one in (mark.lower(), mark.upper(), mark.capitalize()) for form in (one, one[::-1])]
    words += [codecs.encode(word, "rot13") for word in words]
    found = [word.lower() for word in words]
    for word in words:
        data = word.encode()
        found += [data.hex(), data.hex()[::-1]]
        found += [_core(base64.b64encode, data, group=3, width=4), _core(base64.b32encode, data, group=5, width=8)]
        found += [_core(base64.b64encode, b"-" * shift + data, group=3, width=4, shift=shift) for shift in (1, 2)]
        found += [_core(base64.b64encode, data, group=3, width=4)[::-1]]
    return tuple(dict.fromkeys(form for form in found if len(form) >= 2 * _LEAST))


def _core(encode: Callable[[bytes], bytes], data: bytes, *, group: int, width: int, shift: int = 0) -> str:
    """Return the letters and digits of an encoding that do not depend on what stands before and after."""
    text = encode(data).decode().rstrip("=")
    start = width if shift else 0
    whole = len(data) // group * width
    return "".join(character for character in text[start:whole] if character.isalnum()).lower()
