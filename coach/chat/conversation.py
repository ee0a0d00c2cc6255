"""What was said before: as text for a search, and redacted for a model."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from coach.domain.answer import Answer
from coach.domain.draft import Turn
from coach.domain.redaction import Redacted, Tag

_ANSWER_LENGTH = 500
_GAP = "\n\n"


class Redacts(Protocol):
    """Replace personal data by tags, and put them back."""

    def redact(self, text: str, *, keep: Collection[str] = ()) -> Redacted:
        """Return the text with tags; the words in `keep` stay."""

    def restore(self, redacted: Redacted, text: str) -> str:
        """Return a text about the redacted one with the originals in place of tags."""


@dataclass(frozen=True)
class Talk:
    """The parts of a talk, redacted together: one person has one tag in all of them."""

    earlier: Redacted
    begun: Redacted
    question: Redacted
    whole: Redacted


def redact_talk(
    question: str, *, earlier: Sequence[Turn], begun: str, redactor: Redacts, keep: Collection[str]
) -> Talk:
    """Return what a model may be given of a talk."""
    parts = (_last_exchange(earlier), begun, question)
    whole = redactor.redact(_GAP.join(parts), keep=keep)
    redacted = []
    start = 0
    for part in parts:
        end = start + len(part)
        text = whole.text[_redacted_place(whole.tags, start) : _redacted_place(whole.tags, end)]
        redacted.append(Redacted(text=text, original=part))
        start = end + len(_GAP)
    return Talk(earlier=redacted[0], begun=redacted[1], question=redacted[2], whole=whole)


def join_questions(earlier: Sequence[Turn], question: str) -> str:
    """Return the question with the one before it, for a search that must understand it alone."""
    return f"{earlier[-1].answer.question} {question}" if earlier else question


def words_of(answer: Answer) -> str:
    """Return the words of an answer that can be relied on: its lines, or the claims that are supported."""
    if answer.lines:
        return " ".join(line.text for line in answer.lines)
    return " ".join(claim.text for claim in answer.claims() if claim.seal == "supported")


def _last_exchange(earlier: Sequence[Turn]) -> str:
    if not earlier:
        return ""
    answer = earlier[-1].answer
    said = " ".join(words_of(answer).split())
    shortened = said if len(said) <= _ANSWER_LENGTH else f"{said[:_ANSWER_LENGTH].rsplit(' ', 1)[0]} …"
    return f"Question: {answer.question}\nAnswer: {shortened or 'none'}"


def _redacted_place(tags: Sequence[Tag], place: int) -> int:
    """Return where a place of the original is in the redacted text; within a tag, its end."""
    moved = place
    for tag in tags:
        if tag.span.end <= place:
            moved = place - tag.span.end + tag.redacted_span.end
        elif tag.span.start < place:
            return tag.redacted_span.end
    return moved
