"""Build the word lists that tell a person's name from an ordinary word and from a place.

Run once, by hand, in an environment of its own (`faker`, `names`, `phonenumbers`), with the lists of Debian's package
`scowl`::

    python -m evals.training.name_lists /usr/share/dict/scowl coach/llm/personal/lists

Only facts are carried over: which words occur as names, as places and in a dictionary. Where each list comes from and
under which licence stands in coach/llm/personal/lists/ORIGIN.md.
"""

import importlib
import pkgutil
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import available_timezones

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_COMMON_WORD = 50
"""SCOWL's size: what stands in a common dictionary. A name that is such a word is only one where it is said to be."""
_SPELLED_WORD = 60
"""SCOWL's size: what a good speller knows. No word of it that is no name is taken for one."""
_PLAIN_WORD = 20
"""SCOWL's size: the words of plain English. A well-known name that is a rarer word is a name."""
_PROPER_WORD = 40
"""SCOWL's size: days, months, and the commonest peoples and languages."""
_ANY_WORD = 60
_CENSUS_GIVEN = 3_000
_CENSUS_SURNAMES = 5_000
_WELL_KNOWN = 400
"""The rank in the census up to which a given name is one that everybody knows."""
_FAMILIAR = 1_500
_NEAR = ("en_GB", "en_IE", "en_IN")
"""Locales whose given names are looked for in small letters too."""
_LOCALES = 2
"""A name of other languages is carried when at least so many of Faker's locales have it."""
_SMALL_LENGTH = 4
"""Shorter names are not looked for in small letters: too many are typing errors of words."""
_ENDINGS = ("'s", "s", "es", "ed", "d", "ing", "er", "ers", "ly", "r")


def _by_hand(name: str) -> frozenset[str]:
    return frozenset((Path(__file__).with_name("names_by_hand") / f"{name}.txt").read_text(encoding="utf-8").split())


_NEVER = _by_hand("never")
"""In somebody's list of names, and hardly ever the name of a person in English prose."""
_KNOWN_THINGS = _by_hand("known_things")
"""Places, peoples and firms that are rare surnames in the census too."""
_CITIES = _by_hand("cities")
_ALSO_NAMES = _by_hand("also_names")
"""Given names that people in Britain meet at work, and that the lists of others lack or have in one locale only."""
_FIRST_OF_ALL_NAMES = _by_hand("first_of_all_names")
"""Words too, and hardly ever meant as words when they begin with a capital letter."""


def fold(word: str) -> str:
    """Return a word as it is compared."""
    return unicodedata.normalize("NFC", word.strip()).casefold().replace("’", "'")


def is_latin(word: str) -> bool:
    """Tell whether a word is one word, in Latin letters."""
    letters = (character for character in word if character.isalpha())
    return bool(_WORD.fullmatch(word)) and all("LATIN" in unicodedata.name(letter, "") for letter in letters)


def faker_values(providers: str, *parts: str) -> dict[str, set[str]]:
    """Return, for each locale, the words of Faker's lists whose names hold all these parts."""
    package = importlib.import_module(f"faker.providers.{providers}")
    found: dict[str, set[str]] = {}
    for module in pkgutil.iter_modules(package.__path__):
        provider = importlib.import_module(f"faker.providers.{providers}.{module.name}").Provider
        lists = [getattr(provider, name) for name in dir(provider) if all(part in name for part in parts)]
        found[module.name] = {fold(word) for words in lists for word in _strings(words) if is_latin(word.strip())}
    return found


def _strings(words: object) -> Iterable[str]:
    return (word for word in words if isinstance(word, str)) if isinstance(words, list | tuple | dict | set) else ()


def census(name: str) -> list[str]:
    """Return a list of the US census of 1990, the commonest name first."""
    path = Path(str(importlib.import_module("names").__file__)).with_name(name)
    return [fold(line.split()[0]) for line in path.read_text(encoding="ascii").splitlines()]


def chosen(by_locale: dict[str, set[str]]) -> set[str]:
    """Return the words that an English locale has, or several others."""
    locales = Counter(word for words in by_locale.values() for word in words)
    english = {word for locale, words in by_locale.items() if locale.startswith(("en", "ga")) for word in words}
    return english | {word for word, number in locales.items() if number >= _LOCALES}


def scowl(folder: Path, kinds: tuple[str, ...], size: int) -> set[str]:
    """Return the words of SCOWL of these kinds up to a size, as they are written."""
    found: set[str] = set()
    for path in folder.iterdir():
        name, level = path.name.rsplit(".", 1)
        if "variant" not in name and name.split("-", 1)[1] in kinds and int(level) <= size:
            found |= set(path.read_text(encoding="latin-1").split())
    return found


def known_places() -> set[str]:
    """Return towns, countries and their like."""
    areas: dict[str, dict[str, str]] = importlib.import_module("phonenumbers.geodata").GEOCODE_DATA
    towns = {
        part
        for prefix, names in areas.items()
        if prefix.startswith(("44", "353"))
        for part in re.split(r"[/()]", names.get("en", ""))
    }
    zones = {zone.rsplit("/", 1)[-1].replace("_", " ") for zone in available_timezones()}
    folded = {fold(place) for place in towns | zones if is_latin(place.strip())}
    for part in ("countries", "states", "counties", "cities", "city_names", "provinces", "regions"):
        by_locale = faker_values("address", part)
        folded |= {word for locale, words in by_locale.items() if locale.startswith(("en", "de")) for word in words}
    return {place for place in folded if len(place) > 3} | _CITIES


def without_inflections(words: set[str]) -> set[str]:
    """Return the words that are not a shorter one of them with an ending."""
    kept: set[str] = set()
    for word in sorted(words, key=len):
        stems = {word.removesuffix(end) for end in _ENDINGS if word.endswith(end) and len(word) - len(end) > 2}
        if not stems & kept:
            kept.add(word)
    return kept


def build(folder: Path) -> dict[str, set[str]]:
    """Return the lists by the names of their files."""
    known = {*census("dist.female.first")[:_WELL_KNOWN], *census("dist.male.first")[:_WELL_KNOWN]}
    first_names = faker_values("person", "first", "name")
    given = chosen(first_names) | _ALSO_NAMES | set(census("dist.male.first"))
    given |= set(census("dist.female.first")[:_CENSUS_GIVEN])
    surnames = chosen(faker_values("person", "last", "name")) | set(census("dist.all.last")[:_CENSUS_SURNAMES])
    countries = faker_values("address", "countries")["en_US"] - known
    smallest_words = {fold(word) for word in scowl(folder, ("words",), 10) if len(word) < _SMALL_LENGTH}
    names = {name for name in given | surnames if len(name) > 1} - countries - _NEVER - smallest_words
    plain = {fold(word) for word in scowl(folder, ("words", "contractions"), _PLAIN_WORD)}
    words = {fold(word) for word in scowl(folder, ("words", "contractions"), _COMMON_WORD)}
    spelled = {fold(word) for word in scowl(folder, ("words", "contractions"), _SPELLED_WORD)}
    proper = {fold(word) for word in scowl(folder, ("upper", "proper-names"), _COMMON_WORD)}
    common = {fold(word) for word in scowl(folder, ("upper",), _PROPER_WORD)}
    proper -= set(census("dist.all.last")) - common - _KNOWN_THINGS
    familiar = known | _ALSO_NAMES | set().union(*(words for locale, words in first_names.items() if locale in _NEAR))
    familiar |= {*census("dist.female.first")[:_FAMILIAR], *census("dist.male.first")[:_FAMILIAR]}
    rare = {fold(word) for word in scowl(folder, ("words",), _ANY_WORD)}
    places = known_places()
    ordinary = {word for word in spelled | proper | countries | _NEVER if is_latin(word) and len(word) > 1}
    return {
        "given.txt": given & names,
        "surnames.txt": names - given,
        "also_words.txt": (names & words) - (known - plain) - _FIRST_OF_ALL_NAMES,
        "also_places.txt": names & places - known,
        "small.txt": {name for name in (familiar & given & names) - rare - places if len(name) >= _SMALL_LENGTH},
        "ordinary.txt": without_inflections(ordinary - names - {name + "'s" for name in names}),
        "places.txt": places - names,
    }


def main() -> None:
    """Write the lists."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    for name, words in build(source).items():
        (target / name).write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")
        print(f"{name}: {len(words):,}")


if __name__ == "__main__":
    main()
