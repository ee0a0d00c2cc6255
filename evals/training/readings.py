"""Findings about the tuning accounts beside what their authors labelled."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.assess.heads import Heads
from coach.assess.match import Bearing, Matcher, weaken
from coach.assess.pipeline import confidence_marks, strongest
from coach.assess.reference import build_references, material_of
from coach.assess.segment import segment
from coach.assess.state import decide_state
from coach.domain.finding import STATES, State
from coach.domain.knowledge import Expectation
from coach.embedding.protocols import StatementEncoder
from coach.knowledge.knowledge_base import KnowledgeBase
from evals.training.tuning import LabelledAccount, Quoted, part_of, read_accounts

_INTRUSIONS = 0.07
"""Largest accepted share of behaviours with a finding that the account does not describe."""
STRENGTHS = tuple(round(0.05 * step, 2) for step in range(17))


@dataclass(frozen=True)
class Read:
    """All bearings on one behaviour in one account, beside the labelled state."""

    part: int
    about: tuple[Bearing, ...]
    expected_point: int
    truth: State

    def at(self, heads: Heads) -> "Judgement":
        """Return the finding that the strengths in `heads` lead to."""
        about = [weaken(bearing, heads) for bearing in self.about]
        used = [*strongest(about, "showing"), *strongest(about, "contrary")]
        points = [bearing.point for bearing in used if bearing.kind == "showing"]
        has_contrary = any(bearing.kind == "contrary" for bearing in used)
        state = decide_state(max(points, default=None), has_contrary, self.expected_point)
        return Judgement(self.part, confidence_marks(used, about, self.expected_point), state, self.truth)


@dataclass(frozen=True)
class Judgement:
    """One finding beside the labelled state."""

    part: int
    marks: NDArray[np.float64]
    state: State
    truth: State


def macro_f1(found: Sequence[Judgement]) -> float:
    """Return the mean over the four states of the harmonic mean of precision and recall."""
    scores = []
    for state in STATES:
        hits = sum(item.state == state == item.truth for item in found)
        scores.append(
            2 * hits / max(sum(item.state == state for item in found) + sum(item.truth == state for item in found), 1)
        )
    return float(np.mean(scores))


def choose_strengths(found: Sequence[Read], heads: Heads) -> Heads:
    """Return the heads with the two strengths that serve the tuning accounts best, by macro-F1 of the states.

    Only those are tried that leave most behaviours alone which an account does not describe: a question costs less
    than a wrong finding.
    """
    grid = [
        heads.model_copy(update={"showing_strength": showing, "contrary_strength": contrary})
        for showing in STRENGTHS
        for contrary in STRENGTHS
    ]
    judged = [[item.at(tried) for item in found] for tried in grid]
    quiet = [
        (macro_f1(tried), heads) for tried, heads in zip(judged, grid, strict=True) if intrusions(tried) <= _INTRUSIONS
    ]
    return max(quiet, key=lambda scored: scored[0])[1]


def intrusions(found: Sequence[Judgement]) -> float:
    """Return the share of behaviours that an account does not describe and that get a finding all the same."""
    silent = [item for item in found if item.truth == "not_described"]
    return sum(item.state != "not_described" for item in silent) / len(silent)


def read_findings(part: int, knowledge: KnowledgeBase, encoder: StatementEncoder, heads: Heads) -> list[Read]:
    """Return the findings about the accounts of one part, by heads that have not seen it."""
    materials = [material_of(behaviour, knowledge.roles) for behaviour in knowledge.behaviours]
    matcher = Matcher(encoder, heads, build_references(materials, encoder.embed))
    return [
        finding
        for labelled in read_accounts()
        if part_of(labelled.id) == part
        for finding in _read(labelled, part, knowledge, matcher)
    ]


def _read(labelled: LabelledAccount, part: int, knowledge: KnowledgeBase, matcher: Matcher) -> list[Read]:
    bearings = matcher.match(segment(labelled.account.text))
    role = knowledge.role(labelled.account.role_id)
    found = []
    for asked in role.expectations:
        about = [bearing for bearing in bearings if bearing.behaviour_id == asked.behaviour_id]
        truth = _truth([item for item in labelled.evidence if item.behaviour_id == asked.behaviour_id], asked)
        found.append(Read(part, tuple(about), asked.point, truth))
    return found


def _truth(evidence: list[Quoted], asked: Expectation) -> State:
    points = [item.point for item in evidence if item.label == "shown" and item.point]
    return decide_state(max(points, default=None), any(item.label == "contrary" for item in evidence), asked.point)


def print_confusion(found: Sequence[Judgement]) -> None:
    """Print how often each labelled state was read as each state."""
    for truth in STATES:
        row = [item.state for item in found if item.truth == truth]
        print(f"{truth:14}", "  ".join(f"{state} {row.count(state)}" for state in STATES), f" n {len(row)}")
