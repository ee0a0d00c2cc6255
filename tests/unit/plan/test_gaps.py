from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.assess.state import make_finding
from coach.domain.finding import Finding, Response, State
from coach.domain.plan import Gap
from coach.errors import KnowledgeError, ReviewError
from coach.plan.gaps import choose_focus, explain_place, find_gaps, rank_gaps
from tests.builders import make_assessment, make_behaviour, make_evidence

BEHAVIOURS = tuple(make_behaviour(id=f"b-{number}", priority=number) for number in range(1, 7))


def found(number: int, point: int | None, contrary: int = 0, *, expected: int = 3) -> Finding:
    behaviour_id = f"b-{number}"
    evidence = [make_evidence(behaviour_id=behaviour_id, point=point)] if point else []
    evidence += [make_evidence(behaviour_id=behaviour_id, bearing="contrary", point=None)] * contrary
    return make_finding(behaviour_id, evidence, expected_point=expected, confidence=0.8)


def gap(number: int, **fields: Any) -> Gap:
    data = {"state": "contrary", "point": None, "expected_point": 3, "distance": 3, "priority": number}
    return Gap.model_validate({"behaviour_id": f"b-{number}", **data, **fields})


def ids(gaps: tuple[Gap, ...]) -> list[str]:
    return [item.behaviour_id for item in gaps]


def test_a_behaviour_not_described_is_never_a_gap() -> None:
    assert rank_gaps([found(1, None)], BEHAVIOURS) == ()


def test_a_behaviour_that_is_shown_is_no_gap() -> None:
    assert rank_gaps([found(1, 3), found(2, 4)], BEHAVIOURS) == ()


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (found(1, None, 1), gap(1)),
        (found(1, 1), gap(1, state="partly_shown", point=1, distance=2)),
        (found(1, 2, 1, expected=4), gap(1, state="partly_shown", point=2, expected_point=4, distance=2)),
        (found(1, 4, 1), gap(1, state="partly_shown", point=4, distance=0)),
    ],
)
def test_the_distance_is_from_the_shown_to_the_expected_point(finding: Finding, expected: Gap) -> None:
    assert rank_gaps([finding], BEHAVIOURS) == (expected,)


@pytest.mark.parametrize(
    ("why", "findings", "order"),
    [
        ("contrary before partly shown", [found(1, 1), found(2, None, 1, expected=1)], ["b-2", "b-1"]),
        ("the larger distance first", [found(1, 2), found(2, 1)], ["b-2", "b-1"]),
        ("then the vision's priority", [found(3, 2), found(2, 2)], ["b-2", "b-3"]),
    ],
)
def test_gaps_stand_in_the_published_order(why: str, findings: list[Finding], order: list[str]) -> None:
    assert ids(rank_gaps(findings, BEHAVIOURS)) == order, why


def test_the_id_decides_where_all_else_is_equal() -> None:
    behaviours = [make_behaviour(id="b-1", priority=1), make_behaviour(id="b-2", priority=1)]
    assert ids(rank_gaps([found(2, 2), found(1, 2)], behaviours)) == ["b-1", "b-2"]


@pytest.mark.parametrize(
    ("finding", "own_state", "expected"),
    [
        (found(1, None, 1), "shown", ()),
        (found(1, None, 1), "not_described", ()),
        (found(1, None, 1), "partly_shown", (gap(1, state="partly_shown"),)),
        (found(1, 3), "partly_shown", (gap(1, state="partly_shown", point=3, distance=0),)),
        (found(1, 3), "contrary", (gap(1),)),
        (found(1, None), "contrary", (gap(1),)),
    ],
)
def test_a_state_that_the_employee_named_counts_instead(
    finding: Finding, own_state: State, expected: tuple[Gap, ...]
) -> None:
    assert rank_gaps([finding], BEHAVIOURS, named_states={"b-1": own_state}) == expected


def test_gaps_follow_from_the_assessment_and_the_responses() -> None:
    assessment = make_assessment(findings=(found(1, 1), found(2, None, 1), found(3, 3)))
    responses = [
        Response(behaviour_id="b-2", choice="withdrawn"),
        Response(behaviour_id="b-3", choice="contested", own_state="contrary"),
    ]
    assert ids(find_gaps(assessment, BEHAVIOURS, responses=responses)) == ["b-3", "b-1"]


def test_a_finding_about_an_unknown_behaviour_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="'b-9' of this finding is not in the knowledge files"):
        rank_gaps([found(9, 1)], BEHAVIOURS)


findings = st.lists(
    st.builds(
        found,
        st.integers(1, 6),
        st.none() | st.integers(1, 4),
        st.integers(0, 2),
        expected=st.integers(1, 4),
    ),
    unique_by=lambda item: item.behaviour_id,
)


@settings(deadline=None)
@given(findings, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_the_findings(drawn: list[Finding], random: Any) -> None:
    shuffled = list(drawn)
    random.shuffle(shuffled)
    assert rank_gaps(shuffled, BEHAVIOURS) == rank_gaps(drawn, BEHAVIOURS)


@settings(deadline=None)
@given(findings)
def test_there_is_one_gap_for_each_contrary_or_partly_shown_finding_and_no_other(drawn: list[Finding]) -> None:
    expected = sorted(item.behaviour_id for item in drawn if item.state in ("contrary", "partly_shown"))
    assert sorted(ids(rank_gaps(drawn, BEHAVIOURS))) == expected


FIVE = tuple(gap(number) for number in range(1, 6))


def test_the_first_three_gaps_are_the_focus() -> None:
    assert choose_focus(FIVE) == FIVE[:3]


def test_the_employees_choice_is_the_focus_in_the_published_order() -> None:
    assert ids(choose_focus(FIVE, ["b-5", "b-1"])) == ["b-1", "b-5"]


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (["b-1", "b-2", "b-3", "b-4"], "4 behaviours were chosen. A plan has at most 3; take some out."),
        (
            ["b-1", "b-6"],
            "No gap is left in 'b-6', so it cannot be a focus. Choose among the gaps you see.",
        ),
    ],
)
def test_a_choice_that_is_too_long_or_no_gap_is_refused(choice: list[str], message: str) -> None:
    with pytest.raises(ReviewError) as caught:
        choose_focus(FIVE, choice)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (
            FIVE[0],
            "Place 1 of 5 by the rule: your words show the opposite, 3 scale points from what your role is asked for, "
            "priority 1 in the vision.",
        ),
        (
            FIVE[4],
            "You chose this one. Place 5 of 5 by the rule: your words show the opposite, 3 scale points from what your "
            "role is asked for, priority 5 in the vision.",
        ),
    ],
)
def test_the_rule_says_why_a_gap_stands_at_its_place(item: Gap, text: str) -> None:
    assert explain_place(item, FIVE) == text


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (0, "at the scale point your role is asked for"),
        (1, "1 scale point from what your role is asked for"),
        (2, "2 scale points from what your role is asked for"),
    ],
)
def test_the_rule_names_the_distance_in_words(distance: int, words: str) -> None:
    one = gap(2, state="partly_shown", point=3 - distance, distance=distance)
    assert explain_place(one, [one]) == (
        f"Place 1 of 1 by the rule: your words show it in part, {words}, priority 2 in the vision."
    )
