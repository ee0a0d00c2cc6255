"""What became of a step: tried, stuck or done, and when to look again."""

from collections.abc import Sequence
from datetime import date

from coach.domain.draft import SavedPlan
from coach.domain.plan import CheckIn, PlanItem
from coach.errors import ReviewError
from coach.plan.actions import FIRST_CHECK_DAYS, check_date
from coach.plan.wording import without_stop

CHECK_RULE = (
    "The first check is 14 days after the plan. After “tried” the next one comes 28 days later, then 56, and it stays "
    "at 56. After “stuck” it comes 14 days later. After “done” there is none. A weekend moves to Monday."
)

_DAYS = (FIRST_CHECK_DAYS, 28, 56)


def add_check_in(saved: SavedPlan, check_in: CheckIn) -> SavedPlan:
    """Return the plan with the check-in at the end of its list.

    Raises:
        ReviewError: the plan has no step about this behaviour.
    """
    if all(item.behaviour_id != check_in.behaviour_id for item in saved.plan.items):
        raise ReviewError(
            f"The plan {saved.id!r} has no step about {check_in.behaviour_id!r}. Nothing was saved; "
            "check in on one of the plan's steps."
        )
    return saved.model_copy(update={"check_ins": (*saved.check_ins, check_in)})


def next_check(item: PlanItem, check_ins: Sequence[CheckIn]) -> date | None:
    """Return when to look at the step again, or None once it is done."""
    own = [check_in for check_in in check_ins if check_in.behaviour_id == item.behaviour_id]
    if not own:
        return item.check_on
    if own[-1].outcome == "done":
        return None
    since_stuck = 0
    for check_in in own:
        since_stuck = 0 if check_in.outcome == "stuck" else since_stuck + 1
    return check_date(own[-1].on, days=_DAYS[min(since_stuck, len(_DAYS) - 1)])


def suggest_when_stuck(item: PlanItem) -> tuple[str, str]:
    """Return what to do about a step that is stuck: whom to ask, and how to name a roadblock."""
    ask = "Nobody has chosen to be asked about this yet. Ask a colleague who does it well."
    if helper := item.helper:
        person = f"{helper.name} ({helper.role_name}, {helper.site})"
        ask = f"Ask {person}, who chose to be asked about this: {without_stop(helper.contact)}."
    return (
        ask,
        "If what stops you is not in your hands, name it under “What stands in the way”. "
        "It becomes a roadblock with an owner instead of a step of yours.",
    )
