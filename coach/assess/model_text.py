"""The copy of an account that a model is given, and the way back from it to the account's own words."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from coach.assess.mapped import Mapped, Piece, join, standing_for_nothing, visible_pieces
from coach.domain.account import Account, Span, Statement
from coach.domain.redaction import Redacted


class Redacts(Protocol):
    """Takes personal data out of a text, and knows the way back."""

    def redact(self, text: str, *, keep: Collection[str] = ()) -> Redacted:
        """Return the text with tags for personal data; the words in `keep` are none."""

    def original_span(self, redacted: Redacted, span: Span) -> Span | None:
        """Return where in the original a part of the redacted text stands, or None if it has no such part."""


@dataclass(frozen=True, kw_only=True)
class ModelText:
    """What a model is given of one account."""

    account: str
    copy: Mapped
    """The account in Unicode's compatible form, without hidden characters and without what speaks to the coach."""
    redacted: Redacted
    redactor: Redacts
    keep: Collection[str] = ()
    """Words that are never personal data."""

    def redact_again(self, words: str) -> Redacted:
        """Return words that a model made of the text, redacted themselves."""
        return self.redactor.redact(words, keep=self.keep)

    def to_account(self, place: Span) -> Span | None:
        """Return where in the account a part of the redacted text stands, or None if it is no one part of it."""
        tags = (tag.redacted_span for tag in self.redacted.tags)
        if any(tag.start < edge < tag.end for tag in tags for edge in (place.start, place.end)):
            return None
        span = self.redactor.original_span(self.redacted, place)
        return self.copy.back(span) if span else None


def make_model_text(
    account: Account, left_out: Sequence[Statement], *, redactor: Redacts, keep: Collection[str]
) -> ModelText:
    """Copy an account for a model; `left_out` are the statements that it must not see."""
    copy = join(_pieces(account, left_out))
    redacted = redactor.redact(copy.text, keep=keep)
    return ModelText(account=account.text, copy=copy, redacted=redacted, redactor=redactor, keep=keep)


def _pieces(account: Account, left_out: Sequence[Statement]) -> Iterator[Piece]:
    questions = {asked.span.start: f"{question_about(asked.behaviour_id)}\n" for asked in account.asked}
    hidden = iter(sorted((statement.span for statement in left_out), key=lambda span: span.start))
    gap = next(hidden, None)
    starts = sorted(questions)
    for piece in visible_pieces(account.text):
        _, start, _ = piece
        while starts and starts[0] <= start:
            yield standing_for_nothing(questions[starts.pop(0)])
        while gap and gap.end <= start:
            # Neither a quote nor a statement can reach over this break.
            yield standing_for_nothing("\n\n")
            gap = next(hidden, None)
        if not (gap and gap.start <= start):
            yield piece


def question_about(behaviour_id: str) -> str:
    """Return the mark that stands before the answer to a question about one behaviour."""
    return f"[question about {behaviour_id}]"
