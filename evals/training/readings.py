"""Findings about the tuning accounts beside what their authors labelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from coach.assess.heads import Heads
from coach.assess.match import Bearing, Matcher, decide
from coach.assess.neutral import make_neutral
from coach.assess.pipeline import confidence_marks, strongest
from coach.assess.reference import build_references
from coach.assess.segment import segment
from coach.assess.state import decide_state
from coach.domain.finding import STATES, State
from coach.domain.knowledge import Expectation
from coach.embedding.protocols import StatementEncoder
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.knowledge.material import material_of
from coach.knowledge.own_words import own_words
from coach.llm.redact import Redactor
from evals.training.tuning import LabelledAccount, Quoted, part_of, tuning_accounts

_INTRUSIONS = 0.08
"""Largest accepted share of behaviours with a finding that the account does not describe."""
_CONTRARY_AS_SHOWN = 0.015
"""Largest accepted share of contrary findings that are taken for shown: one of 91. With 0.035 the promised 0.05 was not
kept on accounts that nothing was chosen on (8 of 109)."""
_TRIED = {
    "showing_strength": tuple(round(0.05 * step, 2) for step in range(2, 17)),
    # Words that count against somebody must say more: below this a poem was read as work.
    "contrary_strength": tuple(round(0.05 * step, 2) for step in range(8, 17)),
    "shows_up_to": tuple(round(0.05 * step, 2) for step in range(2, 13)),
    "contrary_from": tuple(round(0.05 * step, 2) for step in range(6, 17)),
}
_TOGETHER = (("showing_strength", "shows_up_to"), ("contrary_strength", "contrary_from"))
"""Thresholds that are chosen together, in turn."""
_ROUNDS = 3


@dataclass(frozen=True)
class Read:
    """All bearings on one behaviour in one account, beside the labelled state."""

    part: int
    about: tuple[Bearing, ...]
    expected_point: int
    truth: State

    def at(self, heads: Heads) -> "Judgement":
        """Return the finding that the strengths in `heads` lead to."""
        bears_from = heads.vision.bears_from if heads.vision else heads.bears_from
        about = [decide(bearing, heads) for bearing in self.about if bearing.bears >= bears_from]
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


def choose_thresholds(found: Sequence[Read], heads: Heads) -> Heads:
    """Return the heads with the thresholds that serve the tuning accounts best, by macro-F1 of the states.

    Only those are tried that leave most behaviours alone which an account does not describe, and that take few contrary
    findings for shown: a question costs less than a wrong finding, and that error costs most.
    """
    best = heads
    for _ in range(_ROUNDS):
        for names in _TOGETHER:
            grid = [
                best.model_copy(update=dict(zip(names, values, strict=True)))
                for values in product(*(_TRIED[name] for name in names))
                if _is_in_order(best.model_copy(update=dict(zip(names, values, strict=True))))
            ]
            best = max(grid, key=lambda tried: _worth([item.at(tried) for item in found]))
    return best


def _is_in_order(heads: Heads) -> bool:
    return heads.shows_up_to <= heads.contrary_from


def _worth(judged: Sequence[Judgement]) -> tuple[bool, float]:
    contrary = [item for item in judged if item.truth == "contrary"]
    taken = sum(item.state == "shown" for item in contrary) / max(len(contrary), 1)
    return intrusions(judged) <= _INTRUSIONS and taken <= _CONTRARY_AS_SHOWN, macro_f1(judged)


def intrusions(found: Sequence[Judgement]) -> float:
    """Return the share of behaviours that an account does not describe and that get a finding all the same."""
    silent = [item for item in found if item.truth == "not_described"]
    return sum(item.state != "not_described" for item in silent) / len(silent)


def read_findings(part: int, knowledge: KnowledgeBase, encoder: StatementEncoder, heads: Heads) -> list[Read]:
    """Return the findings about the accounts of one part, by heads that have not seen it."""
    neutral = make_neutral(Redactor(), own_words(knowledge))
    materials = [material_of(behaviour, knowledge.roles) for behaviour in knowledge.behaviours]
    references = build_references(materials, lambda texts: encoder.embed([neutral(text) for text in texts]))
    matcher = Matcher(encoder, heads, references, neutral=neutral)
    return [
        finding
        for labelled in tuning_accounts(knowledge)
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
