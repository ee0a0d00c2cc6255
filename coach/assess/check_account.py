"""Can this text be assessed at all, and what should its reader know about it?"""

import re

from coach.assess.address import is_invisible
from coach.assess.address import speaks_to_the_coach as speaks_to_the_coach
from coach.assess.segment import count_words
from coach.domain.account import MAX_ACCOUNT_CHARACTERS
from coach.errors import AccountError

MIN_WORDS = 8

# Common words of English accounts that the neighbouring languages do not share: "a", "do", "is", "no" or "was" would
# take Polish, Dutch or Spanish for English. The words of work are for people who write "Check part, ring customer."
_COMMON = """
    the and you that it it's with his they they're this that's have from not but what can we're when use your
    how each which she their if time many then them would like these her our my its who been after any where
    most know get back only got don't dont can't cant i'm i've i'll before never because while still even than
    into just about again out up off for are always often usually sometimes every other make take keep give put
    write send say tell ask call ring phone check help need look find wait try told asked called rang said went
    made took gave found customer customers people colleague colleagues manager work job jobs day week morning
    afternoon same next new old first last late early twice once good right wrong quick easy busy order orders
    part parts note notes shift home shop store price box delivery repair invoice question problem answer number
    name list leave guy team
    """
_ENGLISH = frozenset(_COMMON.split())
_ENGLISH_FROM = 0.12
_WORDS = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_LATIN = re.compile(r"[A-Za-z]")
_JOINER = "\u200d"


def check_account(text: str) -> None:
    """Refuse a text that cannot be assessed, and say what to do.

    Raises:
        AccountError: the text is empty, too short, too long or not in English.
    """
    words = count_words(text)
    if not words:
        raise AccountError("There is nothing to read yet. Write a few sentences about a day at work.")
    if len(text) > MAX_ACCOUNT_CHARACTERS:
        raise AccountError(
            f"Your account has {len(text):,} characters; the coach reads up to {MAX_ACCOUNT_CHARACTERS:,}. "
            "Nothing was cut and your text is safe. Keep the parts about what you do, and try again."
        )
    # Scripts without spaces count as few words however long the text is.
    if words < MIN_WORDS and _LATIN.search(text):
        raise AccountError(
            f"{words} {'word is' if words == 1 else 'words are'} too few to say anything fair. Your text is safe. "
            "Describe one situation: what happened, what you did, how it ended."
        )
    if english_share(text) < _ENGLISH_FROM:
        raise AccountError(
            "The coach reads English only on this engine, and this text does not look like English sentences. "
            "Your text is safe. Write a few sentences in English; plain or broken English is fine."
        )


def english_share(text: str) -> float:
    """Return the share of words that are common in English accounts and not in other languages, 0 to 1."""
    words = [word.lower().replace("\u2019", "'") for word in _WORDS.findall(text)]
    return sum(word in _ENGLISH for word in words) / len(words) if words else 0.0


def remarks_about(text: str, *, addressed: int, found: bool) -> tuple[str, ...]:
    """Return what the reader should know about this reading."""
    remarks = []
    if addressed == 1:
        remarks.append(
            "1 sentence speaks to the coach instead of describing your work. It was left out of the findings."
        )
    elif addressed:
        remarks.append(
            f"{addressed} sentences speak to the coach instead of describing your work. "
            "They were left out of the findings."
        )
    # A joiner holds the parts of an emoji together, and a mark at the very start only names the encoding.
    if any(is_invisible(character) and character != _JOINER for character in text.lstrip("\ufeff")):
        remarks.append("Your text holds invisible characters. They count for nothing here.")
    if not found:
        remarks.append(
            "Your account shows nothing of the behaviours yet. That is no gap: tell the coach about one situation."
        )
    return tuple(remarks)
