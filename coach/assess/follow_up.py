"""The one or two questions that could change a plan most. Silence leads to a question, never to training."""

from collections.abc import Mapping, Sequence

from coach.assess.match import Bearing
from coach.domain.finding import Finding, FollowUp
from coach.domain.knowledge import Behaviour

MAX_FOLLOW_UPS = 2
_TOUCHES = 0.8
"""Words are quoted back in a question if they are this likely to be about the behaviour."""
_QUOTED_CHARACTERS, _SUMMARY_CHARACTERS = 160, 900


def choose_follow_ups(
    findings: Sequence[Finding], behaviours: Sequence[Behaviour], bearings: Sequence[Bearing]
) -> tuple[FollowUp, ...]:
    """Return at most two questions about behaviours that the account does not describe.

    First those that the account touches without saying which way; then by the role's expected point, because the larger
    it is the more the answer can change the plan; then by the behaviour's priority in the vision.
    """
    silent = [finding for finding in findings if finding.state == "not_described"]
    touched = {
        bearing.behaviour_id: _touched(bearing.statement.text)
        for bearing in sorted(bearings, key=lambda item: item.bears)
        if bearing.kind == "unclear" and bearing.bears >= _TOUCHES
    }
    return ask_first(silent, behaviours, why=touched)


def ask_first(
    findings: Sequence[Finding], behaviours: Sequence[Behaviour], *, why: Mapping[str, str]
) -> tuple[FollowUp, ...]:
    """Return the questions about the two findings that matter most; those with a reason in `why` come first."""
    by_id = {behaviour.id: behaviour for behaviour in behaviours}
    ordered = sorted(
        findings,
        key=lambda finding: (
            finding.behaviour_id not in why,
            -finding.expected_point,
            by_id[finding.behaviour_id].priority,
        ),
    )
    return tuple(_ask(by_id[finding.behaviour_id], why) for finding in ordered[:MAX_FOLLOW_UPS])


def _ask(behaviour: Behaviour, why: Mapping[str, str]) -> FollowUp:
    silent = f"You did not mention this: {_shorten(behaviour.summary, _SUMMARY_CHARACTERS)}"
    return FollowUp(behaviour_id=behaviour.id, question=behaviour.settling_question, why=why.get(behaviour.id, silent))


def _touched(words: str) -> str:
    return f"You wrote “{_shorten(words, _QUOTED_CHARACTERS)}” The coach cannot tell which way that points."


def _shorten(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
