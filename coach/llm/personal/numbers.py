"""Find personal data that have a shape: addresses, numbers and codes."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from coach.domain.redaction import Private


class Found(NamedTuple):
    """A piece of personal data and where it stands in the folded text."""

    start: int
    end: int
    kind: Private


_DOT = r"(?:\s?\.\s?|\s?[\[({]\s?(?:dot|punkt|\.)\s?[\])}]\s?)"
_AT = r"(?:\s?[\[({]\s?(?:at|@)\s?[\])}]\s?)"
_HOSTS = r"(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|gmx|proton(?:mail)?|aol|live|btinternet)"
_LOCAL = r"(?<![\w.+%'&-])[\w.+%'&-]++"
_EMAIL = re.compile(
    rf"\"[^\"\s@]{{1,64}}(?: [^\"\s@]{{1,64}})?\"@[\w-]+(?:\.[\w-]+)*"
    rf"|{_LOCAL} ?@ ?[\w-]+(?:\.[\w-]+)+"
    rf"|{_LOCAL}@(?:localhost\b|\[[\d.:a-f]{{3,45}}\])"
    rf"|{_LOCAL}{_AT}[\w-]+(?:{_DOT}[\w-]+)+"
    rf"|{_LOCAL}\s(?:at|@)\s[\w-]+(?:\sdot\s[\w-]+)+"
    rf"|{_LOCAL}\sat\s{_HOSTS}\.[a-z.]{{2,6}}\b",
    re.IGNORECASE,
)

_EMAIL_INSIDE = re.compile(rf"{_LOCAL}@[a-z][\w-]+", re.IGNORECASE)
"""An address within a firm; a name with a version looks the same."""

_GROUPED = r"\d(?:[ -]?\d)"
_CARD = re.compile(rf"(?<![\w.,+-])(?<![\w] -){_GROUPED}{{11,18}}(?![\w]|[.,-]\d| ?-? ?\d)")
_FOUR_BY_FOUR = re.compile(r"(?<![\w-])\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}(?![\w-])")
_CARD_END = re.compile(
    r"\bcards?\b[^.!?\n]{0,30}?\b(?:end(?:s|ing|ed)?(?: (?:in|with))?|last (?:four|4)(?: digits)?)\b"
    r"\D{0,12}(\d{4})(?!\d)"
    r"|(?<![*x•])(?:[*x•]{2,12}+[ -]?){1,5}+(\d{3,4})(?!\d)",
    re.IGNORECASE,
)
_CARD_WORD = re.compile(r"\b(?:(?:debit|credit) card|card|cc|visa|mastercard|amex|maestro)\b\D{0,30}$", re.IGNORECASE)
_SECURITY_CODE = re.compile(
    r"\b(?:cvv2?|cvc|security code|pin(?: code| number)?)\b\D{0,12}(\d{3,6})(?!\d)", re.IGNORECASE
)

_IBAN = re.compile(
    r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?(?![A-Z0-9])", re.IGNORECASE
)
_NATIONAL = re.compile(
    r"(?<![\w-])(?:\d{3}-\d{2}-\d{4}"
    r"|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D])(?![\w-])",
    re.IGNORECASE,
)
_INTERNET = re.compile(
    r"(?<![\w.])(?!127\.|0\.)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)"
    r"|(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])",
    re.IGNORECASE,
)

_ACCOUNT_WORD = (
    r"(?:(?:bank )?acc(?:oun)?ts?|acct?|a/c|customer|client|member(?:ship)?|policy|patient|hospital|nhs|mrn|"
    r"national insurance|n\.?i\.?|ssn|social security|passport|(?:driv(?:ing|er'?s?) )?licen[cs]e|sort[ -]?code|"
    r"routing|swift|user ?id|employee|staff|payroll|meter|tenan(?:t|cy)|loyalty(?: card)?|subscriber|iban|tax)"
)
_ORDER_WORD = (
    r"(?:orders?|tickets?|cases?|ref(?:erence)?|bookings?|reservation|invoices?|parcels?|tracking|consignment|jobs?|"
    r"incidents?|complaints?|claims?|quotes?|quotation|returns?|rma|deliver(?:y|ies)|purchase order|transactions?|"
    r"receipt|shipment|request|enquiry|contract|serial|docket|work ?order|p\.?o\.?)"
)
_NUMBER_WORD = r"(?:numbers?|nos?\b\.?|num\b|nr\b\.?|id|ids|ref(?:erence)?s?|codes?|#)"
_ID = r"(?=[A-Z/_.-]{0,8}\d)[A-Z0-9]+(?:[/_.-][A-Z0-9]+)*"
_EXPLICIT = (
    r"(?:[ -]{0,2}" + _NUMBER_WORD + r")(?: (?:is|was|were|are|of|like|ending|reads?|says?))?[ :=#.-]{0,3}"
    r"|(?: (?:is|was))? ?[:=#][ #]?"
)
_SPACED = r"(?: (?=[A-Z0-9]*\d)[A-Z0-9-]{2,}(?![\w%])){0,4}"


def _after(word: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![A-Z])(?:{word})(?:{_EXPLICIT})(?P<told>(?:[A-Z]{{1,4}} (?=\d))?{_ID}{_SPACED})"
        rf"|(?<![A-Z])(?:{word})(?: (?:is|was))? (?P<bare>{_ID})",
        re.IGNORECASE,
    )


_ACCOUNT = _after(_ACCOUNT_WORD)
_ORDER = _after(_ORDER_WORD)
_PREFIXED = re.compile(
    r"(?<![\w-])(?:(?:ORD|ORDER|INC|REQ|RITM|TKT|TICKET|CASE|REF|INV|SR|CS|CHG|PRB|RMA|PO|SO|WO|BK|BKG|JOB|CUST|ACC|ACCT|CN|TRK|"
    r"CR|CLM|RET|DN)[ -]?[#-]?\d{3,}(?:[-/]\w+)*"
    r"|#[A-Z]{0,4}-?\d{3,}(?:[-/]\d+)*)(?![\w-])"
)
_SORT_CODE = re.compile(r"(?<![\w-])\d{2}-\d{2}-\d{2}(?![\w-])")
_SORT_CODE_TOLD = re.compile(r"\bsort[ -]?codes?\b\D{0,8}(\d{2}-\d{2}-\d{2})(?![\w-])", re.IGNORECASE)
_BANK_DETAILS = re.compile(r"(?<![\w-])\d{2}-\d{2}-\d{2} {1,2}\d{7,8}(?![\w-])")
_UUID = re.compile(r"(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])", re.IGNORECASE)

_POSTCODE = re.compile(
    r"(?<![\w-])(?:GIR ?0AA|"
    r"[A-PR-UWYZ][A-HK-Y]?\d[A-HJKPS-UW\d]? ?\d(?!(?-i:st|nd|rd|th|ft)(?!\w))[ABD-HJLNP-UW-Z]{2})(?![\w-])"
    r"|(?<![\w-])[ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d(?![\w-])"
    r"|(?<![\w-])\d{5}-\d{4}(?![\w-])",
    re.IGNORECASE,
)
_EIRCODE = re.compile(r"(?<![\w-])[AC-FHKNPRTV-Y]\d[\dW] (?=[A-Z0-9]*\d)(?=[0-9]*[A-Z])[0-9AC-FHKNPRTV-Y]{4}(?![\w-])")
_POSTCODE_LINE = re.compile(r"^[ \t>]*(\d{5}|\d{2}-\d{3})[ \t]*$", re.MULTILINE)
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
)
_US_ZIP = re.compile(rf"(?<=[ ,])(?:{_STATES})[ ,]{{1,2}}(\d{{5}})(?![\w-])")
_POSTCODE_WORD = re.compile(
    r"\b(?:post ?codes?|postal codes?|zip(?: ?codes?)?|eir ?code|plz|postleitzahl)\b(?: (?:is|was|of))?[ :=]{1,3}"
    r"((?=[A-Z-]{0,3}\d)[A-Z0-9]{2,5}(?:[ -](?=[A-Z]*\d)[A-Z0-9]{2,4})?)(?!\w)",
    re.IGNORECASE,
)

_PHONE = re.compile(
    r"(?<![\w/+-])(?<!\d[.,:])(?<!\d [-/])(?:\+ ?|\(\+?)?\d[\d() ./-]{4,24}\d(?:,? ?(?:x|ext\.?|extension) ?\d{1,6})?"
    r"(?!\w|[.,:]\d)",
    re.IGNORECASE,
)
_PHONE_WORD = re.compile(
    r"\b(?:phones?|telephone|tel|mobile|mob|cell|call(?:ed|ing)?|ring|rang|dial(?:led)?|text(?:ed)?|whatsapp|landline|fax|"
    r"reach(?:ed)?|contact|hotline|helpline|(?:his|her|my|their|your) number(?: is| was)?|ext)\b[^\d\n]{0,20}$",
    re.IGNORECASE,
)
_PHONE_WORD_AFTER = re.compile(r" ?\(?(?:office|fax|mobile|home|cell|work|landline|switchboard)\b", re.IGNORECASE)
_AREA_IN_BRACKETS = re.compile(r"\([\d -]{2,6}\)")
_EXTENSION = re.compile(r",? ?(?:x|ext\.?|extension) ?\d{1,6}$", re.IGNORECASE)
_DATE_OR_TIME = re.compile(
    r"(?<![\d./-])(?:(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])[-/.](?:19|20)?\d{2}"
    r"|(?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])[-/.](?:19|20)?\d{2}"
    r"|(?:[01]?\d|2[0-4])\.[0-5]\d ?- ?(?:[01]?\d|2[0-4])\.[0-5]\d)(?!\d|[./-]\d)"
)
_DECIMAL = re.compile(r"\d{1,2}\.\d+$|(?:^|.*[ (])0\.\d")
_YEARS = re.compile(r"(?:19|20)\d{2}(?:[ /-]+(?:(?:19|20)\d{2}|\d{2}))+")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_MONEY_BEFORE = re.compile(r"(?:[£$€¥]|\b(?:gbp|eur|usd)) ?$", re.IGNORECASE)
_AMOUNT_AFTER = re.compile(
    r" ?(?:%|[£$€]|(?:k|m|km|kg|g|mm|cm|ml|kwh|mb|gb|people|customers?|visits?|visitors?|calls?|orders?|parcels?|"
    r"pounds?|euros?|dollars?|users?|hits|views|miles|steps|rows|records|units|items|times|hours|pence|households|homes|members)\b)",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"(?<![\w.,:/-])\d{6,}(?![\w]|[.,:/-]\d)")
_MIXED_CODE = re.compile(r"(?<![\w-])(?=(?:[A-Z-]*\d){6})(?=[\d-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*(?![\w-])")


def find_sure(text: str) -> Iterator[Found]:
    """Find what has the shape of personal data, or stands after words that say so; the strongest kinds first."""
    yield from _all(_EMAIL, "email", text)
    yield from (Found(m.start(), m.end(), "account") for m in _IBAN.finditer(text) if _is_iban(m.group()))
    yield from _all(_BANK_DETAILS, "account", text)
    yield from (Found(*match.span(1), "account") for match in _SORT_CODE_TOLD.finditer(text))
    yield from _cards(text)
    yield from _all(_UUID, "order", text)
    yield from _all(_INTERNET, "account", text)
    yield from _all(_NATIONAL, "account", text)
    yield from _told(_ACCOUNT, "account", text)
    yield from _told(_ORDER, "order", text)
    yield from _all(_PREFIXED, "order", text)
    yield from _phones(text)
    yield from _postcodes(text)


def find_likely(text: str) -> Iterator[Found]:
    """Find what may be something else but, in an account, is nearly always somebody's: long numbers and codes."""
    for match in _LONG_NUMBER.finditer(text):
        if not _is_amount(text, match.start(), match.end()):
            yield Found(match.start(), match.end(), "order")
    yield from _all(_MIXED_CODE, "order", text)
    yield from _all(_SORT_CODE, "account", text, _is_no_date)
    yield from _all(_EMAIL_INSIDE, "email", text)


def _all(pattern: re.Pattern[str], kind: Private, text: str, accept: Callable[[str], bool] = bool) -> Iterator[Found]:
    return (Found(m.start(), m.end(), kind) for m in pattern.finditer(text) if accept(m.group()))


def _cards(text: str) -> Iterator[Found]:
    for match in _CARD.finditer(text):
        # The one range of cards that begins with 0 is printed without gaps; with gaps it is a phone number.
        if match.group().startswith("0") and not match.group().isdigit():
            continue
        before = text[max(0, match.start() - 40) : match.start()]
        if passes_luhn(match.group()) or _CARD_WORD.search(before):
            yield Found(match.start(), match.end(), "card")
    yield from _all(_FOUR_BY_FOUR, "card", text)
    for pattern in (_CARD_END, _SECURITY_CODE):
        for match in pattern.finditer(text):
            yield Found(*match.span(match.lastindex or 0), "card")


def passes_luhn(number: str) -> bool:
    """Tell whether the check digit of a card number is right."""
    digits = [int(character) for character in reversed(number) if character.isdigit()]
    doubled = (digit * 2 - 9 * (digit > 4) for digit in digits[1::2])
    return bool(digits) and (sum(digits[::2]) + sum(doubled)) % 10 == 0 and any(digits)


def _is_iban(candidate: str) -> bool:
    """Tell whether the check digits of an IBAN are right."""
    compact = re.sub(r"[ -]", "", candidate).upper()
    if not 15 <= len(compact) <= 34 or not compact.isascii():
        return False
    return int("".join(str(int(character, 36)) for character in compact[4:] + compact[:4])) % 97 == 1


def _told(pattern: re.Pattern[str], kind: Private, text: str) -> Iterator[Found]:
    for match in pattern.finditer(text):
        told = match["told"] is not None
        start, end = match.span("told" if told else "bare")
        if _is_id(text[start:end], told=told) and not _is_amount(text, start, end):
            yield Found(start, end, kind)


def _is_id(number: str, *, told: bool) -> bool:
    """Tell whether digits are an id: "order number 200" is one, "order 200 hoses" and "case 2019" are none."""
    digits = sum(character.isdigit() for character in number)
    if _DATE_OR_TIME.fullmatch(number):
        return False
    return digits >= 2 if told else digits >= 4 and not _YEAR.fullmatch(number)


def _postcodes(text: str) -> Iterator[Found]:
    yield from _all(_POSTCODE, "postcode", text)
    yield from _all(_EIRCODE, "postcode", text)
    for pattern in (_US_ZIP, _POSTCODE_WORD, _POSTCODE_LINE):
        yield from (Found(*match.span(1), "postcode") for match in pattern.finditer(text))


def _phones(text: str) -> Iterator[Found]:
    for match in _PHONE.finditer(text):
        start, end = match.span()
        number = match.group().rstrip("( ./-")
        if number.count(")") > number.count("("):
            number = number.rstrip(") ")
        end = start + len(number)
        before = text[max(0, start - 32) : start]
        told = bool(_PHONE_WORD.search(before) or _PHONE_WORD_AFTER.match(text, end))
        if is_phone(number, told=told) and not _is_amount(text, start, end):
            yield Found(start, end, "phone")


def is_phone(number: str, *, told: bool) -> bool:
    """Tell whether digits look like a phone number; `told`: the words around them speak of one."""
    number = _EXTENSION.sub("", number)
    groups = re.findall(r"\d+", number)
    digits = sum(map(len, groups))
    if not (6 if told else 7) <= digits <= 15 or _DATE_OR_TIME.search(number):
        return False
    if _DECIMAL.match(number) or re.search(r"[ ./()-]{4,}", number):
        return False
    if _YEARS.fullmatch(number) and not told:
        return False
    if told or number.startswith("+") or _AREA_IN_BRACKETS.search(number):
        return True
    if number.startswith("0"):
        return digits >= 8 or len(groups) > 1
    return _is_grouped_as_phone(groups, separators=set(re.findall(r"(?<=\d)[ ./-]+(?=\d)", number)))


def _is_grouped_as_phone(groups: Sequence[str], *, separators: Collection[str]) -> bool:
    """Tell whether groups of digits without a leading 0 are those of a phone number, and not a list or an amount."""
    lengths = [len(group) for group in groups]
    digits = sum(lengths)
    if len(lengths) == 2:
        return lengths[0] <= 4 and lengths[1] <= 7 and (lengths[0] >= 2 or lengths[1] >= 6)
    if lengths[0] == 1 and digits >= 8:
        lengths = lengths[1:]
    if lengths == [2] * len(lengths) and len(lengths) > 4:
        return False
    return all(2 <= length <= 4 for length in lengths) and (len(separators) == 1 or digits >= 10) and len(groups) <= 6


def _is_no_date(number: str) -> bool:
    return not _DATE_OR_TIME.fullmatch(number)


def _is_amount(text: str, start: int, end: int) -> bool:
    return bool(_MONEY_BEFORE.search(text[max(0, start - 4) : start]) or _AMOUNT_AFTER.match(text, end))
