"""What the employee says of the findings, applied to them: in their own plan their word wins."""

from collections.abc import Mapping, Sequence

from coach.assess.state import make_finding
from coach.domain.account import Span
from coach.domain.finding import Assessment, Finding, Response, State
from coach.errors import GroundingError, ReviewError


def apply_responses(assessment: Assessment, responses: Sequence[Response]) -> tuple[Finding, ...]:
    """Return the findings that count in the employee's plan, in their order.

    A finding is left out where the employee withdrew it, or contested it and neither struck a quote nor named another
    state. Struck quotes are removed and the rule is applied again. A state that the employee named instead is not in
    the finding, whose state always follows from its quotes: see `own_states`. Of two responses about one behaviour the
    last counts.

    Raises:
        ReviewError: a response is about a behaviour that was not assessed.
        GroundingError: a struck quote is not one of the finding's.
    """
    last = {response.behaviour_id: response for response in responses}
    for behaviour_id in last:
        if assessment.finding(behaviour_id) is None:
            raise ReviewError(
                f"There is no finding about {behaviour_id!r} to respond to. "
                "Your account is safe; have it read again, then respond to the findings you see."
            )
    return tuple(
        _without_struck(finding, last.get(finding.behaviour_id))
        for finding in assessment.findings
        if not _is_left_out(last.get(finding.behaviour_id))
    )


def own_states(responses: Sequence[Response]) -> Mapping[str, State]:
    """Return the states that the employee named instead of the rule's, by behaviour id."""
    last = {response.behaviour_id: response for response in responses}
    return {behaviour_id: response.own_state for behaviour_id, response in last.items() if response.own_state}


def carry_over(responses: Sequence[Response], *, before: Assessment, after: Assessment) -> tuple[Response, ...]:
    """Return the responses to findings that say the same as before, wherever in the account their quotes stand now."""
    return tuple(
        response.model_copy(update={"struck": _moved(response.struck, old, new)})
        for response in responses
        if (old := before.finding(response.behaviour_id))
        and (new := after.finding(response.behaviour_id))
        and _without_places(old) == _without_places(new)
    )


def _without_places(finding: Finding) -> Finding:
    nowhere = Span(start=0, end=1)
    bare = {
        side: tuple(item.model_copy(update={"span": nowhere}) for item in getattr(finding, side))
        for side in ("evidence", "counter_evidence")
    }
    return finding.model_copy(update=bare)


def _moved(struck: Sequence[Span], old: Finding, new: Finding) -> tuple[Span, ...]:
    quotes = zip((*old.evidence, *old.counter_evidence), (*new.evidence, *new.counter_evidence), strict=True)
    places = {then.span: now.span for then, now in quotes}
    return tuple(places[span] for span in struck)


def _is_left_out(response: Response | None) -> bool:
    if response is None or response.choice == "right":
        return False
    return response.choice == "withdrawn" or not (response.own_state or response.struck)


def _without_struck(finding: Finding, response: Response | None) -> Finding:
    if response is None or not response.struck:
        return finding
    evidence = (*finding.evidence, *finding.counter_evidence)
    spans = {item.span for item in evidence}
    for span in response.struck:
        if span not in spans:
            raise GroundingError(
                f"The words at {span.start} to {span.end} are not a quote of the finding about "
                f"{finding.behaviour_id!r}. They were not struck; choose one of the quotes beside the finding."
            )
    return make_finding(
        finding.behaviour_id,
        [item for item in evidence if item.span not in response.struck],
        expected_point=finding.expected_point,
        confidence=finding.confidence,
        confidence_is=finding.confidence_is,
    )
