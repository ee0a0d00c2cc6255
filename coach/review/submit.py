"""Put together what an employee shares: what they chose, as it counts in their plan, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from coach.assess.respond import apply_responses, own_states
from coach.domain.access import Workplace
from coach.domain.finding import Assessment, Finding, Response, State
from coach.domain.plan import GAP_STATES, GapPlan, PlanItem
from coach.domain.review import Need, SharedFinding, SharedRoadblock, Sharing, Submission
from coach.errors import ReviewError


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who shares, as far as anybody else learns it."""

    person: str
    """Their made-up key."""
    workplace: Workplace


def share_everything(assessment: Assessment, plan: GapPlan, responses: tuple[Response, ...]) -> Sharing:
    """Return the choice that takes everything along which is found and not left out; where choosing begins."""
    found = frozenset(
        behaviour_id for behaviour_id, finding in _counted(assessment, responses).items() if finding != "not_described"
    )
    return Sharing(
        findings=found,
        words=found,
        steps=frozenset(item.behaviour_id for item in plan.items),
        roadblocks=frozenset(item.behaviour_id for item in plan.roadblocks),
    )


def make_submission(
    assessment: Assessment,
    plan: GapPlan,
    sharing: Sharing,
    *,
    responses: tuple[Response, ...],
    sender: Sender,
    submission_id: str,
    today: date,
) -> Submission:
    """Return the page that a reviewer gets, of what the employee chose.

    A step and a roadblock go along only with the finding that they are about.

    Raises:
        ReviewError: nothing was chosen, or something that is not there to be shared.
    """
    states = _counted(assessment, responses)
    _refuse_what_is_not_there(sharing, states)
    said = {response.behaviour_id: response for response in responses}
    findings = tuple(
        _share_finding(finding, states[finding.behaviour_id], said.get(finding.behaviour_id), sharing)
        for finding in apply_responses(assessment, responses)
        if finding.behaviour_id in sharing.findings
    )
    gaps = {finding.behaviour_id for finding in findings if finding.state in GAP_STATES}
    return Submission(
        id=submission_id,
        person=sender.person,
        role_id=assessment.role_id,
        team=sender.workplace.team,
        site=sender.workplace.site,
        knowledge_version=assessment.provenance.knowledge_version,
        submitted_on=today,
        asked=tuple(finding.behaviour_id for finding in assessment.findings),
        findings=findings,
        needs=tuple(_share_step(item) for item in plan.items if item.behaviour_id in sharing.steps & gaps),
        roadblocks=tuple(
            SharedRoadblock(
                behaviour_id=item.behaviour_id,
                cause=item.cause,
                owner=item.owner,
                text=item.text,
                own_words=item.words,
            )
            for item in plan.roadblocks
            if item.behaviour_id in sharing.roadblocks & gaps
        ),
        note=sharing.note.strip(),
        may_check=sharing.may_check,
    )


def _counted(assessment: Assessment, responses: tuple[Response, ...]) -> Mapping[str, State]:
    """Return the state that counts of each finding that is not left out."""
    named = own_states(responses)
    counted = apply_responses(assessment, responses)
    return {finding.behaviour_id: named.get(finding.behaviour_id, finding.state) for finding in counted}


def _refuse_what_is_not_there(sharing: Sharing, states: Mapping[str, State]) -> None:
    if not sharing.findings:
        raise ReviewError("Nothing is chosen, so nothing was shared. Choose at least one finding to share.")
    if strange := sorted(key for key in sharing.findings if states.get(key, "not_described") == "not_described"):
        names = ", ".join(repr(key) for key in strange)
        raise ReviewError(
            f"There is nothing to share about {names}: your account does not describe it, or you left it out. "
            "Nothing was shared; choose again among the findings you see."
        )


def _share_finding(finding: Finding, state: State, response: Response | None, sharing: Sharing) -> SharedFinding:
    with_words = finding.behaviour_id in sharing.words
    return SharedFinding(
        behaviour_id=finding.behaviour_id,
        state=state,
        point=finding.point,
        expected_point=finding.expected_point,
        quotes=tuple(item.quote for item in finding.evidence) if with_words else (),
        counter_quotes=tuple(item.quote for item in finding.counter_evidence) if with_words else (),
        rule=finding.reason,
        read_as=finding.state if finding.state != state else None,
        own_words=response.reason if response and with_words else "",
    )


def _share_step(item: PlanItem) -> Need:
    return Need(
        behaviour_id=item.behaviour_id,
        resource_id=item.resource.resource_id if item.resource else None,
        step=item.action.sentence(),
        check_on=item.check_on,
    )
