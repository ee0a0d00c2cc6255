from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.assess.state import make_finding
from coach.domain.account import Span
from coach.domain.finding import Assessment, Evidence, Finding, Response
from coach.domain.plan import (
    CAUSES,
    Action,
    CauseAnswers,
    GapPlan,
    Helper,
    PlanItem,
    ResourceChoice,
    Roadblock,
    StoryChoice,
    Strength,
)
from coach.errors import GroundingError, ReviewError
from coach.plan.compose import make_plan
from coach.plan.gaps import find_gaps
from tests.builders import PROVENANCE, knowledge_data, make_assessment, make_knowledge

TODAY = date(2026, 11, 23)
SENTENCES = (
    "I ring the customer two days after a repair.",
    "I finish the repairs that I started.",
    "We never ring back about a late delivery.",
    "When they ring I tell them where the delivery is.",
    "Once it leaves my desk it is not my problem.",
    "I set up a board where each open problem has an owner.",
)
ACCOUNT = " ".join(SENTENCES)


def quote(behaviour_id: str, sentence: int, point: int | None) -> Evidence:
    words = SENTENCES[sentence]
    start = ACCOUNT.index(words)
    return Evidence(
        behaviour_id=behaviour_id,
        quote=words,
        span=Span(start=start, end=start + len(words)),
        bearing="showing" if point else "contrary",
        point=point,
    )


def found(behaviour_id: str, *evidence: tuple[int, int | None], expected: int = 3) -> Finding:
    quotes = [quote(behaviour_id, sentence, point) for sentence, point in evidence]
    return make_finding(behaviour_id, quotes, expected_point=expected, confidence=0.8)


def assessed(*findings: Finding) -> Assessment:
    return make_assessment(findings=findings)


def plan_for(*findings: Finding, **said: Any) -> GapPlan:
    return make_plan(assessed(*findings), make_knowledge(), today=TODAY, **said)


def said(behaviour_id: str, *causes: str, words: str = "") -> CauseAnswers:
    return CauseAnswers.model_validate(
        {"behaviour_id": behaviour_id, "answers": dict.fromkeys(causes, "no"), "words": words}
    )


def test_a_plan_goes_from_strengths_over_steps_to_what_was_not_described() -> None:
    findings = (found("own-it", (0, 3)), found("keep-people-posted", (2, None), (3, 1)))
    knowledge = make_knowledge()
    item = PlanItem(
        behaviour_id="keep-people-posted",
        behaviour_name="Keep people posted",
        state="partly_shown",
        now=(quote("keep-people-posted", 2, None), quote("keep-people-posted", 3, 1)),
        desired_point=3,
        desired="Tells people early when the plan changes, before they ask.",
        feeling="at ease",
        causes=("skill",),
        action=Action(when="a delivery slips", then="ring the customer before they ring me"),
        resource=ResourceChoice(
            resource_id="morning-update-card",
            title="The morning update card",
            kind="job_aid",
            summary="A card with the three lines of a good update.",
            minutes=5,
            cost="free",
            where="Beside the phone.",
            why="It is about “Keep people posted” and leads to point 2 of its scale, and it answers what you named: "
            "how to do it. It is the only one that fits.",
        ),
        uncovered=None,
        story=StoryChoice(
            story_id="the-late-van",
            title="The late van",
            excerpt=knowledge.story("the-late-van").body,
            in_your_job="When a delivery slips → the customer feels at ease",
        ),
        helper=None,
        check_on=date(2026, 12, 7),
        rule="Place 1 of 1 by the rule: your words show it in part, 2 scale points from what your role is asked for, "
        "priority 2 in the vision. You said: you are not sure how to do it.",
    )
    assert plan_for(*findings, causes=[said("keep-people-posted", "skill")]) == GapPlan(
        role_id="shop-adviser",
        role_name="Shop adviser",
        made_on=TODAY,
        strengths=(Strength(behaviour_id="own-it", behaviour_name="Own it to the end", quote=SENTENCES[0]),),
        items=(item,),
        roadblocks=(),
        later=(),
        not_described=(),
        uncovered=(),
        provenance=PROVENANCE,
    )


def test_a_behaviour_not_described_is_a_question_and_never_a_step() -> None:
    plan = plan_for(found("own-it"), found("keep-people-posted", (3, 1)))
    assert plan.not_described == ("own-it",)
    assert [item.behaviour_id for item in plan.items] == ["keep-people-posted"]


def test_somebody_who_can_help_stands_beside_the_step() -> None:
    (item,) = plan_for(found("own-it", (1, 2))).items
    assert item.helper == Helper(
        champion_id="mirela",
        name="Mirela",
        role_name="Shop adviser",
        site="High Street shop",
        contact="mirela@example.org",
    )


@pytest.mark.parametrize(
    ("why", "evidence", "now"),
    [
        ("contrary: the strongest two", [(4, None), (2, None), (0, None)], [4, 2]),
        ("both bearings: the strongest of each, contrary first", [(1, 2), (0, 3), (4, None), (2, None)], [4, 1]),
        ("partly shown: the strongest two", [(1, 2), (3, 1), (0, 1)], [1, 3]),
    ],
)
def test_now_is_the_employees_own_words(why: str, evidence: list[tuple[int, int | None]], now: list[int]) -> None:
    (item,) = plan_for(found("own-it", *evidence)).items
    assert [words.quote for words in item.now] == [SENTENCES[index] for index in now], why


def test_a_need_that_the_catalogue_does_not_cover_is_said_beside_the_step_and_to_learning_and_development() -> None:
    plan = plan_for(found("keep-people-posted", (3, 3), expected=4))
    text = "The catalogue has nothing yet about “Keep people posted”, for scale point 4 and front-line roles."
    assert (plan.items[0].resource, plan.items[0].uncovered, plan.uncovered) == (None, text, (text,))


def test_a_gap_with_roadblocks_only_is_a_roadblock_and_no_step() -> None:
    plan = plan_for(found("own-it", (1, 2)), causes=[said("own-it", "tools_process", words="No phone.")])
    roadblock = Roadblock(
        behaviour_id="own-it",
        cause="tools_process",
        owner="Head of shops",
        text="Your tools, systems or steps make it hard. Training will not change that. Who can: Head of shops.",
        words="No phone.",
    )
    assert (plan.items, plan.roadblocks, plan.later) == ((), (roadblock,), ())


def test_a_gap_with_both_kinds_of_cause_is_a_step_and_a_roadblock() -> None:
    plan = plan_for(found("own-it", (1, 2)), causes=[said("own-it", "clarity", "motive")])
    assert [item.causes for item in plan.items] == [("clarity",)]
    assert [roadblock.cause for roadblock in plan.roadblocks] == ["motive"]


def test_without_an_answer_the_step_goes_in_and_says_so() -> None:
    (item,) = plan_for(found("own-it", (1, 2))).items
    assert item.causes == ()
    assert item.rule.endswith("priority 1 in the vision. You did not say what stands in the way.")


def test_the_last_answer_about_a_behaviour_counts() -> None:
    plan = plan_for(found("own-it", (1, 2)), causes=[said("own-it", "motive"), said("own-it", "skill")])
    assert (len(plan.items), plan.roadblocks) == (1, ())


def test_answers_about_a_behaviour_that_is_no_gap_change_nothing() -> None:
    finding = found("own-it", (0, 3))
    assert plan_for(finding, causes=[said("own-it", "motive")]) == plan_for(finding)


@pytest.mark.parametrize(
    ("why", "finding", "response", "state", "now"),
    [
        (
            "their state, the words that bear on it",
            found("own-it", (0, 3), (4, None)),
            {"own_state": "contrary"},
            "contrary",
            [4],
        ),
        ("no words bear on it", found("own-it", (0, 3)), {"own_state": "contrary"}, "contrary", []),
        ("nothing was described", found("own-it"), {"own_state": "partly_shown"}, "partly_shown", []),
        (
            "the refused quote is gone",
            found("own-it", (1, 2), (4, None)),
            {"own_state": "partly_shown", "struck": [quote("own-it", 4, None).span]},
            "partly_shown",
            [1],
        ),
    ],
)
def test_a_state_that_the_employee_named_is_a_step_in_their_words(
    why: str, finding: Finding, response: dict[str, Any], state: str, now: list[int]
) -> None:
    reply = Response(behaviour_id="own-it", choice="contested", reason="Only on quiet days.", **response)
    (item,) = plan_for(finding, responses=[reply]).items
    assert (item.state, item.now_in_own_words) == (state, "Only on quiet days."), why
    assert [words.quote for words in item.now] == [SENTENCES[index] for index in now], why


def test_a_gap_that_the_employee_contests_as_shown_is_a_strength_even_without_a_quote() -> None:
    reply = Response(behaviour_id="own-it", choice="contested", own_state="shown")
    plan = plan_for(found("own-it", (4, None)), responses=[reply])
    assert plan.strengths == (Strength(behaviour_id="own-it", behaviour_name="Own it to the end", quote=""),)
    assert plan.items == ()


def test_a_withdrawn_finding_is_nowhere_in_the_plan() -> None:
    plan = plan_for(found("own-it", (4, None)), responses=[Response(behaviour_id="own-it", choice="withdrawn")])
    assert (plan.strengths, plan.items, plan.later, plan.not_described) == ((), (), (), ())


def test_a_reason_without_another_state_is_not_shown_as_the_gap_in_their_words() -> None:
    reply = Response(
        behaviour_id="own-it", choice="contested", reason="A joke.", struck=(quote("own-it", 4, None).span,)
    )
    (item,) = plan_for(found("own-it", (1, 2), (4, None)), responses=[reply]).items
    assert item.now_in_own_words == ""


def test_a_plan_is_refused_where_the_knowledge_changed_since_the_account_was_read() -> None:
    old = PROVENANCE.model_copy(update={"knowledge_version": "ffffffffffff"})
    with pytest.raises(
        ReviewError, match="read with knowledge 'ffffffffffff', and the knowledge is now '0123456789ab'"
    ):
        make_plan(make_assessment(provenance=old), make_knowledge(), today=TODAY)


def test_a_struck_quote_that_is_not_in_the_finding_stops_the_plan() -> None:
    reply = Response(behaviour_id="own-it", choice="contested", struck=(Span(start=0, end=5),))
    with pytest.raises(GroundingError):
        plan_for(found("own-it", (4, None)), responses=[reply])


IDS = tuple(f"b-{number}" for number in range(1, 7))


def wide_knowledge() -> Any:
    """Return a knowledge base with six behaviours, each asked of the shop adviser at point 3."""
    data = knowledge_data()
    own_it, adviser = data["behaviours"][0], data["roles"][0]
    expected = adviser["expectations"][0]
    return make_knowledge(
        behaviours=[{**own_it, "id": key, "priority": place} for place, key in enumerate(IDS, 1)],
        roles=[{**adviser, "expectations": [{**expected, "behaviour_id": key} for key in IDS]}],
        resources=[{**item, "behaviour_ids": list(IDS[:3])} for item in data["resources"]],
        stories=[{**item, "behaviour_ids": list(IDS)} for item in data["stories"]],
        champions=[],
    )


WIDE = wide_knowledge()


def test_gaps_beyond_the_focus_stand_under_later_and_may_be_swapped_in() -> None:
    assessment = assessed(*(found(key, (1, 2)) for key in IDS))
    plan = make_plan(assessment, WIDE, today=TODAY)
    swapped = make_plan(assessment, WIDE, focus=["b-6", "b-1"], today=TODAY)
    assert ([item.behaviour_id for item in plan.items], plan.later) == (["b-1", "b-2", "b-3"], ("b-4", "b-5", "b-6"))
    assert [item.behaviour_id for item in swapped.items] == ["b-1", "b-6"]
    assert swapped.later == ("b-2", "b-3", "b-4", "b-5")
    assert swapped.items[1].rule.startswith("You chose this one. Place 6 of 6 by the rule:")


def test_a_roadblock_in_the_focus_leaves_its_place_empty() -> None:
    assessment = assessed(*(found(key, (1, 2)) for key in IDS))
    plan = make_plan(assessment, WIDE, causes=[said("b-1", "motive"), said("b-5", "motive")], today=TODAY)
    assert [item.behaviour_id for item in plan.items] == ["b-2", "b-3"]
    assert [roadblock.behaviour_id for roadblock in plan.roadblocks] == ["b-1", "b-5"]
    assert plan.later == ("b-4", "b-5", "b-6")


@st.composite
def cases(draw: st.DrawFn) -> tuple[Assessment, list[Response], list[CauseAnswers]]:
    evidence = st.lists(
        st.tuples(st.integers(0, len(SENTENCES) - 1), st.none() | st.integers(1, 4)),
        max_size=3,
        unique_by=lambda item: item[0],
    )
    findings = [found(key, *draw(evidence)) for key in IDS]
    responses = [_response(draw, finding) for finding in findings if draw(st.booleans())]
    causes = [said(key, *draw(st.sets(st.sampled_from(CAUSES)))) for key in IDS if draw(st.booleans())]
    return assessed(*findings), responses, causes


def _response(draw: st.DrawFn, finding: Finding) -> Response:
    choice = draw(st.sampled_from(["right", "contested", "withdrawn"]))
    states = st.sampled_from([None, "shown", "partly_shown", "contrary", "not_described"])
    quotes = [*finding.evidence, *finding.counter_evidence]
    return Response(
        behaviour_id=finding.behaviour_id,
        choice=choice,
        own_state=draw(states) if choice == "contested" else None,
        struck=tuple(item.span for item in quotes if draw(st.booleans())),
    )


def _places(plan: GapPlan, gaps: Sequence[str]) -> list[str]:
    """Return where every behaviour of the plan stands; one with roadblocks only counts as a gap in the focus."""
    strengths = [item.behaviour_id for item in plan.strengths]
    focus = [key for key in gaps if key not in plan.later]
    return sorted([*strengths, *focus, *plan.later, *plan.not_described])


@settings(deadline=None, max_examples=60)
@given(cases())
def test_every_plan_keeps_the_principles(case: tuple[Assessment, list[Response], list[CauseAnswers]]) -> None:
    assessment, responses, causes = case
    plan = make_plan(assessment, WIDE, responses=responses, causes=causes, today=TODAY)
    gaps = [gap.behaviour_id for gap in find_gaps(assessment, WIDE.behaviours, responses=responses)]
    steps = [item.behaviour_id for item in plan.items]
    assert len(steps) <= 3
    assert not set(plan.not_described) & {*gaps, *(item.behaviour_id for item in plan.roadblocks)}
    assert set(steps) <= set(gaps)
    assert len(_places(plan, gaps)) == len(set(_places(plan, gaps)))
    for item in plan.items:
        assert item.resource or item.uncovered
        assert all(ACCOUNT[words.span.start : words.span.end] == words.quote for words in item.now)
    assert all(strength.quote in ACCOUNT for strength in plan.strengths)
    assert plan == make_plan(assessment, WIDE, responses=responses, causes=causes, today=TODAY)
