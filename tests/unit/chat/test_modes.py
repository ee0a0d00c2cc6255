import pytest

from coach.chat.modes import MODE_NOTES
from coach.domain.answer import Answer, CustomerWords, Mode
from tests.builders import make_knowledge
from tests.chat_engine import QUESTION, make_embedded, turn_of

EMBEDDED = make_embedded()


def answer(question: str = QUESTION, mode: Mode = "ask", **options: object) -> Answer:
    return EMBEDDED.answer(question, role_id="shop-adviser", mode=mode, **options)  # type: ignore[arg-type]


def sections(found: Answer) -> list[str]:
    return list(dict.fromkeys(line.section for line in found.lines))


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("ask", ["asks", "looks_like", "avoid", "story", "why"]),
        ("check", ["asks", "speaks_for", "speaks_against", "why"]),
        ("doubt", ["why", "story", "asks", "promises"]),
        ("reflect", ["questions"]),
    ],
)
def test_each_mode_has_its_own_parts(mode: Mode, expected: list[str]) -> None:
    found = answer(mode=mode)
    assert (found.mode, sections(found)) == (mode, expected)
    assert found.notes == ((MODE_NOTES[mode],) if MODE_NOTES[mode] else ())


@pytest.mark.parametrize("mode", ["ask", "check", "doubt", "reflect"])
def test_every_line_is_words_of_the_knowledge_base(mode: Mode) -> None:
    found = answer(mode=mode)
    quotes = {citation.number: citation.quote for citation in found.citations}
    assert [line.text for line in found.lines] == [quotes[line.citation] for line in found.lines]


def test_a_decision_is_held_against_what_to_do_and_what_not_to_do() -> None:
    found = answer(mode="check")
    spoken = {section: [line.text for line in found.lines if line.section == section] for section in sections(found)}
    assert spoken["speaks_for"] == [
        "Ring early when the delivery is late.",
        "Say the day and the hour of the next step.",
    ]
    assert spoken["speaks_against"] == ["Wait for people to ring.", "Promise a time that you cannot keep."]


def test_a_reflection_asks_about_ones_own_work_and_gives_no_advice() -> None:
    found = answer(mode="reflect")
    assert [line.text for line in found.lines] == [
        "When did a plan last change on you, and who did you tell?",
        "The last late delivery.",
    ]
    assert [citation.source for citation in found.citations] == [
        "behaviours/keep-people-posted.yaml",
        "roles/shop-adviser.yaml",
    ]


def test_a_doubt_is_answered_with_the_promise_that_it_is_about() -> None:
    assert answer(mode="doubt").lines[-1].text == "You always know what happens next."


@pytest.mark.parametrize("mode", ["ask", "check", "doubt", "reflect"])
def test_what_the_vision_does_not_say_is_an_abstention_in_every_mode(mode: Mode) -> None:
    found = answer("Which parrot sings loudest?", mode)
    assert (found.abstained, found.lines, found.notes) == (True, (), ())


@pytest.mark.parametrize("mode", ["ask", "check", "doubt", "reflect", "capture"])
def test_a_question_for_a_person_is_not_searched_in_any_mode(mode: Mode) -> None:
    found = answer("There is a fire in the warehouse", mode)
    assert found.route is not None
    assert (found.route.topic, found.lines, found.support, found.abstained) == ("safety", (), None, False)


def test_a_follow_up_question_is_searched_with_the_one_before_it() -> None:
    alone = answer("And on a Saturday?")
    following = answer("And on a Saturday?", earlier=(turn_of(answer()),))
    assert (alone.abstained, following.abstained) == (True, False)
    assert following.question == "And on a Saturday?"


def test_what_a_customer_said_is_matched_and_freed_of_personal_data() -> None:
    found = answer("Mrs Ann Porter, 07700 900123: nobody did ring me when the delivery was late", "capture")
    assert found.customer_words is not None
    assert found.customer_words.behaviour_id == "keep-people-posted"
    assert found.customer_words.promise_id == "you-always-know"
    assert "Porter" not in found.customer_words.text
    assert "07700" not in found.customer_words.text
    assert found.question.startswith("Mrs Ann Porter")
    assert set(sections(found)) == {"touches"}


def test_words_that_touch_nothing_are_filed_all_the_same() -> None:
    found = answer("Parrots!", "capture")
    assert found.customer_words == CustomerWords(text="Parrots!")
    assert (found.lines, found.abstained) == ((), False)


def test_an_organisation_without_routes_still_names_somebody() -> None:
    found = make_embedded(make_knowledge(routes=())).answer("I feel suicidal", role_id="shop-adviser")
    assert found.route is not None
    assert found.route.source == ""
