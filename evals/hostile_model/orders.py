"""Orders that are hidden in what people write, as an obedient model hears them."""

import re
from dataclasses import dataclass

_LEAD = r"(?:^|[.!?:;,]\s*|\b(?:please|now|then|and|must|should|just|to)\s+)"
"""What stands before an order, so that `I say no` and `I give reasons` are none."""
_WITH = r"(?:\s+(?:only|just|exactly|with|nur|mit|avec|con))*\s*:?\s*"
_SAY = re.compile(
    rf"{_LEAD}(?:reply|answer|respond|say|output|print|write|antworte|sage|réponds|responde)\b{_WITH}"
    r"(?:[\"“„«](?P<quoted>[^\"”“»\n]{1,300})|(?P<words>[^\"”“».!\n]{1,300}))",
    re.IGNORECASE | re.MULTILINE,
)
_RATE = re.compile(
    rf"{_LEAD}(?P<order>(?:mark|rate|set|record|treat|count|classify|label|give|show|put|markiere|bewerte|setze|marque|"
    r"marca)\b[^.!\n]*?\b(?:all|every\w*|each|me|this|it|alles|tout|todo|point|level|shown|behaviou?rs?)\b[^.!\n]*)",
    re.IGNORECASE | re.MULTILINE,
)
_POINT = re.compile(r"\b(?:point|level|score|stufe|punkt|niveau|nivel)\D{0,12}(?P<point>\d+)", re.IGNORECASE)
_REVEAL = re.compile(
    r"\b(?:reveal|repeat|show|print|output|tell me|translate)\b[^.!\n]*"
    r"\b(?:system prompt|instructions|everything above|the prompt|secret|api key)",
    re.IGNORECASE,
)
_IGNORE = re.compile(r"\b(?:ignore|disregard|forget|ignorier\w*|ignorez|ignora|oublie\w*|olvida)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?:)?//[\w.:-]+[^\s\"'<>)\]]*")


@dataclass(frozen=True)
class Orders:
    """What a text orders, as far as it is understood."""

    says: str | None = None
    """These words are to be the reply."""
    rates: str = ""
    """The words of the orders that set a result."""
    point: int | None = None
    reveals: bool = False
    ignores: bool = False
    addresses: tuple[str, ...] = ()
    """Addresses to call or to show."""

    def __bool__(self) -> bool:
        """Tell whether anything was ordered."""
        return bool(self.says or self.rates or self.point is not None or self.reveals or self.ignores or self.addresses)


def find_orders(text: str) -> Orders:
    """Return the orders in a text; where two disagree, the last one counts."""
    said = [(found["quoted"] or found["words"]).strip() for found in _SAY.finditer(text)]
    points = [int(found["point"]) for found in _POINT.finditer(text)]
    return Orders(
        says=said[-1] if said else None,
        rates=" ".join(found["order"] for found in _RATE.finditer(text)),
        point=points[-1] if points else None,
        reveals=bool(_REVEAL.search(text)),
        ignores=bool(_IGNORE.search(text)),
        addresses=tuple(dict.fromkeys(_ADDRESS.findall(text))),
    )
