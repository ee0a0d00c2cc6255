"""The organisation's own words within a text: its shops, products and roles are nobody's personal data."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

_WORD = re.compile(r"\w+")
_Phrases = Mapping[str, Sequence[tuple[str, ...]]]


class Kept:
    """Where the organisation's own words stand in a text."""

    def __init__(self, text: str, phrases: Collection[str]) -> None:
        """Look for each word or phrase as a whole, in whatever letters."""
        self._text = text
        self._own = bytearray(len(text))
        if phrases:
            self._mark(_by_first_word(frozenset(phrases)))

    def covers(self, start: int, end: int) -> bool:
        """Tell whether a range holds nothing but the organisation's own words."""
        if not any(self._own[start:end]):
            return False
        return all(self._own[place] or not self._text[place].isalnum() for place in range(start, end))

    def _mark(self, phrases: _Phrases) -> None:
        matches = list(_WORD.finditer(self._text))
        said = [match.group().casefold() for match in matches]
        for place, word in enumerate(said):
            for phrase in phrases.get(word, ()):
                if tuple(said[place : place + len(phrase)]) == phrase:
                    start, end = matches[place].start(), matches[place + len(phrase) - 1].end()
                    self._own[start:end] = b"\1" * (end - start)


@lru_cache(maxsize=8)
def _by_first_word(phrases: frozenset[str]) -> _Phrases:
    by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in sorted({tuple(_WORD.findall(phrase.casefold())) for phrase in phrases} - {()}):
        by_first[words[0]].append(words)
    return dict(by_first)
