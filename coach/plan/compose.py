"""Put the plan together: strengths first, then at most three steps, roadblocks apart."""

from collections.abc import Mapping, Sequence
from datetime import date

from coach.assess.respond import apply_responses, own_states
from coach.domain.finding import Assessment, Evidence, Finding, Response, State
from coach.domain.knowledge import Role
from coach.domain.plan import CauseAnswers, Gap, GapPlan, PlanItem, Roadblock, Strength
from coach.errors import ReviewError
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.plan.actions import check_date, choose_helper, choose_story, make_action
from coach.plan.causes import decide_causes, explain_causes, keep_trainable, make_roadblocks, needs_step
from coach.plan.gaps import choose_focus, explain_place, rank_gaps
from coach.plan.resources import choose_resource, find_uncovered

MAX_QUOTES = 2


def make_plan(
    assessment: Assessment,
    knowledge: KnowledgeBase,
    *,
    responses: Sequence[Response] = (),
    causes: Sequence[CauseAnswers] = (),
    focus: Sequence[str] = (),
    today: date,
) -> GapPlan:
    """Return the employee's plan from the findings and from what they said about them.

    Of two answers about one behaviour the last counts; answers about a behaviour that is no gap change nothing.

    Raises:
        ReviewError: the knowledge has changed since the account was read, or `focus` or a response does not fit.
        GroundingError: a struck quote is not one of the finding's.
    """
    _check_version(assessment, knowledge)
    findings = {item.behaviour_id: item for item in apply_responses(assessment, responses)}
    said = {item.behaviour_id: item for item in responses}
    states: dict[str, State] = {key: finding.state for key, finding in findings.items()} | dict(own_states(responses))
    answers = {item.behaviour_id: item for item in causes}
    role = knowledge.role(assessment.role_id)
    gaps = rank_gaps(tuple(findings.values()), knowledge.behaviours, named_states=states)
    chosen = choose_focus(gaps, focus)
    items = tuple(
        _make_item(
            gap,
            findings[gap.behaviour_id],
            role=role,
            knowledge=knowledge,
            response=said.get(gap.behaviour_id),
            answers=answers.get(gap.behaviour_id),
            place=explain_place(gap, gaps),
            today=today,
        )
        for gap in chosen
        if needs_step(answers.get(gap.behaviour_id))
    )
    return GapPlan(
        role_id=role.id,
        role_name=role.name,
        made_on=today,
        strengths=_strengths(findings, states, knowledge),
        items=items,
        roadblocks=_roadblocks(gaps, answers, role=role, knowledge=knowledge),
        later=tuple(gap.behaviour_id for gap in gaps if gap not in chosen),
        not_described=tuple(key for key in findings if states[key] == "not_described"),
        uncovered=tuple(item.uncovered for item in items if item.uncovered),
        provenance=assessment.provenance,
        asked_prints=assessment.asked_prints,
    )


def _check_version(assessment: Assessment, knowledge: KnowledgeBase) -> None:
    read_with = assessment.provenance.knowledge_version
    if read_with != knowledge.version:
        raise ReviewError(
            f"The account was read with knowledge {read_with!r}, and the knowledge is now {knowledge.version!r}. "
            "Your account and your answers are safe; have the account read again, then make the plan."
        )


def _make_item(
    gap: Gap,
    finding: Finding,
    *,
    role: Role,
    knowledge: KnowledgeBase,
    response: Response | None,
    answers: CauseAnswers | None,
    place: str,
    today: date,
) -> PlanItem:
    behaviour = knowledge.behaviour(gap.behaviour_id)
    named = keep_trainable(decide_causes(answers))
    return PlanItem(
        behaviour_id=behaviour.id,
        behaviour_name=behaviour.name,
        state=gap.state,
        now=_quotes(gap, finding),
        now_in_own_words=response.reason if response and response.own_state else "",
        desired_point=gap.expected_point,
        desired=behaviour.anchor(gap.expected_point).text,
        feeling=behaviour.feeling,
        causes=named,
        action=make_action(role, behaviour.id),
        resource=choose_resource(gap, knowledge.resources, behaviour=behaviour, role=role, causes=named),
        uncovered=find_uncovered(gap, knowledge.resources, behaviour=behaviour, role=role, causes=named),
        story=choose_story(behaviour, role=role, knowledge=knowledge),
        helper=choose_helper(behaviour, role=role, knowledge=knowledge),
        check_on=check_date(today),
        rule=f"{place} {explain_causes(answers)}",
    )


def _quotes(gap: Gap, finding: Finding) -> tuple[Evidence, ...]:
    """Return at most two quotes, the contrary first; where both bearings count, the strongest of each."""
    contrary = finding.counter_evidence
    if gap.state == "contrary":
        return contrary[:MAX_QUOTES]
    if contrary:
        return (*contrary[:1], *finding.evidence[:1])
    return finding.evidence[:MAX_QUOTES]


def _strengths(
    findings: Mapping[str, Finding], states: Mapping[str, State], knowledge: KnowledgeBase
) -> tuple[Strength, ...]:
    """Return the shown behaviours with the strongest words; a state that only the employee named has no quote."""
    return tuple(
        Strength(
            behaviour_id=key,
            behaviour_name=knowledge.behaviour(key).name,
            quote=finding.evidence[0].quote if finding.evidence else "",
        )
        for key, finding in findings.items()
        if states[key] == "shown"
    )


def _roadblocks(
    gaps: Sequence[Gap], answers: Mapping[str, CauseAnswers], *, role: Role, knowledge: KnowledgeBase
) -> tuple[Roadblock, ...]:
    return tuple(
        roadblock
        for gap in gaps
        for roadblock in make_roadblocks(
            answers.get(gap.behaviour_id), knowledge.behaviour(gap.behaviour_id), role=role, knowledge=knowledge
        )
    )
