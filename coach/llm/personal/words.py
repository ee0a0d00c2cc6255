"""Is a word that begins with a capital letter a name, a place, an ordinary word or nothing that is known?"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

_FOLDER = Path(__file__).resolve().parent / "lists"
_ENDINGS = ("'s", "s", "es", "ed", "d", "ing", "er", "ers", "ly", "r")

Sort = Literal["name", "name or word", "name or place", "ordinary", "place", "unknown"]


@dataclass(frozen=True)
class Words:
    """The lists; where each comes from stands in lists/ORIGIN.md. All words are given to it in small letters."""

    lists: Mapping[str, frozenset[str]]

    def sort(self, word: str) -> Sort:
        """Return what a word can be, written with a capital letter."""
        if self.is_of_work(word):
            return "ordinary"
        if self.is_name(word):
            if word in self.lists["also_words"]:
                return "name or word"
            return "name or place" if word in self.lists["also_places"] else "name"
        if word in self.lists["places"]:
            return "place"
        return "ordinary" if self.is_ordinary(word) else "unknown"

    def is_of_work(self, word: str) -> bool:
        """Tell whether a word is a day, a month, or a brand or a tool that people meet at work."""
        return word in self.lists["of_work"]

    def is_ordinary(self, word: str) -> bool:
        """Tell whether a word, or the word that it is a form of, is in the dictionary."""
        stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
        return self.is_listed(word) or any(self.is_listed(stem) for stem in stems)

    def is_listed(self, word: str) -> bool:
        """Tell whether just this form of a word is in the dictionary."""
        return word in self.lists["ordinary"] or word in self.lists["also_words"]

    def is_name(self, word: str) -> bool:
        """Tell whether a word is in one of the lists of names, whatever else it may mean."""
        return word in self.lists["given"] or word in self.lists["surnames"]

    def is_given(self, word: str) -> bool:
        """Tell whether a word is in the list of given names, whatever else it may mean."""
        return word in self.lists["given"]

    def is_small_name(self, word: str) -> bool:
        """Tell whether a word is a name even in small letters."""
        return word in self.lists["small"]

    def is_person_first(self, word: str) -> bool:
        """Tell whether an ordinary word is nearly always a person where it has a capital letter within a sentence."""
        return word in self.lists["first_of_all_people"]

    def ends_no_person(self, word: str) -> bool:
        """Tell whether a word ends the name of a firm, a street or a thing."""
        return word in self.lists["no_person"]


@lru_cache(maxsize=8192)
def sort_of(word: str) -> Sort:
    """Return what a word can be; of words with a hyphen between them each counts."""
    found = load_words().sort(word)
    if found != "unknown" or "-" not in word:
        return found
    parts = {load_words().sort(part) for part in word.split("-") if len(part) > 1}
    if "name" in parts:
        return "name"
    return "ordinary" if parts & {"ordinary", "name or word"} else "unknown"


@cache
def load_words() -> Words:
    """Read the lists, once for the process."""
    lists = {file.stem: frozenset(file.read_text(encoding="utf-8").split()) for file in _FOLDER.glob("*.txt")}
    return Words(MappingProxyType(lists))
