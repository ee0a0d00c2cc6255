from typing import Any

from coach.assess.follow_up import choose_follow_ups
from coach.assess.match import Bearing
from coach.domain.account import Span, Statement
from coach.domain.finding import Finding, FollowUp
from coach.domain.knowledge import Behaviour
from tests.builders import make_behaviour, make_finding

BEHAVIOURS = tuple(
    make_behaviour(id=name, priority=priority, settling_question=f"What about {name}?", summary=f"You do {name}.")
    for priority, name in enumerate(["first", "second", "third", "fourth"], start=1)
)


def silent(behaviour_id: str, expected_point: int = 3) -> Finding:
    return make_finding(behaviour_id=behaviour_id, state="not_described", expected_point=expected_point)


def unclear(behaviour_id: str, text: str = "I ring, or not.", bears: float = 0.9) -> Bearing:
    statement = Statement(text=text, span=Span(start=0, end=len(text)))
    return Bearing(statement, behaviour_id, "unclear", bears, 0.5, 2)


def asked(*findings: Finding, bearings: Any = (), behaviours: tuple[Behaviour, ...] = BEHAVIOURS) -> list[str]:
    return [item.behaviour_id for item in choose_follow_ups(findings, behaviours, bearings)]


def test_nothing_is_asked_about_what_the_account_describes() -> None:
    assert asked(make_finding(behaviour_id="first")) == []


def test_at_most_two_questions_are_asked() -> None:
    assert asked(silent("first"), silent("second"), silent("third")) == ["first", "second"]


def test_a_larger_expected_point_is_asked_first() -> None:
    assert asked(silent("first", 2), silent("second", 3), silent("third", 4)) == ["third", "second"]


def test_equal_points_are_asked_by_priority() -> None:
    assert asked(silent("third"), silent("second"), silent("fourth")) == ["second", "third"]


def test_what_the_account_touches_is_asked_before_anything_else() -> None:
    findings = (silent("first", 4), silent("second", 4), silent("third", 1))

    assert asked(*findings, bearings=[unclear("third")]) == ["third", "first"]


def test_words_that_may_well_be_about_something_else_are_not_quoted_back() -> None:
    (first, _) = choose_follow_ups([silent("first"), silent("third")], BEHAVIOURS, [unclear("third", bears=0.3)])

    assert (first.behaviour_id, first.why) == ("first", "You did not mention this: You do first.")


def test_what_the_account_touches_and_also_describes_is_not_asked() -> None:
    assert asked(make_finding(behaviour_id="first"), silent("second"), bearings=[unclear("first")]) == ["second"]


def test_a_question_about_silence_says_so() -> None:
    assert choose_follow_ups([silent("first")], BEHAVIOURS, []) == (
        FollowUp(
            behaviour_id="first",
            question="What about first?",
            why="You did not mention this: You do first.",
        ),
    )


def test_a_question_about_unclear_words_quotes_the_nearest_of_them_on_one_line() -> None:
    bearings = [unclear("first", bears=0.9), unclear("first", "I ring\nor I text.", bears=0.95), unclear("second")]
    (question,) = choose_follow_ups([silent("first")], BEHAVIOURS, bearings)

    assert question.why == "You wrote “I ring or I text.” The coach cannot tell which way that points."


def test_long_unclear_words_are_shortened_and_end_in_a_mark() -> None:
    (question,) = choose_follow_ups([silent("first")], BEHAVIOURS, [unclear("first", "word " * 400)])

    assert question.why.startswith("You wrote “word word")
    assert "word…” The coach" in question.why
    assert len(question.why) < 250


def test_a_behaviour_with_the_longest_summary_can_be_asked_about() -> None:
    longest = make_behaviour(summary="x" * 1_000)

    (question,) = choose_follow_ups([silent("own-it")], [longest], [])

    assert question.why.startswith("You did not mention this: xxx")
