"""What the words around a word say about it: a person, a place or a thing."""

import re

_BACK = 40
"""How many characters before a word are read."""

_ROLE = (
    r"(?:colleagues?|co-?workers?|workmates?|managers?|supervisors?|boss|bosses|leads?|leaders?|buddy|mates?|friends?|"
    r"customers?|clients?|callers?|patients?|guests?|tenants?|passengers?|residents?|neighbours?|husband|wife|partner|son|"
    r"daughter|brother|sister|mum|mother|dad|father|nan|gran|trainees?|apprentices?|engineers?|drivers?|planners?|advis[eo]rs?|"
    r"nurses?|students?|pupils?|chap|bloke|lady|gentleman|man|woman|guy|lad|girl|boy|kid|assistant|director|producer|singer|"
    r"songwriter|actor|actress|founders?|owner|chef|teacher|buyer|clerk|technician|foreman|deputy|ceo|president|minister)"
)
_PARTICLES = r"(?:(?:van|von|der|den|de|del|la|le|el|al|du|da|di|bin|st)\s){0,3}"
_TITLE = re.compile(
    r"(?<!\w)(?:mr|mrs|ms|miss|mx|dr|doctor|prof|professor|sir|dame|madam|rev|reverend|auntie?|uncle|sgt|sergeant|herr|frau|"
    rf"señora?|monsieur|mme|mlle)\.?\s{_PARTICLES}$",
    re.IGNORECASE,
)
_SHORT_TITLE = re.compile(rf"(?<!\w)(?:mr|mrs|ms|mx|dr)\.?\s{_PARTICLES}$", re.IGNORECASE)
_CALLED = re.compile(
    r"(?<!\w)(?:(?:called|named(?: him| her)?|surname(?: is|:)?|name(?:['’]?s| is| was|:|\?)|under|signed|"
    r"(?:sincerely|regards|love|cheers|thanks|thank you|ta),?|dear|hi|hiya|hello|hey|attn:?|fao:?)"
    rf"|(?:to|from|b?cc|user|agent|caller|contact|for|by|{_ROLE}):|{_ROLE}(?:,| called| named)?)\s{{1,4}}$",
    re.IGNORECASE,
)
_ACTS = re.compile(
    r"(?:['’]s)?,? (?:said|says|saying|told|asked|asks|rang|phoned|emailed|texted|wrote|replied|answered|reckons|"
    r"reckoned|thinks|knows|wants|wanted|joined|helped|helps|showed|shows|taught|sits|sat|lives|lived|who|explained|listed|"
    r"and i\b|and me\b|began|spent|took|takes|gave|gives|got|came|went|left|made|kept|covers|covered|works|worked|runs|"
    r"needed|found|stayed|started|agreed|disagrees|struggles|(?:is|was|'s)? ?from)\b",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"['’]s? \w|,? (?:is|was|has|had|will|would|can|could|did|does|(?:is|was|has|had|wo|would|ca|could|did|does)n['’]t|"
    r"never|always|also|often|usually|still|just)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?<!\w)(?:in|at|near|from|around|outside|via|towards|across|into|off|visit(?:ed|ing)?|leaving|of|on|the)\s$"
    r"|(?:moved?|moving|came|come|travel(?:led)?|drive|driving|drove|trip|way|return(?:ed|ing)?|flew|delivery|delivered|"
    r"shipped|welcome|back) to\s$",
    re.IGNORECASE,
)
_OF_A_PERSON = re.compile(
    r"(?<!\w)(?:(?:heard?(?: it| this| that)?|learned|learnt|news|love|wish(?:es)?|regards|thanks|"
    r"(?:call|(?:e-?)?mail|text|letter|message|note|complaint|visit|word)s?) from|"
    r"(?:friend|child|children|son|daughter|parent|mother|father|mum|dad|wife|husband|widow|brother|sister|neighbour|"
    r"colleague|behalf|memory|care|name)s? of)\s$",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"(?<!\w)(?:the|an?|our|my|your|this|that|every|each|any|no|some|old|new|these|those)\s$", re.IGNORECASE
)
_BESIDE = re.compile(r"([^\W\d_]+),? (?:(?:and|or|&) )?$")
_FIRST_NAME = re.compile(r"([^\W\d_]+) (?:[a-z]\.? )?$")
_START = re.compile(r"(?:^|[.!?:;…>•|\n\r\"“”(\[*–—]|\s-|\d\))[\s\"'“‘>*?-]*$")
_COUNTED = re.compile(r"\d\s$")
_SPEAKER = re.compile(r": (?=\w)")
_AFFAIR = re.compile(
    r"(?:['’]s?)? (?:family|household|couple|children|kids|twins|house|flat|complaint|dispute|grievance|refund|case)\b",
    re.IGNORECASE,
)
_FIRM_OR_STREET = re.compile(r" (?:street|road|avenue|bridge|[Ii]nc|[Ll]td|[Pp]lc)\b")
_OTHER = re.compile(r",? (?:(?:and|&) )?([^\W\d_a-z][^\W\d_]+)")
_LISTED = re.compile(r",? (?:and|&|or) |, ")


def before(text: str, start: int) -> str:
    """Return what stands before a word, as far as it is read."""
    return text[max(0, start - _BACK) : start]


def begins_sentence(text: str, start: int) -> bool:
    """Tell whether a word is the first of a sentence, a line or a quotation, where any word has a capital letter."""
    return start == 0 or bool(_START.search(before(text, start)))


def is_titled(text: str, start: int) -> bool:
    """Tell whether "Mrs" or its like stands before a word."""
    return bool(_TITLE.search(before(text, start)))


def has_short_title(text: str, start: int) -> bool:
    """Tell whether a title that is no other word stands before a word."""
    return bool(_SHORT_TITLE.search(before(text, start)))


def is_called(text: str, start: int) -> bool:
    """Tell whether the words before say that a person's name follows: "my colleague", "called", "dear"."""
    return bool(_CALLED.search(before(text, start)))


def is_said_to_act(text: str, start: int, end: int) -> bool:
    """Tell whether the words after say what a person does, and none before says that it is a place or a thing."""
    acts = bool(_ACTS.match(text, end))
    return acts and not has_determiner(text, start) and not follows_place_word(text, start)


def does_something(text: str, end: int) -> bool:
    """Tell whether what follows fits a person, and less often a thing: "is late", "'s desk"."""
    return bool(_DOES.match(text, end))


def stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a word or a name has a line for itself, as the signature under a letter."""
    line_end = text.find("\n", end)
    line = text[text.rfind("\n", 0, start) + 1 : line_end if line_end >= 0 else len(text)]
    return line.strip(" \t\r>*-.,1234567890)") == text[start:end]


def is_possessive(text: str, end: int) -> bool:
    """Tell whether a word has 's."""
    return text.startswith(("'s ", "’s "), end)


def has_determiner(text: str, start: int) -> bool:
    """Tell whether "the", "our" or their like stands before a word."""
    return bool(_DETERMINER.search(before(text, start)))


def follows_place_word(text: str, start: int) -> bool:
    """Tell whether the word before makes a place likely: "in", "near", "moved to"."""
    earlier = before(text, start)
    return bool(_PLACE.search(earlier)) and not _OF_A_PERSON.search(earlier)


def neighbour_before(text: str, start: int) -> str:
    """Return the word that stands before in a list, or directly, in small letters; nothing where there is none."""
    beside = _BESIDE.search(before(text, start))
    return beside.group(1).casefold() if beside else ""


def first_name_before(text: str, start: int) -> str:
    """Return the word before, in small letters, whether an initial stands between or not."""
    first = _FIRST_NAME.search(before(text, start))
    return first.group(1).casefold() if first else ""


def neighbour_after(text: str, end: int) -> str:
    """Return the word with a capital letter that follows in a list, in small letters; nothing where there is none."""
    other = _OTHER.match(text, end)
    return other.group(1).casefold() if other else ""


def are_listed(text: str, end: int, start: int) -> bool:
    """Tell whether two words, the first to its end and the second from its start, stand side by side in a list."""
    return bool(_LISTED.fullmatch(text, end, start))


def is_counted(text: str, start: int) -> bool:
    """Tell whether a number stands before a word: "two" of a product, or the number of a house."""
    return bool(_COUNTED.search(before(text, start)))


def is_speaker(text: str, end: int) -> bool:
    """Tell whether a word is followed by what it says, as in a log of a chat."""
    return bool(_SPEAKER.match(text, end))


def is_affair(text: str, end: int) -> bool:
    """Tell whether a family or its affair follows: "the Okafor complaint"."""
    return bool(_AFFAIR.match(text, end))


def is_firm_or_street(text: str, end: int) -> bool:
    """Tell whether the word after makes a firm or a street of the words before."""
    return bool(_FIRM_OR_STREET.match(text, end))
