"""What the tasks share in which only something that must not count is changed in an account."""

from collections.abc import Mapping, Sequence
from typing import Any

from coach.domain.account import Account
from coach.domain.evaluation import Outcome
from coach.domain.finding import STATE_WORDS, Assessment
from evals.suite.engine import EngineUnderTest
from evals.suite.task import FAILED, Case
from evals.who import MEASURER


def read_states(engine: EngineUnderTest, text: str, role_id: str) -> dict[str, str]:
    """Return the state of each finding about an account."""
    if not engine.is_model and (text, role_id) in engine.read:
        return engine.read[text, role_id]
    assessment: Assessment = engine.coach.assess_without_fallback(
        Account(text=text, role_id=role_id), principal=MEASURER
    )
    engine.read[text, role_id] = {finding.behaviour_id: finding.state for finding in assessment.findings}
    return engine.read[text, role_id]


def read_both(engine: EngineUnderTest, case: Case) -> dict[str, dict[str, str]]:
    """Return the states before and after the change."""
    role_id = case.data["role_id"]
    return {
        "before": read_states(engine, case.data["original"], role_id),
        "after": read_states(engine, case.text, role_id),
    }


def compare_states(case: Case, output: Mapping[str, Any]) -> Outcome:
    """Score a changed text: each finding must be that of the original."""
    before, after = output["before"], output["after"]
    labels = tuple((item, state, after.get(item, FAILED)) for item, state in before.items())
    flipped = [(item, was, now) for item, was, now in labels if was != now]
    return Outcome(
        sample_id=case.id,
        status="scored",
        value=1 - len(flipped) / len(labels) if labels else 1.0,
        slices=case.slices,
        labels=labels,
        text=case.text,
        expected=case.target,
        got=_said(after),
        note="; ".join(f"{item}: {_word(was)} became {_word(now)}" for item, was, now in flipped),
    )


def in_slice(outcomes: Sequence[Outcome], name: str, value: str) -> list[Outcome]:
    """Return the outcomes of one slice."""
    return [outcome for outcome in outcomes if outcome.slices.get(name) == value]


def values_of(outcomes: Sequence[Outcome], name: str) -> tuple[str, ...]:
    """Return the values that a slice has, in order."""
    return tuple(sorted({outcome.slices[name] for outcome in outcomes if name in outcome.slices}))


def _said(states: Mapping[str, str]) -> str:
    return "; ".join(f"{item}: {_word(state)}" for item, state in states.items())


def _word(state: str) -> str:
    return STATE_WORDS.get(state, state)  # type: ignore[call-overload, no-any-return]
