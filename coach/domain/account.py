"""One employee's own words about their work, and the statements found in them."""

from typing import Self

from pydantic import Field, model_validator

from coach.domain.record import Record, Slug

MAX_ACCOUNT_CHARACTERS = 50_000
"""A longer account is refused, never cut."""


class Span(Record):
    """A half-open range of character positions, `start` included and `end` excluded."""

    start: int = Field(ge=0)
    end: int

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"span {self.start}:{self.end} is empty")
        return self


class Asked(Record):
    """A part of an account that answers a question about one behaviour."""

    behaviour_id: Slug
    span: Span


class Account(Record):
    """One employee's own words about their work, exactly as typed."""

    text: str
    role_id: Slug
    asked: tuple[Asked, ...] = ()
    """Answers to follow-up questions within the text: what they say is about the behaviour that was asked for."""


class Statement(Record):
    """One thing the account says the person does: the exact words and where they stand."""

    text: str = Field(min_length=1)
    span: Span
