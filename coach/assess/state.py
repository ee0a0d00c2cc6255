"""Evidence and the expected point to a state: the published rule, arithmetic that anyone can check by hand."""

from collections.abc import Sequence
from typing import Literal

from coach.domain.finding import Evidence, Finding, State


def decide_state(best_point: int | None, has_contrary: bool, expected_point: int) -> State:
    """Return the state of a finding.

    No evidence is "not described"; contrary only is "contrary"; the expected point or more with nothing contrary is
    "shown"; anything else is "partly shown".
    """
    if best_point is None:
        return "contrary" if has_contrary else "not_described"
    return "shown" if best_point >= expected_point and not has_contrary else "partly_shown"


def explain_state(best_point: int | None, has_contrary: bool, expected_point: int) -> str:
    """Return the rule that made the state, in words."""
    if best_point is None and has_contrary:
        return "Your words show the opposite, and none show the behaviour. By the rule that is contrary."
    if best_point is None:
        return "Nothing in your account is about this. By the rule that is not described: a question, never a gap."
    fits = f"Your words fit point {best_point}; your role is asked for point {expected_point}"
    if has_contrary:
        return f"{fits}, and other words show the opposite. By the rule that is partly shown."
    if best_point >= expected_point:
        return f"{fits}, and nothing shows the opposite. By the rule that is shown."
    return f"{fits}. By the rule that is partly shown."


def make_finding(
    behaviour_id: str,
    evidence: Sequence[Evidence],
    *,
    expected_point: int,
    confidence: float,
    confidence_is: Literal["calibrated", "agreement"] = "calibrated",
) -> Finding:
    """Apply the rule to all evidence about one behaviour (showing and contrary, strongest first)."""
    showing = tuple(item for item in evidence if item.bearing == "showing")
    contrary = tuple(item for item in evidence if item.bearing == "contrary")
    best = max((item.point for item in showing if item.point is not None), default=None)
    return Finding(
        behaviour_id=behaviour_id,
        state=decide_state(best, bool(contrary), expected_point),
        point=best,
        expected_point=expected_point,
        evidence=showing,
        counter_evidence=contrary,
        confidence=confidence,
        confidence_is=confidence_is,
        reason=explain_state(best, bool(contrary), expected_point),
    )
