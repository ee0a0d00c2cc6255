"""Find the names of people, by lists of names, by the words around them and by what is no ordinary word.

No model that recognises names ships with the product. English prose is expected. Where it is unsure the word is taken
for a name: a hidden word costs the reader less than a name that leaves the process.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from coach.llm.personal import cues
from coach.llm.personal.kept import Kept
from coach.llm.personal.runs import Run, Word, find_runs, find_words
from coach.llm.personal.words import load_words, sort_of

_AFTER_NAMES = re.compile(r"ii|iii|iv|jr|sr|md|phd|dds|dvm|esq")
_MAX_WORDS = 6
_MAY_BE_NAMES = ("name", "unknown", "name or place")


def find_names(text: str, kept: Kept) -> Iterator[tuple[int, int]]:
    """Find where the names of people stand; what is kept is no name, unless a title stands before it."""
    words = [word for word in find_words(text) if not kept.covers(word.start, word.end) or _is_titled(text, word)]
    found = [name for run in find_runs(text, words) for name in _names_in(text, run)]
    taken = {word.start for name in found for word in name}
    small = (word for word in words if word.shape == "small" and word.start not in taken)
    found += ([word] for word in small if _is_small_name(text, word))
    found += _listed_with(text, words, found)
    yield from ((name[0].start, name[-1].end) for name in found)
    yield from _mentioned_again(text, words, found)


def _is_titled(text: str, word: Word) -> bool:
    return cues.is_titled(text, word.start)


def _names_in(text: str, run: Run) -> Iterator[Run]:
    """Yield the parts of a run that are names."""
    titled = run[0].is_title or _is_titled(text, run[0])
    if not titled and _is_no_person(text, run):
        return
    free = 0
    for place in range(len(run)):
        if place >= free and _is_anchor(text, run, place):
            first = _first_of(text, run, place, free=free)
            last = _last_of(run, place, first=first, titled=titled)
            yield run[first : last + 1]
            free = last + 1


def _is_no_person(text: str, run: Run) -> bool:
    """Tell whether the run names a firm, a street or a thing."""
    words, last = load_words(), run[-1]
    if len(run) == 1 or not words.ends_no_person(last.text):
        return cues.is_firm_or_street(text, last.end)
    if len(run) > 2 or run[0].sort != "name" or not words.is_name(last.text):
        return True
    return cues.has_determiner(text, run[0].start) or cues.follows_place_word(text, run[0].start)


def _is_anchor(text: str, run: Run, place: int) -> bool:
    """Tell whether this word is a name by itself, so that its neighbours may belong to it."""
    word = run[place]
    if word.shape in ("initial", "odd", "small") or word.is_title or load_words().ends_no_person(word.text):
        return False
    if _is_titled(text, word):
        return True
    if word.shape == "shouted":
        return word.sort == "name" and len(word.text) > 3
    if word.sort in ("ordinary", "place"):
        return False
    if word.sort == "name":
        return True
    begins = place == 0 and cues.begins_sentence(text, word.start)
    if word.sort == "name or word":
        return _is_person_not_word(text, run, place, begins=begins)
    return _is_person_not_thing(text, run, place, begins=begins)


def _is_person_not_word(text: str, run: Run, place: int, *, begins: bool) -> bool:
    """Tell whether a name that is an ordinary word too is the name here."""
    word = run[place]
    if cues.is_called(text, word.start):
        return True
    if not load_words().is_person_first(word.text):
        return not begins and (cues.is_said_to_act(text, word.start, run[-1].end) or _is_out_of_place(text, run))
    if begins:
        return cues.is_said_to_act(text, word.start, run[-1].end) or _has_surname(run, place)
    return not cues.has_determiner(text, word.start)


def _is_out_of_place(text: str, run: Run) -> bool:
    """Tell whether one word within a sentence has a capital letter and nothing makes it a place or a thing."""
    start = run[0].start
    about_a_thing = (
        cues.has_determiner(text, start) or cues.follows_place_word(text, start) or cues.is_counted(text, start)
    )
    return len(run) == 1 and not about_a_thing


def _is_person_not_thing(text: str, run: Run, place: int, *, begins: bool) -> bool:
    """Tell whether a word that is in no dictionary, or is a name and a place, is a person here."""
    word, end = run[place], run[-1].end
    if cues.is_called(text, word.start) or cues.is_said_to_act(text, word.start, end):
        return True
    if begins:
        follows = cues.is_speaker(text, word.end) or cues.does_something(text, end)
        return follows or _has_company(text, run, place) or cues.stands_alone(text, run[0].start, end)
    if cues.has_determiner(text, word.start):
        return _is_family(word) or cues.is_affair(text, end)
    if cues.is_counted(text, word.start):
        return False
    if cues.follows_place_word(text, word.start):
        return word.sort == "unknown" and cues.is_possessive(text, end)
    return sort_of(cues.neighbour_before(text, word.start)) not in ("place", "name or place")


def _is_family(word: Word) -> bool:
    """Tell whether a word is a name with an s: "the Hendersons"."""
    return word.text.endswith("s") and sort_of(word.text[:-1]) == "name"


def _has_surname(run: Run, place: int) -> bool:
    following = next((word for word in run[place + 1 : place + 3] if word.shape == "capital"), None)
    return following is not None and following.sort in _MAY_BE_NAMES


def _has_company(text: str, run: Run, place: int) -> bool:
    """Tell whether a word that begins a sentence is followed by more of a name, or by another name."""
    following = next((word.text for word in run[place + 1 : place + 3] if word.shape == "capital"), "")
    other = following or cues.neighbour_after(text, run[place].end)
    return bool(other) and sort_of(other) not in ("ordinary", "place")


def _first_of(text: str, run: Run, place: int, *, free: int) -> int:
    """Return where the name begins that this word belongs to."""
    while place > free and _may_precede(text, run[place - 1]):
        place -= 1
    return place


def _may_precede(text: str, word: Word) -> bool:
    if word.shape in ("initial", "small"):
        return True
    if word.shape != "capital" or word.is_title:
        return False
    if word.sort != "name or word":
        return word.sort in _MAY_BE_NAMES
    words = load_words()
    return words.is_person_first(word.text) or (
        words.is_given(word.text) and not cues.begins_sentence(text, word.start)
    )


def _last_of(run: Run, place: int, *, first: int, titled: bool) -> int:
    """Return where the name ends that this word belongs to; after a title any capital letter counts."""
    last = place
    while last + 1 < min(len(run), place + _MAX_WORDS) and (titled or _may_follow(run, first, last + 1)):
        last += 1
    while last > place and run[last].shape in ("initial", "small"):
        last -= 1
    return last


def _may_follow(run: Run, first: int, place: int) -> bool:
    """Tell whether a word belongs to the name that begins at the first; an ordinary word does as a surname only."""
    word = run[place]
    if word.shape in ("initial", "small") or _AFTER_NAMES.fullmatch(word.text):
        return True
    if word.shape == "shouted" or load_words().is_of_work(word.text):
        return False
    ends_full_name = place == len(run) - 1 and place - first <= 2 and run[first].sort in ("name", "unknown")
    return ends_full_name or word.sort not in ("ordinary", "place")


def _is_small_name(text: str, word: Word) -> bool:
    """Tell whether a word in small letters is a name: a well-known one, one that follows it, or one after a title."""
    words = load_words()
    if words.is_small_name(word.text):
        return True
    if len(word.text) < 3 or (words.is_ordinary(word.text) and not words.is_name(word.text)):
        return False
    if cues.has_short_title(text, word.start):
        return True
    if word.sort != "name":
        return False
    return cues.is_called(text, word.start) or words.is_small_name(cues.first_name_before(text, word.start))


def _listed_with(text: str, words: Sequence[Word], found: Sequence[Run]) -> list[Run]:
    """Return the words that may be names and stand in a list with names: "Reed" in "Okafor, Graves and Reed"."""
    names = {word.start for name in found for word in name}
    capitals = [word for word in words if word.shape == "capital" or word.start in names]
    added: list[Run] = []
    for known, word in [*pairwise(capitals), *pairwise(reversed(capitals))]:
        if known.start in names and word.start not in names and _may_be_listed(word):
            first, second = min(known, word, key=_start), max(known, word, key=_start)
            if cues.are_listed(text, first.end, second.start):
                names.add(word.start)
                added.append([word])
    return added


def _start(word: Word) -> int:
    return word.start


def _may_be_listed(word: Word) -> bool:
    return len(word.text) > 2 and word.sort in ("unknown", "name or word", "name or place")


def _mentioned_again(text: str, words: Sequence[Word], found: Sequence[Run]) -> Iterator[tuple[int, int]]:
    """Yield the words that are part of a name elsewhere in the text."""
    parts = {word.text for name in found for word in name if len(word.text) > 2}
    taken = {word.start for name in found for word in name}
    for word in words:
        if word.text in parts and word.start not in taken and word.shape in ("capital", "shouted"):
            sure = word.sort in ("name", "unknown")
            if sure or (word.sort != "ordinary" and not cues.begins_sentence(text, word.start)):
                yield word.start, word.end
