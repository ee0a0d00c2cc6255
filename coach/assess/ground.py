"""Quotes are checked against the account; what is not there word for word is refused, never repaired."""

from coach.domain.account import Span
from coach.errors import GroundingError


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
