"""How far reviewers agree who read the same words: of all of them together, never of one."""

from typing import Self

from pydantic import Field, model_validator

from coach.domain.record import Record


class BeyondChance(Record):
    """One kappa: 1 where both readers always say the same, 0 where they agree as often as by chance."""

    value: float = Field(le=1.0)
    low: float | None
    high: float | None
    """The 95 % interval, over whole submissions; None where they are too few for one."""
    n: int = Field(ge=1)
    """How many findings it is about."""

    @model_validator(mode="after")
    def _has_both_ends_or_none(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has two ends")
        return self


class ReaderAgreement(Record):
    """What two readers said of the same findings, the second without sight of the first."""

    submissions: int = Field(ge=1)
    findings: int = Field(ge=1)
    same: int = Field(ge=0)
    """How many findings both gave the same state."""
    kappa: BeyondChance | None
    """Cohen's; None where everything has one state, so that chance alone would always agree."""
    weighted: BeyondChance | None
    """The same where a small miss counts less than a large one, of findings that both say are described."""

    @model_validator(mode="after")
    def _not_more_are_the_same_than_there_are(self) -> Self:
        if self.same > self.findings:
            raise ValueError(f"{self.same} of {self.findings} findings cannot be the same")
        return self
