"""Findings to gaps in the published order, and the focus: arithmetic that anyone can check by hand."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from coach.assess.respond import apply_responses, own_states
from coach.domain.finding import Assessment, Finding, Response, State
from coach.domain.knowledge import Behaviour
from coach.domain.plan import GAP_STATES, MAX_FOCUS, Gap
from coach.errors import KnowledgeError, ReviewError
from coach.plan.wording import name_distance

GAP_RULE = (
    "Gaps are what your words contradict or show in part; what you did not mention is never a gap. Contrary comes "
    "before partly shown, then the larger distance to the point your role is asked for, then the vision's order of "
    "priority. The first three are the focus; you may choose others."
)

_WORDS = {"contrary": "your words show the opposite", "partly_shown": "your words show it in part"}
_NO_STATES: Mapping[str, State] = MappingProxyType({})


def find_gaps(
    assessment: Assessment, behaviours: Sequence[Behaviour], *, responses: Sequence[Response] = ()
) -> tuple[Gap, ...]:
    """Return the gaps that are left once the employee has responded, in the published order."""
    return rank_gaps(apply_responses(assessment, responses), behaviours, named_states=own_states(responses))


def rank_gaps(
    findings: Sequence[Finding], behaviours: Sequence[Behaviour], *, named_states: Mapping[str, State] = _NO_STATES
) -> tuple[Gap, ...]:
    """Return every gap: contrary before partly shown, then the larger distance, the priority, the behaviour's id.

    A state that the employee named (`named_states`) counts instead of the finding's.
    """
    priorities = {behaviour.id: behaviour.priority for behaviour in behaviours}
    gaps = []
    for finding in findings:
        state = named_states.get(finding.behaviour_id, finding.state)
        if state == "contrary" or state == "partly_shown":
            priority = priorities.get(finding.behaviour_id)
            if priority is None:
                raise KnowledgeError(
                    f"The behaviour {finding.behaviour_id!r} of this finding is not in the knowledge files. "
                    "Read the account again with the present knowledge."
                )
            point = finding.point if state == "partly_shown" else None
            gaps.append(
                Gap(
                    behaviour_id=finding.behaviour_id,
                    state=state,
                    point=point,
                    expected_point=finding.expected_point,
                    distance=max(0, finding.expected_point - (point or 0)),
                    priority=priority,
                )
            )
    return tuple(
        sorted(gaps, key=lambda gap: (GAP_STATES.index(gap.state), -gap.distance, gap.priority, gap.behaviour_id))
    )


def choose_focus(gaps: Sequence[Gap], swapped: Sequence[str] = ()) -> tuple[Gap, ...]:
    """Return the first three gaps, or those the employee chose, in the published order either way.

    Raises:
        ReviewError: the choice names more than three behaviours, or one that is no gap.
    """
    if not swapped:
        return tuple(gaps[:MAX_FOCUS])
    chosen = set(swapped)
    if len(chosen) > MAX_FOCUS:
        raise ReviewError(f"{len(chosen)} behaviours were chosen. A plan has at most {MAX_FOCUS}; take some out.")
    unknown = sorted(chosen - {gap.behaviour_id for gap in gaps})
    if unknown:
        names = ", ".join(repr(name) for name in unknown)
        raise ReviewError(f"No gap is left in {names}, so it cannot be a focus. Choose among the gaps you see.")
    return tuple(gap for gap in gaps if gap.behaviour_id in chosen)


def explain_place(gap: Gap, gaps: Sequence[Gap]) -> str:
    """Return why the gap stands at its place among all gaps, and that the employee chose it where the rule did not."""
    place = gaps.index(gap) + 1
    chosen = "" if place <= MAX_FOCUS else "You chose this one. "
    return (
        f"{chosen}Place {place} of {len(gaps)} by the rule: {_WORDS[gap.state]}, {name_distance(gap.distance)}, "
        f"priority {gap.priority} in the vision."
    )
