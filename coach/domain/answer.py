"""A cited answer, an abstention, or the way to a person."""

from typing import Literal, Self

from pydantic import Field, model_validator

from coach.domain.knowledge import Topic
from coach.domain.passage import Hit, PassageKind
from coach.domain.provenance import Provenance, Spent
from coach.domain.record import Line, Record, Slug

Mode = Literal["ask", "check", "doubt", "reflect", "capture"]
MODES: tuple[Mode, ...] = ("ask", "check", "doubt", "reflect", "capture")
MODE_NAMES: dict[Mode, str] = {
    "ask": "Ask",
    "check": "Check a decision",
    "doubt": "I doubt this",
    "reflect": "Reflect",
    "capture": "Capture",
}

Section = Literal[
    "asks",
    "speaks_for",
    "speaks_against",
    "looks_like",
    "avoid",
    "questions",
    "touches",
    "story",
    "why",
    "promises",
]
"""The parts of an answer in the organisation's own words; which of them it has depends on the mode."""

SECTION_HEADINGS: dict[Section, str] = {
    "asks": "What the vision asks of you here",
    "speaks_for": "Speaks for it, if your decision does this",
    "speaks_against": "Speaks against it, if your decision does this",
    "looks_like": "What it looks like",
    "avoid": "What it does not look like",
    "questions": "Questions to think about",
    "touches": "What it touches",
    "story": "A story",
    "why": "Why it matters to the customer",
    "promises": "What the vision promises here, and nothing beyond it",
}

Seal = Literal["supported", "unsupported", "uncited"]
"""Supported: the cited passages back the claim (judged). Unsupported: they do not. Uncited: it names no passage."""

Status = Literal["complete", "stopped", "broken"]
"""Whole; stopped by the person; or broken off by the connection or the model."""


class Citation(Record):
    """A pointer from a line or a claim of an answer to the passage that says it."""

    number: int
    passage_id: Line
    kind: PassageKind
    title: Line
    quote: str
    """The words, exactly as they stand in the passage."""
    source: Line


class AnswerLine(Record):
    """One line of an answer: words of the knowledge base and their citation."""

    section: Section
    text: str
    citation: int
    """The number of the citation."""


class Claim(Record):
    """One sentence that a language model wrote, with the passages it names."""

    text: str = Field(min_length=1)
    citations: tuple[int, ...] = ()
    """Numbers of the citations, each of a passage that the model was given."""
    seal: Seal

    @model_validator(mode="after")
    def _only_a_citation_can_be_judged(self) -> Self:
        if (self.seal == "uncited") == bool(self.citations):
            raise ValueError(f"a claim that is {self.seal} has {len(self.citations)} citations")
        return self


Paragraph = tuple[Claim, ...]


class HumanRoute(Record):
    """Whom to turn to with something that no coach should answer."""

    topic: Topic
    words: Line
    who: Line
    how: Line
    source: str = ""
    """The knowledge file that says so; empty where it names nobody and these are the product's own words."""


class CustomerWords(Record):
    """What a customer said, as the authors would get it: without personal data, with what it touches."""

    text: str = Field(min_length=1)
    promise_id: Slug | None = None
    stage_id: Slug | None = None
    behaviour_id: Slug | None = None


class Answer(Record):
    """An answer for one role, an abstention, or a human route.

    The embedded engine gives `lines`, quoted and cited; the model engine gives `prose`, whose claims are cited.
    """

    question: str
    role_id: Slug
    mode: Mode = "ask"
    behaviour_ids: tuple[Slug, ...]
    lines: tuple[AnswerLine, ...]
    prose: tuple[Paragraph, ...] = ()
    citations: tuple[Citation, ...]
    abstained: bool
    nearest: tuple[Hit, ...] = ()
    """The closest passages where nothing answers the question, or where no claim is supported."""
    support: float | None
    """The search's calibrated support; None where nothing was searched."""
    status: Status = "complete"
    route: HumanRoute | None = None
    """Set where the question is for a person: then nothing was searched or generated."""
    customer_words: CustomerWords | None = None
    """Set in the mode capture: what would be sent to the authors, once the person agrees."""
    remark: str = ""
    """How the search ran, where it ran in a reduced way."""
    notes: tuple[Line, ...] = ()
    """What else the reader must know: what was left out or marked, and which engine stood in for another."""
    provenance: Provenance
    spent: Spent | None = None
    """What the language model took; None where none was asked."""

    @model_validator(mode="after")
    def _what_is_said_is_cited(self) -> Self:
        numbers = {citation.number for citation in self.citations}
        named = {line.citation for line in self.lines}
        named |= {number for paragraph in self.prose for claim in paragraph for number in claim.citations}
        if len(numbers) < len(self.citations):
            raise ValueError("two citations of the answer have one number")
        if not named <= numbers:
            raise ValueError("a line or a claim of the answer points to no citation")
        if self.prose and self.lines:
            raise ValueError("an answer is quoted or worded, not both")
        if not all(self.prose):
            raise ValueError("a paragraph of the answer is empty")
        return self

    @model_validator(mode="after")
    def _says_something_or_why_not(self) -> Self:
        says = bool(self.lines or self.prose)
        if says and (self.abstained or self.route):
            raise ValueError("an abstention and a human route say nothing else")
        if self.abstained and self.route:
            raise ValueError("a question for a person was not searched, so it cannot be an abstention")
        excused = self.abstained or self.route or self.customer_words or self.status != "complete"
        if not says and not excused:
            raise ValueError("an answer says nothing and does not say why")
        if self.status != "complete" and (self.lines or self.abstained or self.route):
            raise ValueError("only an answer that a model words can break off")
        return self

    @model_validator(mode="after")
    def _only_capture_holds_a_customers_words(self) -> Self:
        if self.customer_words and self.mode != "capture":
            raise ValueError(f"the mode {self.mode!r} keeps no customer's words")
        return self

    def claims(self) -> tuple[Claim, ...]:
        """Return the claims of all paragraphs."""
        return tuple(claim for paragraph in self.prose for claim in paragraph)

    def texts(self) -> tuple[str, ...]:
        """Return what was asked and what was answered, for a search in them."""
        route = (self.route.words, self.route.who, self.route.how) if self.route else ()
        return (self.question, *(line.text for line in self.lines), *(claim.text for claim in self.claims()), *route)
