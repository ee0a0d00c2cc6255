"""A submission with what came of it: every decision and every comment, in the order in which they came."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from coach.domain.record import Record
from coach.domain.review import Decision, Submission

CaseState = Literal["waiting", "approved", "returned"]
CASE_STATES: tuple[CaseState, ...] = ("waiting", "returned", "approved")


class Comment(Record):
    """What the employee says to a decision; the submission waits for L&D again."""

    submission_id: str = Field(min_length=1)
    at: AwareDatetime
    kind: Literal["commented"] = "commented"
    words: str = Field(min_length=1, max_length=2_000)


CaseEvent = Annotated[Decision | Comment, Field(discriminator="kind")]


class ReviewCase(Record):
    """One submission in review. Its history only ever grows."""

    submission: Submission
    history: tuple[CaseEvent, ...] = ()

    @property
    def state(self) -> CaseState:
        """Return whose turn it is, or how it ended."""
        last = self.history[-1] if self.history else None
        return last.kind if isinstance(last, Decision) else "waiting"

    @property
    def decision(self) -> Decision | None:
        """Return the latest decision, if there is one."""
        return next((event for event in reversed(self.history) if isinstance(event, Decision)), None)


class Share(Record):
    """What the employee's own store knows of a submission of theirs. Nobody else can lead one back to them."""

    id: str = Field(min_length=1)
    """The id of the submission."""
    person: str = Field(min_length=1)
    """The key under which they take part; it is made up, and the same for all that they share."""
    draft_id: str = Field(min_length=1)
    """The account that it came from."""
    shared_on: date
