"""Quotes that are almost in a text: each differs from it by what a careless check would let pass."""

import re
from collections.abc import Callable, Sequence
from random import Random

from evals.hostile_model.texts import QUOTES

_WORD = re.compile(r"\w[\w’'-]*")
_OTHER_WORDS = ("never", "rarely", "always", "customers", "nobody", "manager", "quickly", "usually")
_NEGATIONS = ((r"\b(do|does|did|is|are|was|will|can)(?: not|n['’]t)\b", r"\1"), (r"\bnever\b", "always"))
_SHORTEST = 4


def _change_word(sentence: str, random: Random) -> str:
    found = random.choice(list(_WORD.finditer(sentence)))
    others = [word for word in _OTHER_WORDS if word != found[0].lower()]
    return sentence[: found.start()] + random.choice(others) + sentence[found.end() :]


def _leave_out_word(sentence: str, random: Random) -> str:
    found = random.choice(list(_WORD.finditer(sentence))[1:-1])
    return sentence[: found.start()] + sentence[found.end() :].lstrip()


def _turn_round(sentence: str, random: Random) -> str:
    for pattern, replacement in _NEGATIONS:
        turned, count = re.subn(pattern, replacement, sentence, count=1, flags=re.IGNORECASE)
        if count:
            return turned
    return re.sub(r"^(\w+)", r"\1 never", sentence, count=1)


def _swap_words(sentence: str, random: Random) -> str:
    words = sentence.split()
    at = random.randrange(len(words) - 1)
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def _elide(sentence: str, random: Random) -> str:
    words = sentence.split()
    return " ".join([*words[:2], "…", *words[-2:]])


def _change_letter(sentence: str, random: Random) -> str:
    # A letter of another alphabet that looks the same.
    return sentence.replace("a", "\u0430", 1).replace("e", "\u0435", 1)


TWISTS: tuple[Callable[[str, Random], str], ...] = (
    _change_word,
    _leave_out_word,
    _turn_round,
    _swap_words,
    _elide,
    _change_letter,
)


def almost_quote(text: str, sentences: Sequence[str], random: Random) -> str:
    """Return a quote that is almost in the text, and never quite; an invented one where there is nothing to twist."""
    long = [sentence for sentence in sentences if len(_WORD.findall(sentence)) >= _SHORTEST]
    if long:
        twisted = random.choice(TWISTS)(random.choice(long), random)
        if not occurs(twisted, text):
            return twisted
    return invented_quote(text, random)


def invented_quote(text: str, random: Random) -> str:
    """Return a quote that nobody said, at least not in this text."""
    return next(quote for quote in random.sample(QUOTES, len(QUOTES)) if not occurs(quote, text))


def occurs(quote: str, text: str) -> bool:
    """Tell whether a quote is in a text word for word, however the white space falls."""
    return " ".join(quote.split()) in " ".join(text.split())
