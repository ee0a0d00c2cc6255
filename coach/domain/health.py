"""How the engine is, and what it took today."""

from coach.domain.record import Line, Record


class Health(Record):
    """One part of the engine, and how it is."""

    name: Line
    ok: bool
    text: Line


class Spending(Record):
    """What calls to language models took today, everybody together, and the limits."""

    tokens: int
    cost: float | None
    """None without configured prices."""
    day_tokens: int
    plan_tokens: int
    day_cost: float | None
    plan_cost: float | None
    currency: Line
