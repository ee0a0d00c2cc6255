"""Build small submissions, periods and closings: take one, override one thing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from coach.domain.block import Block, Closing, Period, Place, Tally
from coach.domain.finding import State
from coach.domain.review import SharedFinding, Submission

SPRING = Period(id="spring", name="Spring", first=date(2026, 1, 1), last=date(2026, 3, 31))
SUMMER = Period(id="summer", name="Summer", first=date(2026, 4, 1), last=date(2026, 6, 30))


def make_submission(person: str = "ann", states: Mapping[str, State] | None = None, **fields: Any) -> Submission:
    """Return what one person shares; `states` by behaviour."""
    found = {"own-it": "shown"} if states is None else states
    data: dict[str, Any] = {
        "id": f"{person}-1",
        "person": person,
        "role_id": "adviser",
        "team": "desk",
        "site": "north",
        "knowledge_version": "v1",
        "submitted_on": SPRING.first,
        "asked": tuple(found) or ("own-it",),
        "findings": tuple(
            SharedFinding(behaviour_id=behaviour_id, state=state, expected_point=3)
            for behaviour_id, state in found.items()
        ),
    }
    return Submission.model_validate(data | fields)


def make_team(states: Sequence[State], **fields: Any) -> list[Submission]:
    """Return one submission for each state of the behaviour "own-it", each by somebody else of one team."""
    team = fields.get("team", "desk")
    return [make_submission(f"{team}-{place}", {"own-it": state}, **fields) for place, state in enumerate(states)]


def make_tally(behaviour_id: str = "own-it", **counts: int) -> Tally:
    """Return a tally; what is not counted is zero."""
    numbers = {"shown": 0, "partly_shown": 0, "contrary": 0, "not_described": 0, "open": 0} | counts
    return Tally.model_validate({"behaviour_id": behaviour_id, "n": sum(numbers.values()), **numbers})


def make_block(*tallies: Tally, n: int = 0, stage_ids: tuple[str, ...] = (), **fields: Any) -> Block:
    """Return a block of advisers at the desk in the north."""
    parts = {name: fields.pop(name) for name in ("needs", "roadblocks") if name in fields}
    place = Place.model_validate({"role_id": "adviser", "team": "desk", "site": "north"} | fields)
    largest = max((tally.n for tally in tallies), default=5)
    return Block(place=place, stage_ids=stage_ids, n=n or largest, tallies=tallies, **parts)


def make_closing(*blocks: Block, period: Period = SPRING, **fields: Any) -> Closing:
    """Return a closed period."""
    return Closing.model_validate(
        {"period": period, "k": 5, "k_again": 10, "blocks": blocks, "some_wait": False} | fields
    )
