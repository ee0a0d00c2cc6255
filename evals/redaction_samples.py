"""Write structured personal data with known places, and sentences whose numbers are nobody's.

All of it is made up: numbers that regulators set aside for fiction where there are such, and random digits with the
right check digits elsewhere. The same seed gives the same texts.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random
from string import ascii_uppercase, digits

from coach.domain.redaction import Private
from evals.redaction_marks import Marked, parse

SEED = 20261122
Make = Callable[[Random], str]

_SENTENCES: dict[Private, tuple[str, ...]] = {
    "email": (
        "She asked me to write to {} before Friday.",
        "I copied {} in, so they knew too.",
        "the address was {} and it bounced twice",
        "Contact: {}; I answered the same day.",
        "He had two, {} and one at work.",
    ),
    "phone": (
        "I rang him back on {} as I had promised.",
        "Her number is {}, she said, after six.",
        "call {} he told me, so I did",
        "Tel. {}. Nobody had ever tried it.",
        "It was written on the box: {}, in pencil.",
    ),
    "card": (
        "They read {} out to me and I stopped them.",
        "He paid with card {} and it was taken twice.",
        "card number {}, she had put in the chat",
        "I found {} on a sticky note and shredded it.",
    ),
    "account": (
        "The refund went to {}, which was wrong.",
        "I read {} back to her slowly.",
        "payee {} as on the form",
    ),
    "order": (
        "I followed {} from the depot to her door.",
        "It was about {}, for the third time.",
        "{} went missing and I traced it",
    ),
    "postcode": (
        "The van went to {} and found nobody.",
        "She lives at {}, up the hill.",
        "Sent it to {} again, by hand this time.",
    ),
}


# In a pattern each # is a digit, % a digit from 2 to 9 and ^ a capital letter.
_SIGNS = {"#": digits, "%": "23456789", "^": ascii_uppercase}
_PEOPLE = "ada|bo.lind|c_ekwueme|d-marsh|e.f.oyelaran|gus+shop|hana77|o'neil|ZOFIA"
_HOSTS = (
    "example.com|mail.example.org|shop.local|depot.internal|kiosk.test|example.co.uk|north-quay.example|print.local"
)
_PHONES = (
    "07700 900###|07700900###|+44 7700 900 ###|+447700900###|0044 7700 900###|020 7946 0###|(020) 7946 0###|"
    "+44 (0)20 7946 0###|0161 496 0###|01632 960###|0191-498-0###|(%##) 555-01##|%##-555-01##|%##.555.01##|"
    "+1 %## 555 01##|1-%##-555-01##|+49 30 23125 ###|030 23125###|+33 1 99 00 ## ##|01 99 00 ## ##|+353 1 555 0###|"
    "+48 22 555 ## ##|020 7946 0### ext 4#|0118 496 0### x##"
)
_CARDS = "4##############|51#############|6011###########|37############"
_IBANS = "GB^^^^##############|DE##################|NL^^^^##########|IE^^^^##############"
# The number alone is marked; the words before it are not personal data.
_ACCOUNTS = (
    "account {##-##-##} {########}|account number {########}|acct no. {#######}|customer number {C-######}|"
    "customer {#######}|membership no {^^-######}|patient number {### ### ####}|sort code {4#-6#-8#}|"
    "policy {^^^/######/^}|NI number {JW ## ## ## C}|client ID {#####}|account {0#######}"
)
_ORDERS = (
    "order {#######}|order number {######}|order no. {^^-#####}|ticket {INC#######}|ticket no {#####}|case {CS-######}|"
    "ref {^^#####}|reference {####/####/^}|invoice {INV-2024-#####}|booking {^#####}|job {#######}|"
    "parcel {JD################}|{ORD-######}|{REQ-#####}|tracking {1Z###^^##########}|complaint number {####}|"
    "claim {^#######}|order {#####}"
)
_POSTCODES = (
    "{B#% #AB}|{CB# #HG}|{EH%% #XD}|{G## #ND}|{HX# #LT}|{LS#%#RT}|{M% #EW}|{SW#A #AA}|{YO## #ST}|{EC#A #BB}|{K#A #B#}|"
    "IL {#####}|TX {#####}|zip code {#####}|{#####-####}|postcode {#####}"
)


def _one_of(random: Random, patterns: str) -> str:
    return random.choice(patterns.split("|"))


def filled(random: Random, pattern: str) -> str:
    """Return a pattern with digits and letters for its signs."""
    return "".join(random.choice(_SIGNS[sign]) if sign in _SIGNS else sign for sign in pattern)


def check_digit(number: str) -> str:
    """Return the Luhn check digit that completes a number."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in number[::-2])
    return str(-(doubled + sum(int(digit) for digit in number[-2::-2])) % 10)


def email(random: Random) -> str:
    """Return an e-mail address at a domain that is reserved, or inside a firm; some as people spell them out."""
    person, host = _one_of(random, _PEOPLE), _one_of(random, _HOSTS)
    at = random.choice(("@",) * 7 + (" at ", "(at)", " [at] "))
    dot = {"@": ".", " at ": " dot "}.get(at, "(dot)")
    return f"{{{person}{at}{host.replace('.', dot)}}}"


def phone(random: Random) -> str:
    """Return a phone number as people in several countries write it."""
    return f"{{{filled(random, _one_of(random, _PHONES))}}}"


def card(random: Random) -> str:
    """Return a card number with the right check digit, joined or in groups."""
    stem = filled(random, _one_of(random, _CARDS))
    number = stem + check_digit(stem)
    cuts = (0, 4, 10, 15) if len(number) == 15 else (0, 4, 8, 12, 16)
    parts = [number[start:end] for start, end in pairwise(cuts)]
    return f"{{{random.choice(('', ' ', '-', ' ')).join(parts)}}}"


def iban(random: Random) -> str:
    """Return an IBAN with the right check digits, joined or in groups of four."""
    pattern = _one_of(random, _IBANS)
    country, own = pattern[:2], filled(random, pattern[2:])
    remainder = int("".join(str(int(sign, 36)) for sign in own + country + "00")) % 97
    number = f"{country}{98 - remainder:02}{own}"
    grouped = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    return f"{{{random.choice((number, grouped))}}}"


def account(random: Random) -> str:
    """Return an account, customer or national insurance number."""
    return filled(random, _one_of(random, _ACCOUNTS))


def order(random: Random) -> str:
    """Return an order, ticket or parcel number."""
    return filled(random, _one_of(random, _ORDERS))


def postcode(random: Random) -> str:
    """Return a post code of Britain, the United States or Canada."""
    return filled(random, _one_of(random, _POSTCODES))


_MAKERS: dict[Private, tuple[Make, ...]] = {
    "email": (email,),
    "phone": (phone,),
    "card": (card,),
    "account": (account, account, iban),
    "order": (order,),
    "postcode": (postcode,),
}

_NOBODYS = (
    "We did {} orders that week and sent {} back.",
    "From {time} to {time} the lines were down.",
    "It cost {money} and the customer paid {money}.",
    "On {date} I started, on {date} I got the keys.",
    "About {} people, {percent} of them cross.",
    "The {model} leaks and the {model} does not.",
    "Between 2019 and 2023 we went from {} calls to {}.",
    "I walk {} steps and lift {} kg a day.",
    "Version {version} broke it, bay {bay} was shut and aisle {bay} too.",
    "Room {bay}, bed {bay}, at {time} sharp.",
)


def structured(n: int, *, seed: int = SEED) -> Iterator[Marked]:
    """Yield so many sentences with structured personal data in each, the kinds in turn."""
    random = Random(seed)
    kinds = tuple(_MAKERS)
    for number in range(n):
        kind = kinds[number % len(kinds)]
        made = random.choice(_MAKERS[kind])(random).replace("{", f"{{{kind}:")
        yield parse(random.choice(_SENTENCES[kind]).replace("{}", made))


def nobodys(n: int, *, seed: int = SEED) -> Iterator[str]:
    """Yield so many sentences whose numbers are quantities, dates, times, money and models."""
    random = Random(seed)
    for number in range(n):
        yield _with_values(_NOBODYS[number % len(_NOBODYS)], random)


def _with_values(sentence: str, random: Random) -> str:
    fillings: dict[str, tuple[str, ...]] = {
        "{}": ("12", "31", "140", "1,250", "2000", "48"),
        "{time}": ("09.30", "11:45", "6pm", "14:00", "7"),
        "{money}": ("£43", "£1,299.00", "€250", "$18.50", "99p"),
        "{date}": ("12/03/2024", "2024-05-14", "3 June", "the 21st", "01.09.2023"),
        "{percent}": ("6.1%", "40 %", "a third"),
        "{model}": ("WX-2204", "HX9", "DM14", "E18", "BQ 300"),
        "{version}": ("2.1.4", "10", "3.0"),
        "{bay}": ("14", "412", "7B", "506"),
    }
    for slot, values in fillings.items():
        while slot in sentence:
            sentence = sentence.replace(slot, random.choice(values), 1)
    return sentence
