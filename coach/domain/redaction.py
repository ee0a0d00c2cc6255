"""Text whose personal data were replaced by tags, and the way back."""

from typing import Literal

from coach.domain.account import Span
from coach.domain.record import Line, Record

Private = Literal["name", "email", "phone", "card", "account", "order", "postcode"]
"""The kinds of personal data that never leave the process in clear."""


class Tag(Record):
    """One replaced piece: what stands in the redacted text, and what it stands for."""

    tag: Line
    """Such as `[NAME_1]`; the same original has the same tag wherever it occurs in a text."""
    kind: Private
    original: str
    span: Span
    """Where the original stands in the original text."""
    redacted_span: Span
    """Where the tag stands in the redacted text."""


class Redacted(Record):
    """A text that may leave the process, and what only this process knows."""

    text: str
    """The text with tags in place of personal data."""
    original: str
    tags: tuple[Tag, ...] = ()
    """In the order in which they stand in the text."""
