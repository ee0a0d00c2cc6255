from typing import Any

import pytest

from coach.assess.respond import apply_responses, carry_over, own_states
from coach.assess.state import make_finding
from coach.domain.account import Span
from coach.domain.finding import Evidence, Finding, Response
from coach.errors import GroundingError, ReviewError
from tests.builders import make_assessment, make_evidence

LOW = make_evidence(quote="I finish my own repairs.", span={"start": 0, "end": 24}, point=2)
HIGH = make_evidence(quote="I ring two days later.", span={"start": 25, "end": 47}, point=3)
OPPOSITE = make_evidence(quote="Not my department.", span={"start": 48, "end": 66}, bearing="contrary", point=None)


def found(*evidence: Any) -> Finding:
    return make_finding("own-it", evidence, expected_point=3, confidence=0.8)


def respond(finding: Finding, **response: Any) -> tuple[Finding, ...]:
    return apply_responses(
        make_assessment(findings=(finding,)), [Response.model_validate({"behaviour_id": "own-it", **response})]
    )


def test_a_finding_without_a_response_stays_as_it_is() -> None:
    assert apply_responses(make_assessment(findings=(found(LOW),)), []) == (found(LOW),)


def test_a_finding_that_is_right_stays_as_it_is() -> None:
    assert respond(found(LOW), choice="right") == (found(LOW),)


def test_what_the_confidence_stands_for_stays_where_a_quote_is_struck() -> None:
    agreed = found(LOW, HIGH).model_copy(update={"confidence_is": "agreement"})

    assert [item.confidence_is for item in respond(agreed, choice="contested", struck=[LOW.span])] == ["agreement"]


def test_a_withdrawn_finding_is_left_out() -> None:
    assert respond(found(LOW), choice="withdrawn", struck=[LOW.span]) == ()


def test_a_contested_finding_without_another_state_is_left_out() -> None:
    assert respond(found(LOW), choice="contested", reason="That was a joke.") == ()


def test_a_contested_finding_with_an_own_state_keeps_the_quotes_that_were_not_struck() -> None:
    assert respond(found(LOW), choice="contested", own_state="shown") == (found(LOW),)


@pytest.mark.parametrize(
    ("evidence", "struck", "left", "state"),
    [
        ((HIGH, LOW), (HIGH,), (LOW,), "partly_shown"),
        ((HIGH, OPPOSITE), (OPPOSITE,), (HIGH,), "shown"),
        ((HIGH, OPPOSITE), (HIGH,), (OPPOSITE,), "contrary"),
        ((HIGH, OPPOSITE), (HIGH, OPPOSITE), (), "not_described"),
    ],
)
def test_the_rule_is_applied_again_without_struck_quotes(
    evidence: tuple[Any, ...], struck: tuple[Any, ...], left: tuple[Any, ...], state: str
) -> None:
    (finding,) = respond(found(*evidence), choice="contested", struck=[item.span for item in struck])
    assert (finding, finding.state) == (found(*left), state)


def test_a_struck_quote_that_is_not_in_the_finding_is_refused() -> None:
    with pytest.raises(GroundingError) as caught:
        respond(found(LOW), choice="contested", struck=[HIGH.span])
    assert str(caught.value) == (
        "The words at 25 to 47 are not a quote of the finding about 'own-it'. They were not struck; "
        "choose one of the quotes beside the finding."
    )


def test_a_response_about_a_behaviour_that_was_not_assessed_is_refused() -> None:
    with pytest.raises(ReviewError, match="There is no finding about 'listen-first' to respond to"):
        apply_responses(make_assessment(), [Response(behaviour_id="listen-first", choice="right")])


def test_the_last_response_about_a_behaviour_counts() -> None:
    withdrawn = Response(behaviour_id="own-it", choice="withdrawn")
    contested = Response(behaviour_id="own-it", choice="contested", own_state="contrary")
    assessment = make_assessment(findings=(found(LOW),))
    assert apply_responses(assessment, [withdrawn, contested]) == (found(LOW),)
    assert apply_responses(assessment, [contested, withdrawn]) == ()


def test_own_states_are_those_of_the_last_responses() -> None:
    contested = Response(behaviour_id="own-it", choice="contested", own_state="contrary")
    other = Response(behaviour_id="listen-first", choice="contested", own_state="shown")
    right = Response(behaviour_id="own-it", choice="right")
    assert own_states([contested, other]) == {"own-it": "contrary", "listen-first": "shown"}
    assert own_states([contested, other, right]) == {"listen-first": "shown"}


def carried(before: Finding, after: Finding, **response: Any) -> tuple[Response, ...]:
    given = Response.model_validate({"behaviour_id": "own-it", "choice": "contested", **response})
    return carry_over([given], before=make_assessment(findings=(before,)), after=make_assessment(findings=(after,)))


def moved(evidence: Evidence, by: int) -> Evidence:
    return evidence.model_copy(update={"span": Span(start=evidence.span.start + by, end=evidence.span.end + by)})


def test_a_response_stays_where_the_same_words_stand_elsewhere_in_the_account() -> None:
    before, after = found(LOW, HIGH, OPPOSITE), found(*(moved(item, 7) for item in (LOW, HIGH, OPPOSITE)))
    struck = (OPPOSITE.span, LOW.span)

    (kept,) = carried(before, after, struck=struck, reason="A joke.")

    assert kept == Response(
        behaviour_id="own-it",
        choice="contested",
        reason="A joke.",
        struck=(moved(OPPOSITE, 7).span, moved(LOW, 7).span),
    )


@pytest.mark.parametrize("after", [found(LOW), found(HIGH, OPPOSITE), found(), found(HIGH, LOW)])
def test_a_response_to_a_finding_that_says_something_else_now_is_dropped(after: Finding) -> None:
    assert carried(found(HIGH), after) == ()


def test_a_response_to_a_behaviour_that_is_no_longer_assessed_is_dropped() -> None:
    gone = found(HIGH).model_copy(update={"behaviour_id": "listen-first"})

    assert carried(found(HIGH), gone) == ()
