"""Quotes are located in the account; what cannot be located is refused, never repaired."""

from coach.domain.account import Span
from coach.errors import GroundingError


def locate(text: str, quote: str, *, near: int = 0) -> Span:
    """Return where `quote` stands in `text` word for word, at or after position `near` if it stands there too.

    Raises:
        GroundingError: the text does not contain the quote.
    """
    start = text.find(quote, near) if quote else -1
    if start < 0 and quote:
        start = text.find(quote)
    if start < 0:
        raise GroundingError(
            f"The quote {quote[:80]!r} is not in the account word for word. It was refused; "
            "run the assessment again or mark the behaviour as not described."
        )
    return Span(start=start, end=start + len(quote))


def check_span(text: str, quote: str, span: Span) -> Span:
    """Return `span` if `text` holds exactly `quote` there.

    Raises:
        GroundingError: other words stand at this position.
    """
    if text[span.start : span.end] != quote:
        raise GroundingError(
            f"Other words than the quote {quote[:80]!r} stand at {span.start} to {span.end} of the account. "
            "It was refused; run the assessment again."
        )
    return span
