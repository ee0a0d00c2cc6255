"""Quotes of a model to evidence: each is located in the account word for word, or refused and counted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from coach.assess.locate import Locator
from coach.assess.model_text import ModelText
from coach.assess.replies import MAX_QUOTES, Quoted, can_be_used
from coach.assess.segment import count_words
from coach.domain.account import Span
from coach.domain.finding import Bearing, Evidence

MIN_QUOTE_WORDS = 3
"""Fewer words say nothing that could be checked: "every time" stands in many accounts."""
MAX_QUOTE_WORDS = 100
"""More words are no quote: whoever reads them could not tell which of them count."""


@dataclass(frozen=True)
class Located:
    """One piece of evidence, and where its quote stands in the redacted text."""

    evidence: Evidence
    place: Span


@dataclass(frozen=True, kw_only=True)
class Extracted:
    """What came of a model's quotes."""

    found: tuple[Located, ...]
    refused: int
    """Quotes that are not in the account word for word, or are no quotes."""
    ignored: int
    """Items about behaviours that the role is not asked for, or that show one at no point."""


def extract(quoted: Sequence[Quoted], text: ModelText, *, behaviour_ids: frozenset[str]) -> Extracted:
    """Turn quotes into evidence."""
    useful = [item for item in quoted if can_be_used(item, behaviour_ids)]
    locator = Locator(text.redacted.text)
    used: dict[str, dict[Span, Bearing]] = defaultdict(dict)
    found, refused = [], 0
    for item in useful:
        taken = used[item.behaviour_id]
        # No more places can be used than there are quotes in a reply.
        places = [place for place in islice(locator.find(item.quote), MAX_QUOTES) if _quote_at(place, text)]
        free = next((place for place in places if place not in taken), None)
        if free:
            taken[free] = item.bearing
            found.append(Located(_evidence(item, free, text), free))
        elif item.bearing not in {taken[place] for place in places}:
            refused += 1
    return Extracted(found=tuple(found), refused=refused, ignored=len(quoted) - len(useful))


def _quote_at(place: Span, text: ModelText) -> Span | None:
    span = text.to_account(place)
    fits = span and MIN_QUOTE_WORDS <= count_words(text.account[span.start : span.end]) <= MAX_QUOTE_WORDS
    return span if fits else None


def _evidence(item: Quoted, place: Span, text: ModelText) -> Evidence:
    span = text.to_account(place)
    if span is None:
        raise ValueError("only places in the account are evidence")
    return Evidence(
        behaviour_id=item.behaviour_id,
        quote=text.account[span.start : span.end],
        span=span,
        bearing=item.bearing,
        point=item.point if item.bearing == "showing" else None,
    )
