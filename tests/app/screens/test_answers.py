"""What an answer says of itself: which of its sentences have a source, whether it is whole, whom to ask instead."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from coach.domain.draft import AuthorQuestion, Turn
from coach.service import Coach
from tests.app.screens.reading import button_labels, checked, open_page, press, reload, words
from tests.app.screens.turns import (
    ROLE,
    ROUTE,
    SUPPORTED,
    UNCITED,
    UNSUPPORTED,
    keep_turns,
    make_answered,
    make_unanswered,
)
from tests.builders import ME, make_turn


@pytest.fixture
def show(home: Path):
    """Keep turns, and open the last of them."""

    def show(*turns: Turn) -> AppTest:
        keep_turns(home, *turns)
        return open_page("ask", answer=turns[-1].id)

    return show


def test_the_numbers_in_prose_lead_to_numbered_sources(show) -> None:
    app = show(make_answered())

    assert "You ring before they ring you. [[1]](#source-turn-1-1)" in words(app)
    (source,) = app.subheader
    assert (source.value, source.anchor) == (":small[1 · Keep people posted]", "source-turn-1-1")
    assert "“Ring early when the delivery is late.”" in words(app)
    assert "Behaviour · behaviours/keep-people-posted.yaml" in words(app)


def test_sentences_that_no_source_backs_are_marked_and_said_at_the_end(show) -> None:
    note = "1 sentence names no source. It is marked."
    shown = words(show(make_answered(prose=((SUPPORTED, UNSUPPORTED), (UNCITED,)), notes=(note,))))

    assert shown.count("(◇ not backed by a source)") == 2
    assert ":orange-background[**◇** The first call is free.]" in shown
    assert ":orange-background[**◇** Everybody likes a call.]" in shown
    assert shown.index("Everybody likes a call.") < shown.index(note) < shown.index("Where this comes from")


def test_an_answer_with_sources_throughout_has_no_warning(show) -> None:
    assert "◇" not in words(show(make_answered()))


@pytest.mark.parametrize("status", ["stopped", "broken"])
def test_half_an_answer_says_so_and_offers_to_go_on(show, status: str) -> None:
    app = show(make_answered(status=status, notes=("The server broke off.",)))

    assert "**This answer is incomplete.** What came until then is above." in words(app)
    assert "The server broke off." in words(app)
    assert button_labels(app)[:2] == ["Go on", "Try again"]
    assert not [box for box in app.text_area if box.label == "Ask further about this"]


def test_an_answer_that_never_began_can_only_be_tried_again(show) -> None:
    app = show(make_unanswered(status="broken"))

    assert "Nothing had come until then." in words(app)
    assert "Go on" not in button_labels(app)
    assert "Where this comes from" not in words(app)


def test_a_question_for_a_person_shows_whom_to_turn_to_and_nothing_else(show) -> None:
    app = show(make_unanswered(route=ROUTE))

    shown = words(app)
    assert "This needs a lawyer." in shown
    assert "**Who.** The legal desk" in shown
    assert "**How.** Ring 0808 157 0260." in shown
    assert "Where this comes from" not in shown
    assert not [label for label in button_labels(app) if "authors" in label]
    assert not [box for box in app.text_area if box.label == "Ask further about this"]


def test_what_it_took_and_what_else_to_know_is_said(show) -> None:
    spent = {"calls": 1, "input_tokens": 812, "output_tokens": 140, "cost": 0.0004, "seconds": 6.2}
    shown = words(show(make_answered(spent=spent, notes=("The first model could not be reached.",))))

    assert "The first model could not be reached." in shown
    assert "This answer took 1 call, 952 tokens and 6 seconds." in shown
    assert "Made by the language model, openai:hostile." in shown


def test_a_thread_is_shown_in_order(show) -> None:
    first = make_answered(question="When do I ring?")
    second = make_answered(id="turn-2", follows="turn-1", question="And on a Sunday?")

    shown = words(show(first, second))

    assert shown.index("**When do I ring?**") < shown.index("**And on a Sunday?**")


def test_what_a_customer_said_is_seen_before_it_is_sent_and_sent_as_it_was_seen(show, coach: Coach) -> None:
    promise = coach.knowledge.vision.promises[0]
    said = {"text": "[NAME_1] was never told.", "promise_id": promise.id}
    app = show(make_unanswered(mode="capture", question="Anna Miller was never told.", customer_words=said))

    assert "[NAME_1] was never told." in words(app)
    assert f"It touches the promise: {promise.text}" in words(app)
    assert "Nothing has been sent yet." in words(app)
    assert coach.questions_for_authors(principal=ME) == ()

    press(app, "I agree: send this to the authors")

    (sent,) = coach.questions_for_authors(principal=ME)
    assert (sent.kind, sent.question, sent.role_id) == ("customer_said", "[NAME_1] was never told.", ROLE)
    assert "This is with the authors of the vision." in words(reload(app, "ask"))
    assert "I agree: send this to the authors" not in button_labels(app)


def test_a_doubt_can_be_sent_word_for_word(show, coach: Coach) -> None:
    app = show(make_answered(mode="doubt", question="The clock counts every minute."))

    assert "What they get: your doubt, word for word, and your job (“Warehouse picker”)." in words(app)
    press(app, "Send this doubt to the authors")

    (sent,) = coach.questions_for_authors(principal=ME)
    assert (sent.kind, sent.question) == ("doubt", "The clock counts every minute.")
    assert isinstance(sent, AuthorQuestion)
    assert "Your doubt is with the authors of the vision." in words(reload(app, "ask"))


def test_the_history_shows_the_mode_and_what_is_incomplete(home: Path, coach: Coach) -> None:
    keep_turns(
        home,
        make_answered(mode="check", question="Close it today?"),
        make_answered(id="turn-2", status="stopped", question="When do I ring?"),
        make_turn(id="turn-3", question="Who is it?"),
    )

    labels = [button.label for button in open_page("ask").button if str(button.key).startswith("open-")]

    assert [label.split(" :small")[0] for label in labels] == ["Who is it?", "When do I ring?", "Close it today?"]
    assert "Check a decision · " in labels[2]
    assert labels[1].endswith(" · incomplete]]")


def test_an_answer_that_is_not_there_leaves_the_page_to_ask(home: Path, coach: Coach) -> None:
    app = open_page("ask", answer="gone")
    checked(app.selectbox(key="ask-role").set_value(ROLE).run())

    assert [box.label for box in app.text_area] == ["Your question"]
