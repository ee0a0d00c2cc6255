"""How many people used which part of the coach in a week: counts, and nobody in them."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

from pydantic import Field

from coach.domain.record import Record

Area = Literal["ask", "work", "plan", "share"]
"""A part of the coach: a question was asked, an account read, a plan kept or looked at again, something shared."""
AREAS: tuple[Area, ...] = get_args(Area)
EVERYBODY = ""
"""Stands for all jobs together."""


class WeekUse(Record):
    """How many people used one part in one week. Fewer than the smallest group are kept nowhere."""

    week: date
    """Its Monday."""
    area: Area
    role_id: str
    """Their job, or everybody."""
    people: int = Field(ge=1)


def count_visible(people: int, by_role: Mapping[str, int], *, smallest: int) -> dict[str, int]:
    """Return which counts of one part in one week are kept, by job.

    What is left out is itself a group that is large enough, or nobody: else the sum would tell what is hidden.
    """
    if people < smallest:
        return {}
    shown = {role: count for role, count in sorted(by_role.items(), key=lambda item: -item[1]) if count >= smallest}
    hidden = sum(by_role.values()) - sum(shown.values())
    while shown and 0 < hidden < smallest:
        hidden += shown.popitem()[1]
    return {EVERYBODY: people, **shown}
