"""The modes of Ask: each has a line on what it does, a box and a button of its own, and survives a reload."""

import pytest
from streamlit.testing.v1 import AppTest

from coach.domain.answer import MODES, Mode
from coach.service import Coach
from coach.ui.components.modes import MODE_WORDS
from tests.app.screens.reading import button_labels, checked, choose, open_page, press, reload, words
from tests.builders import ME

SAID = "Mrs Miller said on 0161 496 0000 that nobody told her it would come in two parts."


@pytest.fixture
def ask(coach: Coach) -> AppTest:
    return checked(open_page("ask").selectbox(key="ask-role").set_value("warehouse-picker").run())


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_says_what_it_does_and_has_its_own_words(ask: AppTest, mode: Mode) -> None:
    choose(ask, "modes", mode)

    said = MODE_WORDS[mode]
    assert said.line in words(ask)
    assert [box.label for box in ask.text_area] == [said.box]
    assert button_labels(ask)[0] == said.button
    assert [box.label for box in reload(ask, "ask").text_area] == [said.box]


def test_questions_to_start_with_are_for_asking(ask: AppTest) -> None:
    assert "Questions to start with" in words(ask)
    assert "Questions to start with" not in words(choose(ask, "modes", "reflect"))


@pytest.mark.parametrize("mode", ["check", "doubt", "reflect"])
def test_the_embedded_engine_answers_in_each_mode(ask: AppTest, coach: Coach, mode: Mode) -> None:
    choose(ask, "modes", mode)
    ask.text_area(key="question").set_value("A box has a small dent, and I want to put it on the lorry as it is.")
    press(ask, MODE_WORDS[mode].button)

    (turn,) = coach.turns(principal=ME)
    assert turn.answer.mode == mode
    assert MODE_WORDS[mode].said in words(ask)
    assert turn.answer.lines


def test_what_a_customer_said_is_shown_without_names_and_sent_after_consent(ask: AppTest, coach: Coach) -> None:
    choose(ask, "modes", "capture")
    ask.text_area(key="question").set_value(SAID)
    press(ask, "See what would be sent")

    assert "Mrs [NAME_1] said on [PHONE_1] that" in words(ask)
    assert coach.questions_for_authors(principal=ME) == ()

    press(ask, "I agree: send this to the authors")

    (sent,) = coach.questions_for_authors(principal=ME)
    assert sent.kind == "customer_said"
    assert "Miller" not in sent.question
    assert "This is with the authors of the vision." in words(ask)
