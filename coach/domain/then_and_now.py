"""What a person's accounts show of the same job at two times, apart from what changed in the vision meanwhile."""

from datetime import date
from typing import Literal

from pydantic import Field

from coach.domain.finding import State
from coach.domain.record import Line, Record, Slug

VisionChange = Literal["same", "changed", "asked_since", "asked_no_more", "cannot_be_told"]


class Told(Record):
    """What an account or a plan tells of one behaviour, as the employee left it."""

    behaviour_id: Slug
    state: State
    is_own_word: bool = False
    """Whether the employee named this state instead of the reading's; known of accounts only."""
    words: tuple[str, ...] = ()
    """Words that show it, …"""
    counter_words: tuple[str, ...] = ()
    """… and words that show the contrary."""


class KeptReading(Record):
    """One reading of an account, as the account or the plan that was made from it still tells it."""

    account_id: str
    kind: Literal["account", "plan"]
    on: date
    role_id: Slug
    knowledge_version: Line
    read_by: str
    """Engine and model."""
    asked: tuple[Slug, ...] | None
    """The behaviours that the role was asked for; None where that was not kept."""
    prints: dict[Slug, str] = Field(default_factory=dict)
    """A short hash of what was asked, by behaviour; empty where it was read before that was kept."""
    told: tuple[Told, ...]
    """What was left out, and what a plan does not tell of, is not here."""

    def of(self, behaviour_id: str) -> Told | None:
        """Return what it tells of a behaviour."""
        return next((item for item in self.told if item.behaviour_id == behaviour_id), None)


class BehaviourChange(Record):
    """One behaviour then and now."""

    behaviour_id: Slug
    before: Told | None
    after: Told | None
    """None where it was not asked for, or nothing is told of it."""
    vision: VisionChange

    @property
    def is_of_the_vision(self) -> bool:
        """Say whether the vision is known to have changed here."""
        return self.vision not in ("same", "cannot_be_told")


class ThenAndNow(Record):
    """Two readings of accounts of the same job, one after the other."""

    earlier: KeptReading
    later: KeptReading
    changes: tuple[BehaviourChange, ...]
    """Where the account shows something else, or the vision changed."""
    same: int = Field(ge=0)
    """How many behaviours are as they were."""
    untold: int = Field(ge=0)
    """Of how many one of the two tells nothing."""

    @property
    def leaves_the_vision_open(self) -> bool:
        """Say whether the vision changed in between and it was not kept where."""
        versions = {self.earlier.knowledge_version, self.later.knowledge_version}
        return len(versions) > 1 and not (self.earlier.prints and self.later.prints)

    @property
    def is_read_by_another(self) -> bool:
        """Say whether another engine or model read the later one, so that a difference may be its own."""
        return self.earlier.read_by != self.later.read_by
