"""Ask: answers in the organisation's own words with their sources, abstention, and a history of one's own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from coach.domain.draft import Turn
from coach.service import Coach
from coach.store.private import SqlitePrivateStore
from tests.app.screens.reading import button_labels, checked, open_page, press, reload, words
from tests.builders import ME, make_turn

QUESTION = "A box has a small dent, and the lorry is waiting. What does our vision ask of me?"
UNANSWERED = "How many days of holiday do I get at Christmas?"


def keep_turn(home: Path, turn: Turn) -> None:
    store = SqlitePrivateStore.open(home, clock=lambda: datetime.now(UTC))
    store.add_turn(turn, person_id=ME.person_id)
    store.close()


@pytest.fixture
def ask(coach: Coach) -> AppTest:
    """Open Ask for a warehouse picker."""
    app = open_page("ask")
    return checked(app.selectbox(key="ask-role").set_value("warehouse-picker").run())


def put_question(app: AppTest, question: str) -> None:
    app.text_area(key="question").set_value(question)
    press(app, "Ask")


def test_without_a_job_there_is_one_thing_to_do(coach: Coach) -> None:
    app = open_page("ask")

    assert "Choose your job first" in words(app)
    assert app.text_area.values == []


def test_four_questions_of_the_role_are_offered(ask: AppTest, coach: Coach) -> None:
    offered = coach.knowledge.role("warehouse-picker").starting_questions[:4]

    assert [label for label in button_labels(ask) if label != "Ask"] == list(offered)


def test_every_line_of_an_answer_opens_its_source(ask: AppTest, coach: Coach) -> None:
    press(ask, QUESTION)

    (turn,) = coach.turns(principal=ME)
    shown = words(ask)
    assert QUESTION in shown
    for citation in turn.answer.citations:
        assert shown.count(f"**{citation.number} · {citation.title}**") == 2, "beside its line and among the sources"
        assert citation.source in shown


def test_what_not_to_do_stands_apart_from_advice(home: Path, coach: Coach) -> None:
    turn = make_turn(line="Give the customer another number to ring.")
    (line,) = turn.answer.lines
    answer = turn.answer.model_copy(update={"lines": (line.model_copy(update={"section": "avoid"}),)})
    keep_turn(home, turn.model_copy(update={"answer": answer}))

    app = open_page("ask", answer=turn.id)

    assert [heading.value for heading in app.subheader] == ["What it does not look like"]
    assert "Give the customer another number to ring." in words(app)


def test_an_empty_question_asks_for_one(ask: AppTest, coach: Coach) -> None:
    put_question(ask, "   ")

    assert "Write into the box first." in words(ask)
    assert coach.turns(principal=ME) == ()


def test_a_question_that_nothing_answers_is_not_answered(ask: AppTest) -> None:
    put_question(ask, UNANSWERED)

    assert "The vision does not say" in words(ask)
    assert "They do not get your name" in words(ask)


def test_an_unanswered_question_goes_to_the_authors_with_the_role_alone(ask: AppTest, coach: Coach) -> None:
    put_question(ask, UNANSWERED)
    press(ask, "Send this question to the authors")

    (sent,) = coach.questions_for_authors(principal=ME)
    assert sent.model_dump(exclude={"id", "asked_on"}, exclude_none=True) == {
        "kind": "question",
        "question": UNANSWERED,
        "role_id": "warehouse-picker",
    }
    assert "This question is with the authors" in words(reload(ask, "ask"))


def test_a_reload_shows_the_same_answer_and_the_same_role(ask: AppTest) -> None:
    press(ask, QUESTION)

    again = reload(ask, "ask")

    assert "What the vision asks of you here" in words(again)
    assert again.selectbox(key="ask-role").value == "warehouse-picker"


def test_earlier_questions_can_be_searched_and_opened_again(ask: AppTest, coach: Coach) -> None:
    coach.ask(UNANSWERED, role_id="warehouse-picker", principal=ME)
    coach.ask(QUESTION, role_id="warehouse-picker", principal=ME)

    ask.run()
    checked(ask.text_input(key="history-search").set_value("christmas").run())
    (found,) = [button for button in ask.button if (button.key or "").startswith("open-")]
    checked(found.click().run())

    assert "The vision does not say" in words(ask)


def test_one_question_or_all_of_them_can_be_deleted(ask: AppTest, coach: Coach) -> None:
    kept = coach.ask(QUESTION, role_id="warehouse-picker", principal=ME)
    gone = coach.ask(UNANSWERED, role_id="warehouse-picker", principal=ME)
    ask.run()
    checked(ask.button(key=f"open-{gone.id}").click().run())

    press(ask, "Delete this question")
    assert coach.turns(principal=ME) == (kept,)

    press(ask, "Delete all my questions")
    assert coach.turns(principal=ME) == ()
    assert "All your questions and their answers are deleted." in words(ask)
