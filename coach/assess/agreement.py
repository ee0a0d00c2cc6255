"""Three readings of one account to findings: the state follows from the quotes, the confidence from the agreement."""

from collections.abc import Sequence

from coach.assess.extract import Located
from coach.assess.follow_up import ask_first
from coach.assess.pipeline import QUOTES_PER_SIDE
from coach.assess.state import make_finding
from coach.assess.twin import SecondReading
from coach.domain.finding import STATE_WORDS, Assessment, Bearing, Evidence, Finding, FollowUp, State
from coach.domain.knowledge import Behaviour, Role


class Readings:
    """What a model quotes, what it makes of the same put plainly, and what the embedded engine makes of it."""

    def __init__(
        self, role: Role, *, found: Sequence[Located], second: SecondReading | None, third: Assessment
    ) -> None:
        """Compare readings of one account; `second` is None where it did not come about."""
        self._role = role
        self._found = found
        self._second = second
        self._third = third

    def finding(self, behaviour_id: str) -> Finding:
        """Return the finding: its state by the rule from the quotes, its confidence the share that gives this state."""
        about = [self._sealed(item) for item in self._found if item.evidence.behaviour_id == behaviour_id]
        quotes = [*_strongest(about, "showing"), *_strongest(about, "contrary")]
        expected = self._expected_point(behaviour_id)
        state = make_finding(behaviour_id, quotes, expected_point=expected, confidence=0.0).state
        others = [self._second_state(behaviour_id), self._third_state(behaviour_id)]
        states = [state, *(other for other in others if other)]
        finding = make_finding(
            behaviour_id,
            quotes,
            expected_point=expected,
            confidence=round(states.count(state) / len(states), 3),
            confidence_is="agreement",
        )
        if not self._is_unsure(finding):
            return finding
        return finding.model_copy(update={"reason": f"{finding.reason} {self._difference(finding)}"})

    def follow_ups(self, findings: Sequence[Finding], behaviours: Sequence[Behaviour]) -> tuple[FollowUp, ...]:
        """Return at most two questions: first where two readings differ, then about what is not described."""
        unsure = {item.behaviour_id: self._difference(item) for item in findings if self._is_unsure(item)}
        asked = [item for item in findings if item.state == "not_described" or item.behaviour_id in unsure]
        return ask_first(asked, behaviours, why=unsure)

    def _sealed(self, item: Located) -> Evidence:
        evidence = item.evidence
        if self._second is None:
            return evidence
        supported = self._second.supports(evidence.behaviour_id, evidence.bearing, item.place)
        return evidence.model_copy(update={"supported": supported})

    def _expected_point(self, behaviour_id: str) -> int:
        expectation = self._role.expectation(behaviour_id)
        if expectation is None:
            raise ValueError(f"behaviour {behaviour_id!r} does not apply to role {self._role.id!r}")
        return expectation.point

    def _second_state(self, behaviour_id: str) -> State | None:
        return self._second.state(behaviour_id, self._expected_point(behaviour_id)) if self._second else None

    def _third_state(self, behaviour_id: str) -> State | None:
        finding = self._third.finding(behaviour_id)
        return finding.state if finding else None

    def _is_unsure(self, finding: Finding) -> bool:
        return self._second_state(finding.behaviour_id) not in (None, finding.state)

    def _difference(self, finding: Finding) -> str:
        plain = STATE_WORDS[self._second_state(finding.behaviour_id) or finding.state]
        return (
            f"The coach is unsure: read in your own words this is {STATE_WORDS[finding.state]}, "
            f"and put plainly it is {plain}."
        )


def _strongest(evidence: Sequence[Evidence], bearing: Bearing) -> list[Evidence]:
    """Return the few quotes of one side that a finding shows: supported ones, then higher points, then as written."""
    side = [item for item in evidence if item.bearing == bearing]
    return sorted(side, key=lambda item: (not item.supported, -(item.point or 0), item.span.start))[:QUOTES_PER_SIDE]


def remarks_about_readings(second: SecondReading | None, *, ignored: int, failure: str) -> tuple[str, ...]:
    """Return what the reader should know about how the readings came about."""
    remarks = []
    if second is None:
        remarks.append(f"The second reading of your account failed, so no quote was checked a second time. {failure}")
    elif second.left_out:
        remarks.append(f"The second reading left out {_count(second.left_out, 'statement')} of yours.")
    total = ignored + (second.ignored if second else 0)
    if total:
        remarks.append(
            f"{_count(total, 'answer')} of the model could not be used: about no behaviour of your role, about no "
            "statement of yours, or at no scale point. Nothing was made of that."
        )
    return tuple(remarks)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
