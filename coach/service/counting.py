"""That somebody used a part of the coach, counted for the week; never what they asked, wrote or planned."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType

from coach.domain.draft import Draft, SavedPlan
from coach.domain.review_case import ReviewCase
from coach.domain.usage import EVERYBODY, Area
from coach.errors import StoreError
from coach.service.parts import UseCases


@dataclass(frozen=True)
class Counted:
    """A use case counts as use of a part."""

    area: Area
    role: Callable[[Mapping[str, object], object], object]
    """Returns the job that it was used for, from the call or from what came of it."""


def _asked_for(call: Mapping[str, object], _result: object) -> object:
    return call.get("role_id")


def _job_of(_call: Mapping[str, object], result: object) -> object:
    match result:
        case Draft():
            return result.role_id
        case SavedPlan():
            return result.plan.role_id
        case ReviewCase():
            return result.submission.role_id
    return None


COUNTED: Mapping[str, Counted] = MappingProxyType(
    {
        "start_answer": Counted("ask", _asked_for),
        "read_draft": Counted("work", _job_of),
        "save_plan": Counted("plan", _job_of),
        "check_in": Counted("plan", _job_of),
        "share": Counted("share", _job_of),
    }
)
"""What counts, by the name of the use case."""


def count_use(coach: UseCases, name: str, who: str, call: Mapping[str, object], result: object) -> None:
    """Count that a use case was used, if it is one that counts."""
    counted = COUNTED.get(name)
    if counted is None:
        return
    role = counted.role(call, result)
    known = {known.id for known in coach.knowledge.roles}
    # Of what was shared, under the made-up key of the submission: the count must not lead to its sender.
    key = result.submission.person if isinstance(result, ReviewCase) else who
    # Work that is done and kept must not fail because it cannot be counted.
    with suppress(StoreError):
        coach._parts.usage().mark(counted.area, role_id=str(role) if role in known else EVERYBODY, who=key)
