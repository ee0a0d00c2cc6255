"""Ask on the model engine: streamed, stopped, broken, refused, and never more than what is known."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from coach.domain.draft import Turn
from coach.service import Coach
from coach.ui import resources
from evals.hostile_model import HostileModel
from tests.app.screens.model_home import KEY, use_model
from tests.app.screens.reading import (
    answered,
    box_text,
    button_labels,
    checked,
    open_page,
    press,
    reload,
    words,
)
from tests.builders import ME

QUESTION = "A box has a small dent, and the lorry is waiting. What does our vision ask of me?"
UNANSWERED = "How many days of holiday do I get at Christmas?"
FOR_A_PERSON = "My manager harasses me. Can I take them to court?"


@pytest.fixture
def ask(home: Path, hostile: HostileModel, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Open Ask on the model engine for a warehouse picker, without a fallback."""
    use_model(monkeypatch, hostile, FALLBACK="none")
    return open_ask()


def open_ask() -> AppTest:
    return checked(open_page("ask").selectbox(key="ask-role").set_value("warehouse-picker").run())


def put(app: AppTest, question: str) -> AppTest:
    """Put a question, and see the page before it is answered."""
    app.text_area(key="question").set_value(question)
    return checked(next(button for button in app.button if button.label == "Ask").click().run())


def kept() -> tuple[Turn, ...]:
    coach: Coach = resources.coach()
    return coach.turns(principal=ME)


def test_an_answer_is_streamed_and_its_sentences_are_shown_with_their_sources(
    ask: AppTest, hostile: HostileModel
) -> None:
    answered(put(ask, QUESTION))

    (turn,) = kept()
    assert turn.answer.status == "complete"
    assert turn.answer.prose
    for citation in turn.answer.citations:
        assert f"(#source-{turn.id}-{citation.number})" in words(ask)
        assert f":small[{citation.number} · {citation.title}]" in words(ask)
    assert "This answer took 1 call" in words(ask)


def test_what_came_so_far_is_shown_and_can_be_stopped(ask: AppTest, hostile: HostileModel) -> None:
    hostile.pause_s = 0.2
    put(ask, QUESTION)
    while "The coach is writing." not in words(ask):
        checked(ask.run())
    assert button_labels(ask)[0] == "Stop"

    press(ask, "Stop")

    (turn,) = kept()
    assert turn.answer.status == "stopped"
    assert "**This answer is incomplete.**" in words(ask)
    assert "**This answer is incomplete.**" in words(reload(ask, "ask"))


def test_going_on_takes_the_answer_up_where_it_ended(ask: AppTest, hostile: HostileModel) -> None:
    hostile.mode = "reset-50"
    answered(put(ask, QUESTION))
    (broken,) = kept()
    assert broken.answer.status == "broken"
    assert "**This answer is incomplete.**" in words(ask)

    hostile.mode = "honest"
    press(ask, "Go on")

    (whole, _) = kept()
    assert whole.answer.status == "complete"
    assert broken.answer.claims()[0].text[:20] in whole.answer.claims()[0].text
    assert "incomplete" not in words(ask)


def test_trying_again_answers_the_same_question_anew(ask: AppTest, hostile: HostileModel) -> None:
    hostile.mode = ["reset-50", "honest"]
    answered(put(ask, QUESTION))

    press(ask, "Try again")

    assert [turn.answer.status for turn in kept()] == ["complete", "broken"]
    assert {turn.answer.question for turn in kept()} == {QUESTION}


@pytest.mark.parametrize("question", [UNANSWERED, FOR_A_PERSON])
def test_what_is_not_the_models_to_answer_never_reaches_it(ask: AppTest, hostile: HostileModel, question: str) -> None:
    answered(put(ask, question))

    assert hostile.completions == ()
    assert ("The vision does not say" in words(ask)) == (question == UNANSWERED)
    assert ("**Who.**" in words(ask)) == (question == FOR_A_PERSON)


def test_a_sentence_without_a_source_is_marked(ask: AppTest, hostile: HostileModel) -> None:
    hostile.reply_with = lambda asked: "Throw every dented box away at once."
    answered(put(ask, QUESTION))

    assert "**◇** Throw every dented box away at once." in words(ask)
    assert "(◇ not backed by a source)" in words(ask)
    assert "1 sentence names no source. It is marked." in words(ask)


def test_a_wrong_key_is_one_sentence_with_the_remedy_and_the_question_stays(
    ask: AppTest, hostile: HostileModel, home: Path
) -> None:
    hostile.mode = "status-401"
    answered(put(ask, QUESTION))

    shown = words(ask)
    assert "**The language model is not set up right.**" in shown
    assert "COACH_API_KEY" in shown
    assert "What you wrote is safe" in shown
    assert KEY not in shown
    assert box_text(ask, "Your question") == QUESTION
    assert kept() == ()

    hostile.mode = "honest"
    press(ask, "Try again")
    assert [turn.answer.status for turn in kept()] == ["complete"]


def test_a_failure_is_left_behind_by_asking_something_else(ask: AppTest, hostile: HostileModel) -> None:
    hostile.mode = "status-401"
    answered(put(ask, QUESTION))
    hostile.mode = "honest"

    answered(put(ask, UNANSWERED))

    assert "The vision does not say" in words(ask)
    assert "not set up right" not in words(ask)


def test_the_engine_that_stands_in_is_announced_first(
    home: Path, hostile: HostileModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile.mode = "status-401"
    use_model(monkeypatch, hostile, FALLBACK="embedded")
    app = answered(put(open_ask(), QUESTION))

    assert "without a language model" in app.info[0].value
    assert "What the vision asks of you here" in words(app)
    assert "Made by the embedded engine" in words(app)


def test_a_question_asked_further_is_in_one_thread(ask: AppTest, hostile: HostileModel) -> None:
    answered(put(ask, QUESTION))
    (first,) = kept()
    ask.text_area(key=f"further-{first.id}").set_value("And if the box is torn open?")
    press(ask, "Ask further")

    (second, _) = kept()
    assert second.follows == first.id
    shown = words(ask)
    assert shown.index(QUESTION) < shown.index("And if the box is torn open?")


def test_a_page_that_is_loaded_again_waits_for_the_answer_that_is_being_written(
    ask: AppTest, hostile: HostileModel
) -> None:
    hostile.pause_s = 0.1
    put(ask, QUESTION)
    assert kept() == ()

    again = reload(ask, "ask")
    assert "An answer is still being written." in words(again)
    while "still being written" in words(again):
        checked(again.run())

    assert [turn.answer.status for turn in kept()] == ["complete"]
    assert f"**{QUESTION}**" in words(again)


def test_nothing_is_deleted_around_an_answer_that_is_being_written(ask: AppTest, hostile: HostileModel) -> None:
    answered(put(ask, UNANSWERED))
    press(ask, "Ask something else")
    hostile.pause_s = 0.2
    put(ask, QUESTION)

    next(button for button in ask.button if button.label == "Delete all my questions").click().run()
    assert "Stop it first" in words(ask)
    press(ask, "Stop")

    assert len(kept()) == 2
