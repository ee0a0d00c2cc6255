"""What two people read, as labelled findings that the coach can be measured with: with consent, and redacted.

A line has the form that `python -m evals import-reviews` takes.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from coach.assess.check_account import check_account
from coach.domain.finding import Bearing, State
from coach.domain.knowledge import Point
from coach.domain.record import Record, Slug
from coach.domain.redaction import Redacted, Tag
from coach.domain.review import SharedFinding, Submission
from coach.domain.review_case import ReviewCase
from coach.errors import AccountError
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.llm.redact import looks_private
from coach.review.second_reading import ReadTwice, read_twice

MAX_TEXT = 20_000
_APART = "\n\n"

LeftOut = Literal["no_consent", "vision_changed", "cannot_be_read", "looks_private", "no_marks"]
LEFT_OUT_WORDS: dict[LeftOut, str] = {
    "no_consent": "without consent",
    "vision_changed": "because the vision asks something else today",
    "cannot_be_read": "because the coach could not read so short or so long a text",
    "looks_private": "because they still look private",
    "no_marks": "because no words can be marked for their state",
}


class MarkedWords(Record):
    """Words of the text, and how they bear on the behaviour."""

    quote: str
    bearing: Bearing
    point: Point | None


class GoldenSample(Record):
    """One finding as two people read it."""

    id: Slug
    text: str
    """All words that were shared in this submission, redacted: less than the account."""
    role_id: Slug
    behaviour_id: Slug
    evidence: tuple[MarkedWords, ...]
    state: State
    """As the decision has it, which is what counts everywhere else."""
    reader_1: State
    """Whoever decided."""
    reader_2: State
    consent: Literal[True] = True


@dataclass(frozen=True)
class GoldenSamples:
    """What can go into a file, and how many findings were left out and why."""

    samples: tuple[GoldenSample, ...]
    left_out: Counter[LeftOut]

    @property
    def as_lines(self) -> str:
        """Return one JSON object a line."""
        # Kept to ASCII, because some characters that JSON allows end a line for whoever reads the file.
        return "".join(json.dumps(item.model_dump(), ensure_ascii=True) + "\n" for item in self.samples)

    @property
    def in_words(self) -> str:
        """Say how many findings there are, and why others are not among them."""
        count = len(self.samples)
        said = f"{count:,} finding{'' if count == 1 else 's'} that two people have read."
        reasons = [f"{self.left_out[why]:,} {words}" for why, words in LEFT_OUT_WORDS.items() if self.left_out[why]]
        return f"{said} Left out: {', '.join(reasons)}." if reasons else said


def make_golden_samples(
    cases: Iterable[ReviewCase], knowledge: KnowledgeBase, *, redact: Callable[[str], Redacted]
) -> GoldenSamples:
    """Return all findings that two people have read, that may be used and that fit today's vision, disagreements too.

    The order is that of the ids, which tell nothing of when somebody shared what.
    """
    left_out: Counter[LeftOut] = Counter()
    samples = []
    for case in cases:
        found = read_twice(case)
        if not found:
            continue
        if not case.submission.may_check:
            left_out["no_consent"] += len(found)
            continue
        shared = _SharedWords(case.submission, redact)
        for item in found:
            made = _sample(case.submission, item, shared, knowledge)
            if isinstance(made, GoldenSample):
                samples.append(made)
            else:
                left_out[made] += 1
    return GoldenSamples(samples=tuple(sorted(samples, key=lambda item: item.id)), left_out=left_out)


class _SharedWords:
    """The words of one submission as one redacted text, and each quote as it stands there."""

    def __init__(self, submission: Submission, redact: Callable[[str], Redacted]) -> None:
        quotes = chain.from_iterable((*item.quotes, *item.counter_quotes) for item in submission.findings)
        places: dict[str, int] = {}
        length = 0
        for quote in map(_on_one_line, quotes):
            if quote not in places:
                places[quote] = length
                length += len(quote) + len(_APART)
        redacted = redact(_APART.join(places))
        self.text = redacted.text
        self._quotes = {quote: _redacted_part(redacted, start, start + len(quote)) for quote, start in places.items()}

    def quote(self, quote: str) -> str:
        """Return a quote as it stands in the text."""
        return self._quotes[_on_one_line(quote)]

    def problem(self) -> LeftOut | None:
        """Return why the text cannot be used, if it cannot."""
        if looks_private(self.text):
            return "looks_private"
        try:
            check_account(self.text)
        except AccountError:
            return "cannot_be_read"
        return "cannot_be_read" if len(self.text) > MAX_TEXT else None


def _sample(
    submission: Submission, item: ReadTwice, shared: _SharedWords, knowledge: KnowledgeBase
) -> GoldenSample | LeftOut:
    finding = item.finding
    if _expected_point(knowledge, submission.role_id, finding.behaviour_id) != finding.expected_point:
        return "vision_changed"
    if problem := shared.problem():
        return problem
    marks = mark_words(finding, item.first)
    if marks is None:
        return "no_marks"
    return GoldenSample(
        id=_sample_id(submission.id, finding.behaviour_id),
        text=shared.text,
        role_id=submission.role_id,
        behaviour_id=finding.behaviour_id,
        evidence=tuple(mark.model_copy(update={"quote": shared.quote(mark.quote)}) for mark in marks),
        state=item.first,
        reader_1=item.first,
        reader_2=item.second,
    )


def mark_words(finding: SharedFinding, state: State) -> tuple[MarkedWords, ...] | None:
    """Return the fewest marks from which the state follows by the published rule; None where none do.

    Reviewers say a state and mark no words. Where they agree with the coach, the marks are the coach's; where not, the
    point is the one nearest to the coach's that the rule needs.
    """
    expected, point = finding.expected_point, finding.point or finding.expected_point
    showing, contrary = finding.quotes, finding.counter_quotes
    if state == "not_described":
        return ()
    if state == "contrary":
        return _contrary(contrary or showing)
    if state == "shown":
        return (_showing(showing or contrary, max(point, expected)),)
    if showing and contrary:
        return (_showing(showing, point), *_contrary(contrary))
    return (_showing(showing or contrary, min(point, expected - 1)),) if expected > 1 else None


def _showing(words: Sequence[str], point: Point) -> MarkedWords:
    return MarkedWords(quote=words[0], bearing="showing", point=point)


def _contrary(words: Sequence[str]) -> tuple[MarkedWords, ...]:
    return tuple(MarkedWords(quote=quote, bearing="contrary", point=None) for quote in words)


def _expected_point(knowledge: KnowledgeBase, role_id: str, behaviour_id: str) -> Point | None:
    role = next((role for role in knowledge.roles if role.id == role_id), None)
    asked = role.expectation(behaviour_id) if role else None
    return asked.point if asked else None


def _sample_id(submission_id: str, behaviour_id: str) -> str:
    """Return an id that stays the same and tells nothing of the submission."""
    digest = hashlib.sha256(f"{submission_id}\n{behaviour_id}".encode()).hexdigest()
    return f"rv-{digest[:24]}"


def _on_one_line(quote: str) -> str:
    return " ".join(quote.split())


def _redacted_part(redacted: Redacted, start: int, end: int) -> str:
    """Return what a part of the original is in the redacted text; a tag that it cuts belongs to it as a whole."""
    inside = [tag for tag in redacted.tags if tag.span.start < end and tag.span.end > start]
    first = inside[0].redacted_span.start if inside and inside[0].span.start < start else _moved(redacted, start)
    last = inside[-1].redacted_span.end if inside and inside[-1].span.end > end else _moved(redacted, end)
    return redacted.text[first:last]


def _moved(redacted: Redacted, place: int) -> int:
    """Return where a place outside every tag stands in the redacted text."""
    before: list[Tag] = [tag for tag in redacted.tags if tag.span.end <= place]
    return place + (before[-1].redacted_span.end - before[-1].span.end if before else 0)
