"""The resource for a step, chosen from the catalogue by rule, and what the catalogue lacks."""

from collections.abc import Sequence

from coach.domain.knowledge import Behaviour, Resource, ResourceKind, Role, TrainableCause
from coach.domain.plan import Gap, ResourceChoice
from coach.plan.wording import as_line

RESOURCE_RULE = (
    "A resource fits if it is about the behaviour, leads to a scale point from the next one after your words up to the "
    "one your role is asked for, answers a cause you named, and suits your kind of role. Of those that fit, the first "
    "is the one that answers most of your causes, then leads to the lowest point, then is closest to your daily work "
    "(practice, job aid, shadowing, community, course, reading), then takes the fewest minutes, then comes first by id."
)

_KINDS: tuple[ResourceKind, ...] = ("practice", "job_aid", "shadowing", "community", "course", "reading")
_ANSWERS: dict[TrainableCause, str] = {"clarity": "what is asked", "skill": "how to do it"}
_ROLE_KINDS = {
    "front_line": "front-line roles",
    "back_office": "back-office roles",
    "manager": "managers",
    "supplier": "suppliers",
}


def choose_resource(
    gap: Gap, resources: Sequence[Resource], *, behaviour: Behaviour, role: Role, causes: Sequence[TrainableCause]
) -> ResourceChoice | None:
    """Return the resource that comes first by the rule, or None if none fits. `causes` are the trainable ones named."""
    fitting = [item for item in _about_the_step(gap, resources, role) if not causes or _answered(item, causes)]
    if not fitting:
        return None
    chosen = min(
        fitting,
        key=lambda item: (
            -len(_answered(item, causes)),
            _lowest_point(gap, item),
            _KINDS.index(item.kind),
            item.minutes,
            item.id,
        ),
    )
    answered = " and ".join(_ANSWERS[cause] for cause in _answered(chosen, causes))
    others = "It is the only one that fits."
    if len(fitting) > 1:
        others = f"By the rule it comes first of the {len(fitting)} that fit."
    why = (
        f"It is about “{behaviour.name}” and leads to point {_lowest_point(gap, chosen)} of its scale"
        f"{f', and it answers what you named: {answered}' if answered else ''}. {others}"
    )
    return ResourceChoice(
        resource_id=chosen.id,
        title=chosen.title,
        kind=chosen.kind,
        summary=chosen.summary,
        minutes=chosen.minutes,
        cost=chosen.cost,
        where=chosen.where,
        why=as_line(why),
    )


def find_uncovered(
    gap: Gap, resources: Sequence[Resource], *, behaviour: Behaviour, role: Role, causes: Sequence[TrainableCause]
) -> str | None:
    """Return what the catalogue lacks for the step in words, or None if it lacks nothing."""
    about = _about_the_step(gap, resources, role)
    missing = [_ANSWERS[cause] for cause in causes if not any(cause in item.causes for item in about)]
    if not missing and about:
        return None
    need = f" that shows {' and '.join(missing)}" if missing else ""
    points = f"scale point {_next_point(gap)}"
    if _next_point(gap) < gap.expected_point:
        points = f"scale points {_next_point(gap)} to {gap.expected_point}"
    return as_line(
        f"The catalogue has nothing yet about “{behaviour.name}”{need}, for {points} and {_ROLE_KINDS[role.kind]}."
    )


def _about_the_step(gap: Gap, resources: Sequence[Resource], role: Role) -> list[Resource]:
    return [
        item
        for item in resources
        if gap.behaviour_id in item.behaviour_ids
        and any(_next_point(gap) <= point <= gap.expected_point for point in item.points)
        and (not item.role_kinds or role.kind in item.role_kinds)
    ]


def _next_point(gap: Gap) -> int:
    return min((gap.point or 0) + 1, gap.expected_point)


def _lowest_point(gap: Gap, resource: Resource) -> int:
    return min(point for point in resource.points if _next_point(gap) <= point <= gap.expected_point)


def _answered(resource: Resource, causes: Sequence[TrainableCause]) -> list[TrainableCause]:
    return [cause for cause in causes if cause in resource.causes]
