"""What one account shows of the behaviours that the vision asks of a role."""

from typing import Literal, Self

from pydantic import Field, model_validator

from coach.domain.account import Span
from coach.domain.knowledge import Point
from coach.domain.provenance import Provenance, Spent
from coach.domain.record import Line, Record, Slug

State = Literal["shown", "partly_shown", "contrary", "not_described"]
STATES: tuple[State, ...] = ("shown", "partly_shown", "contrary", "not_described")
STATE_SHAPES: dict[State, str] = {"shown": "●", "partly_shown": "◐", "contrary": "▲", "not_described": "○"}
STATE_WORDS: dict[State, str] = {
    "shown": "shown",
    "partly_shown": "partly shown",
    "contrary": "contrary",
    "not_described": "not described",
}
"""Shape and word of each state, the same on every screen, in exports and on the command line."""

Bearing = Literal["showing", "contrary"]


class Evidence(Record):
    """The exact words, where they stand in the account, and what they bear on."""

    behaviour_id: Slug
    quote: str = Field(min_length=1)
    span: Span
    bearing: Bearing
    point: Point | None
    """The scale point whose anchor the words fit best; None where they show the contrary."""
    supported: bool | None = None
    """Whether an independent second reading says that the quote backs the finding; None where there was none.

    That the quote is in the account (grounded) is checked by code for every piece of evidence.
    """

    @model_validator(mode="after")
    def _only_showing_words_have_a_point(self) -> Self:
        if (self.bearing == "showing") != (self.point is not None):
            raise ValueError(f"{self.bearing} evidence for {self.behaviour_id!r} has point {self.point}")
        return self


class Finding(Record):
    """What one account shows of one behaviour."""

    behaviour_id: Slug
    state: State
    point: Point | None
    """The best scale point that the evidence fits, if any evidence shows the behaviour."""
    expected_point: Point
    evidence: tuple[Evidence, ...] = ()
    """The words that show the behaviour, strongest first."""
    counter_evidence: tuple[Evidence, ...] = ()
    """The words that show the contrary, strongest first."""
    confidence: float = Field(ge=0.0, le=1.0)
    """How sure the finding is, 0 to 1; `confidence_is` says what the number stands for."""
    confidence_is: Literal["calibrated", "agreement"] = "calibrated"
    """Calibrated: how often a finding that looks like this one had the right state when checked.

    Agreement: the share of independent readings of the account that give this state.
    """
    reason: Line
    """The rule that made the state, in words."""

    @model_validator(mode="after")
    def _state_follows_from_the_evidence(self) -> Self:
        has_evidence = bool(self.evidence or self.counter_evidence)
        if (self.state == "not_described") == has_evidence:
            raise ValueError(f"{self.behaviour_id!r} is {self.state} but has evidence: {has_evidence}")
        if (self.point is None) == bool(self.evidence):
            raise ValueError(f"{self.behaviour_id!r} has point {self.point} and {len(self.evidence)} showing quotes")
        return self


class FollowUp(Record):
    """The one question that would settle a behaviour the account does not describe."""

    behaviour_id: Slug
    question: Line
    why: Line


class Assessment(Record):
    """All findings about one account, with what was left out and what produced them."""

    role_id: Slug
    findings: tuple[Finding, ...]
    """One for each behaviour that applies to the role, in the vision's order of priority."""
    follow_ups: tuple[FollowUp, ...] = Field(max_length=2)
    statements: int = Field(ge=0)
    """How many statements about work were read."""
    refused_quotes: int = Field(ge=0)
    """Quotes that were refused: not in the account word for word, too short, too long, or claimed both ways."""
    remarks: tuple[Line, ...] = ()
    """What the reader should know about this reading (language, instructions found in the text, …)."""
    provenance: Provenance
    asked_prints: dict[Slug, str] = Field(default_factory=dict)
    """A short hash of what the vision asked of the role then, by behaviour; empty in accounts that were read before."""
    spent: Spent | None = None
    """What the language model took; None on the embedded engine."""

    def finding(self, behaviour_id: str) -> Finding | None:
        """Return the finding about this behaviour, or None if it does not apply to the role."""
        return next((item for item in self.findings if item.behaviour_id == behaviour_id), None)


class Response(Record):
    """What the employee says of one finding. Their word wins in their own plan."""

    behaviour_id: Slug
    choice: Literal["right", "contested", "withdrawn"]
    reason: str = Field(default="", max_length=2_000)
    own_state: State | None = None
    """What the employee says instead, where they contest the finding."""
    struck: tuple[Span, ...] = ()
    """Quotes that the employee says are not about this behaviour; the rule is applied again without them."""

    @model_validator(mode="after")
    def _only_a_contest_names_another_state(self) -> Self:
        if self.own_state is not None and self.choice != "contested":
            raise ValueError(f"a response {self.choice!r} cannot name another state")
        return self
