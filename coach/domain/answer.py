"""A cited answer, or an abstention."""

from typing import Literal, Self

from pydantic import model_validator

from coach.domain.passage import Hit, PassageKind
from coach.domain.provenance import Provenance
from coach.domain.record import Line, Record, Slug

Section = Literal["asks", "looks_like", "avoid", "story", "why"]
"""What the vision asks of you here; what it looks like, and what not; a story; why it matters to the customer."""

SECTION_HEADINGS: dict[Section, str] = {
    "asks": "What the vision asks of you here",
    "looks_like": "What it looks like",
    "avoid": "What it does not look like",
    "story": "A story",
    "why": "Why it matters to the customer",
}


class Citation(Record):
    """A pointer from a line of an answer to the passage that says it."""

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


class Answer(Record):
    """An answer for one role, every line cited; or an abstention."""

    question: str
    role_id: Slug
    behaviour_ids: tuple[Slug, ...]
    lines: tuple[AnswerLine, ...]
    citations: tuple[Citation, ...]
    abstained: bool
    nearest: tuple[Hit, ...] = ()
    support: float
    remark: str = ""
    provenance: Provenance

    @model_validator(mode="after")
    def _every_line_is_cited(self) -> Self:
        numbers = {citation.number for citation in self.citations}
        if any(line.citation not in numbers for line in self.lines):
            raise ValueError("a line of the answer has no citation")
        if self.abstained == bool(self.lines):
            raise ValueError("an answer has lines, an abstention has none")
        return self
