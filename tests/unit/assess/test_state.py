from typing import Any

import pytest

from coach.assess.state import decide_state, explain_state, make_finding
from coach.domain.finding import STATES, Evidence, State
from tests.builders import make_evidence


def showing(point: int, start: int = 0) -> Evidence:
    return make_evidence(quote="I ring.", span={"start": start, "end": start + 7}, point=point)


def contrary(start: int = 50) -> Evidence:
    return make_evidence(quote="I do not.", span={"start": start, "end": start + 9}, bearing="contrary", point=None)


# The published rule, row by row.
RULE: list[tuple[int | None, bool, int, State]] = [
    (None, False, 1, "not_described"),
    (None, False, 4, "not_described"),
    (None, True, 1, "contrary"),
    (None, True, 4, "contrary"),
    (3, False, 3, "shown"),
    (4, False, 3, "shown"),
    (1, False, 1, "shown"),
    (2, False, 3, "partly_shown"),
    (1, False, 4, "partly_shown"),
    (2, True, 3, "partly_shown"),
    (3, True, 3, "partly_shown"),
    (4, True, 1, "partly_shown"),
]


@pytest.mark.parametrize(("best", "has_contrary", "expected", "state"), RULE)
def test_the_state_follows_from_the_published_rule(
    best: int | None, has_contrary: bool, expected: int, state: State
) -> None:
    assert decide_state(best, has_contrary, expected) == state


@pytest.mark.parametrize(("best", "has_contrary", "expected", "state"), RULE)
def test_the_words_name_the_state_that_the_rule_gives_and_no_other(
    best: int | None, has_contrary: bool, expected: int, state: State
) -> None:
    verdict = explain_state(best, has_contrary, expected).rsplit("By the rule that is ", 1)[1]

    named = {name for name in STATES if verdict.startswith(name.replace("_", " "))}
    assert named == {state}


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ([], {"state": "not_described", "point": None, "evidence": (), "counter_evidence": ()}),
        ([showing(3)], {"state": "shown", "point": 3, "evidence": (showing(3),), "counter_evidence": ()}),
        (
            [showing(2), showing(4, 9), contrary()],
            {
                "state": "partly_shown",
                "point": 4,
                "evidence": (showing(2), showing(4, 9)),
                "counter_evidence": (contrary(),),
            },
        ),
        (
            [contrary(), contrary(70)],
            {"state": "contrary", "point": None, "evidence": (), "counter_evidence": (contrary(), contrary(70))},
        ),
    ],
)
def test_a_finding_keeps_all_evidence_in_order_and_the_best_point(
    evidence: list[Evidence], expected: dict[str, Any]
) -> None:
    finding = make_finding("own-it", evidence, expected_point=3, confidence=0.5)

    assert finding.model_dump(include=set(expected)) == {
        name: tuple(item.model_dump() for item in value) if isinstance(value, tuple) else value
        for name, value in expected.items()
    }
    assert (finding.behaviour_id, finding.expected_point, finding.confidence) == ("own-it", 3, 0.5)
