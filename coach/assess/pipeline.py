"""Account to Assessment on the embedded engine: check, segment, match, ground, apply the rule, ask."""

from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np

from coach.assess.check_account import check_account, remarks_about, speaks_to_the_coach
from coach.assess.follow_up import choose_follow_ups
from coach.assess.ground import check_span
from coach.assess.heads import Heads
from coach.assess.match import Bearing, Matcher
from coach.assess.pasted import speaking_to_the_coach
from coach.assess.segment import segment
from coach.assess.state import make_finding
from coach.domain.account import Account, Statement
from coach.domain.finding import Assessment, Evidence, Finding
from coach.domain.knowledge import Behaviour, Role
from coach.domain.provenance import Provenance
from coach.errors import AccountError, GroundingError

QUOTES_PER_SIDE = 3
"""A finding carries the strongest few quotes on each side; more would hide them."""


class AccountReader:
    """Read accounts on the embedded engine."""

    def __init__(self, *, matcher: Matcher, heads: Heads, provenance: Provenance) -> None:
        """Read with `matcher`, which compares with every behaviour of the vision."""
        self._matcher = matcher
        self._heads = heads
        self._provenance = provenance

    def read(self, account: Account, *, role: Role, behaviours: Sequence[Behaviour]) -> Assessment:
        """Return what the account shows of each behaviour that applies to the role.

        Raises:
            AccountError: the account is empty, too short, too long, not in English or says nothing about work.
        """
        read, addressed = split_statements(account.text)
        bearings = self._matcher.match(read, account.asked)
        evidence, refused = _ground(account.text, bearings)
        findings = tuple(
            _find(behaviour, role, _about(behaviour.id, evidence), bearings, self._heads) for behaviour in behaviours
        )
        found = any(finding.state != "not_described" for finding in findings)
        return Assessment(
            role_id=role.id,
            findings=findings,
            follow_ups=choose_follow_ups(findings, behaviours, bearings),
            statements=len(read),
            refused_quotes=refused,
            remarks=remarks_about(account.text, addressed=len(addressed), found=found),
            provenance=self._provenance,
        )


def split_statements(text: str) -> tuple[list[Statement], list[Statement]]:
    """Return the statements about work, and those that speak to the coach, which are evidence of nothing.

    Raises:
        AccountError: the account is empty, too short, too long, not in English or says nothing about work.
    """
    check_account(text)
    statements = segment(text, stands_alone=speaks_to_the_coach)
    addressed = list(speaking_to_the_coach(text, statements))
    read = [statement for statement in statements if statement not in addressed]
    if not read:
        raise AccountError(
            "Cannot assess: the account has no sentence about what you do. Your text is safe. "
            "Describe one thing you did this week, in a sentence or two."
        )
    return read, addressed


_Grounded = tuple[Bearing, Evidence]


def _about(behaviour_id: str, evidence: Sequence[_Grounded]) -> list[_Grounded]:
    return [pair for pair in evidence if pair[1].behaviour_id == behaviour_id]


def _ground(text: str, bearings: Sequence[Bearing]) -> tuple[list[_Grounded], int]:
    """Turn clear bearings into evidence; count what the account does not hold word for word."""
    kept, refused = [], 0
    for bearing in bearings:
        if bearing.kind == "unclear":
            continue
        try:
            span = check_span(text, bearing.statement.text, bearing.statement.span)
        except GroundingError:
            refused += 1
            continue
        evidence = Evidence(
            behaviour_id=bearing.behaviour_id,
            quote=bearing.statement.text,
            span=span,
            bearing=bearing.kind,
            point=bearing.point if bearing.kind == "showing" else None,
        )
        kept.append((bearing, evidence))
    return kept, refused


def _find(
    behaviour: Behaviour,
    role: Role,
    evidence: Sequence[_Grounded],
    bearings: Sequence[Bearing],
    heads: Heads,
) -> Finding:
    quotes = dict(evidence)
    used = [*strongest(quotes, "showing"), *strongest(quotes, "contrary")]
    expectation = role.expectation(behaviour.id)
    if expectation is None:
        raise ValueError(f"behaviour {behaviour.id!r} does not apply to role {role.id!r}")
    about = [bearing for bearing in bearings if bearing.behaviour_id == behaviour.id]
    marks = confidence_marks(used, about, expectation.point)
    return make_finding(
        behaviour.id,
        [quotes[bearing] for bearing in used],
        expected_point=expectation.point,
        confidence=round(float(heads.confidence.probability(marks[None, :])[0]), 3),
    )


def strongest(bearings: Iterable[Bearing], kind: Literal["showing", "contrary"]) -> list[Bearing]:
    """Return the strongest few bearings of one kind, the ones that a finding quotes."""
    fitting = (bearing for bearing in bearings if bearing.kind == kind)
    return sorted(fitting, key=lambda item: (-item.strength, item.statement.span.start))[:QUOTES_PER_SIDE]


def confidence_marks(used: Sequence[Bearing], every: Sequence[Bearing], expected_point: int) -> np.ndarray:
    """Return the marks of a finding that the confidence head reads.

    They are: how strong the strongest showing and contrary words are, whether both sides are there, whether something
    was unclear, whether anything was found at all, and how far the best point lies from the expected one.
    """
    showing = [bearing for bearing in used if bearing.kind == "showing"]
    contrary = [bearing for bearing in used if bearing.kind == "contrary"]
    best = max((bearing.point for bearing in showing), default=expected_point)
    return np.array(
        [
            max((bearing.strength for bearing in showing), default=0.0),
            max((bearing.strength for bearing in contrary), default=0.0),
            float(bool(showing) and bool(contrary)),
            float(any(bearing.kind == "unclear" for bearing in every)),
            float(not used),
            float(bool(showing)) * abs(best - expected_point),
            float(len(used)),
        ]
    )
