"""A submission with what came of it: decisions, comments and a second reading, in the order in which they came."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from coach.domain.finding import State
from coach.domain.record import Record, Slug
from coach.domain.review import Decision, Submission

CaseState = Literal["waiting", "approved", "returned", "second_reading"]
CASE_STATES: tuple[CaseState, ...] = ("waiting", "returned", "approved", "second_reading")


class Comment(Record):
    """What the employee says to a decision; the submission waits for L&D again."""

    submission_id: str = Field(min_length=1)
    at: AwareDatetime
    kind: Literal["commented"] = "commented"
    words: str = Field(min_length=1, max_length=2_000)


class ReadState(Record):
    """What a reader says that the words of one finding show."""

    behaviour_id: Slug
    state: State


class SecondReading(Record):
    """What a second reader says who has not seen the decision. It changes neither the decision nor whose turn it is."""

    submission_id: str = Field(min_length=1)
    by: str = Field(min_length=1)
    """The reader's opaque key; it is never that of a reviewer who decided."""
    at: AwareDatetime
    kind: Literal["second_reading"] = "second_reading"
    states: tuple[ReadState, ...] = Field(min_length=1)
    """One for each finding whose words were shared."""

    @model_validator(mode="after")
    def _reads_each_finding_once(self) -> Self:
        if len({read.behaviour_id for read in self.states}) < len(self.states):
            raise ValueError("a second reading names a behaviour twice")
        return self


CaseEvent = Annotated[Decision | Comment | SecondReading, Field(discriminator="kind")]


class ReviewCase(Record):
    """One submission in review. Its history only ever grows."""

    submission: Submission
    history: tuple[CaseEvent, ...] = ()
    for_second_reader: bool = False
    """Whether this is what the second reader gets: the submission alone, and nothing of what came of it."""

    @model_validator(mode="after")
    def _a_second_reader_sees_no_history(self) -> Self:
        if self.for_second_reader and self.history:
            raise ValueError(f"submission {self.submission.id!r} has a history, so its second reader may not get it")
        return self

    @property
    def state(self) -> CaseState:
        """Return whose turn it is, or how it ended."""
        if self.for_second_reader:
            return "second_reading"
        turns = [event for event in self.history if not isinstance(event, SecondReading)]
        last = turns[-1] if turns else None
        return last.kind if isinstance(last, Decision) else "waiting"

    @property
    def second_reading(self) -> SecondReading | None:
        """Return the second reading, if there is one."""
        return next((event for event in self.history if isinstance(event, SecondReading)), None)

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
