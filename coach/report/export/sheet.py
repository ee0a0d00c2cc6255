"""A table of a report: what the page shows under a picture, and what every file holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Part = Literal["help", "change", "build", "way"]
"""The four questions of a report."""
PARTS: tuple[Part, ...] = get_args(Part)
QUESTIONS: dict[Part, str] = {
    "help": "Where do groups need help?",
    "change": "What changed?",
    "build": "What should we build?",
    "way": "What stands in the way?",
}
Value = str | int | float | None
"""What stands in one cell of a table; None where there is nothing to say."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table that answers one question."""

    part: Part
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    names: int
    """How many columns, the first ones, name what a row is about; where there are two, the first is a group of rows."""
    of_group: int = 0
    """How many columns after them are about the whole group."""
    computed: tuple[str, ...]
    """How it was computed, a sentence or two each."""
    remark: str = ""
    """What a reader should know of this table, such as why it is empty."""

    @property
    def question(self) -> str:
        """Return the question that the table answers."""
        return QUESTIONS[self.part]


@dataclass(frozen=True, kw_only=True)
class Names:
    """What roles, stages and behaviours are called, by their ids. What is not here stands as its id."""

    roles: Mapping[str, str]
    stages: Mapping[str, str]
    behaviours: Mapping[str, str]

    def behaviour(self, behaviour_id: str) -> str:
        """Return what a behaviour is called."""
        return self.behaviours.get(behaviour_id, behaviour_id)

    def role(self, role_id: str) -> str:
        """Return what a role is called."""
        return self.roles.get(role_id, role_id)

    def group(self, dimension: str, value: str | None) -> str:
        """Return what one row of a report is called."""
        if value is None:
            return "Everybody"
        known = {"role": self.roles, "stage": self.stages}.get(dimension, {})
        return known.get(value, value)
