"""Review: what waits, and what a reviewer decides about it."""

import pytest
from streamlit.testing.v1 import AppTest

from coach.domain.access import Workplace
from coach.domain.review_case import ReviewCase
from coach.service import Coach
from tests.app.screens.drafts import HANDED_OVER, keep_read_draft
from tests.app.screens.reading import button_labels, checked, choose, open_page, press, words, write
from tests.builders import ME

GAP = "hand-over-well"
WORD = "A word to the employee (needed to send it back)"


@pytest.fixture
def case(coach: Coach) -> ReviewCase:
    draft = keep_read_draft(coach)
    sharing = coach.all_to_share(draft, principal=ME)
    return coach.share(draft, sharing, workplace=Workplace(team="<b>Early</b> shift", site="Leeds"), principal=ME)


@pytest.fixture
def opened(case: ReviewCase) -> AppTest:
    return open_page("review", case=case.submission.id)


def decided(coach: Coach, case: ReviewCase) -> ReviewCase:
    return coach.review_case(case.submission.id, principal=ME)


def test_an_empty_queue_says_what_will_stand_there(coach: Coach) -> None:
    app = open_page("review")

    assert "Nothing waits for you." in words(app)
    assert [box.label for box in app.selectbox] == []


def test_the_queue_leads_to_the_page_that_was_shared(coach: Coach, case: ReviewCase) -> None:
    app = open_page("review")
    (row,) = [button for button in app.button if button.key == f"open-{case.submission.id}"]
    assert "Warehouse picker" in row.label
    assert "● 1" in row.label
    assert "▲ 2" in row.label

    shown = words(checked(row.click().run()))

    assert HANDED_OVER in shown
    assert "<b>Early</b> shift, Leeds" in shown, "a name with HTML in it stays text"
    assert "no basis for pay, promotion, discipline or dismissal" in shown


def test_a_filter_shows_only_what_fits(coach: Coach, case: ReviewCase) -> None:
    app = open_page("review")

    choose(app, "queue-state", "approved")

    assert "Nothing is approved yet." in words(app)


def test_an_approval_with_an_edit_is_kept_with_its_reason(opened: AppTest, case: ReviewCase, coach: Coach) -> None:
    key = f"review-{case.submission.id}-0-{GAP}"
    choose(opened, f"{key}-state", "partly_shown")
    checked(opened.text_input(key=f"{key}-why").set_value("The second sentence shows it.").run())
    press(opened, "Approve")

    decision = decided(coach, case).decision
    assert decision is not None
    assert [(edit.behaviour_id, edit.before, edit.after) for edit in decision.edits] == [
        (GAP, "contrary", "partly_shown")
    ]
    assert "Approved." in words(opened)


def test_an_edit_without_a_reason_is_refused_and_stays_on_screen(
    opened: AppTest, case: ReviewCase, coach: Coach
) -> None:
    choose(opened, f"review-{case.submission.id}-0-{GAP}-state", "partly_shown")
    press(opened, "Approve")

    assert "say why" in words(opened)
    assert opened.button_group(key=f"review-{case.submission.id}-0-{GAP}-state").value == "partly_shown"
    assert decided(coach, case).state == "waiting"


def test_nothing_goes_back_without_a_reason(opened: AppTest, case: ReviewCase, coach: Coach) -> None:
    press(opened, "Send back")
    assert "Write why you send it back." in words(opened)

    press(write(opened, WORD, "Tell me about the bell."), "Send back")

    assert decided(coach, case).state == "returned"
    choose(opened, "queue-state", "returned")
    assert any(button.key == f"open-{case.submission.id}" for button in opened.button)


def test_whoever_decides_second_is_told_and_sees_what_was_decided(
    opened: AppTest, case: ReviewCase, coach: Coach
) -> None:
    coach.decide(case, "returned", reason="Tell me about the bell.", principal=ME)

    press(opened, "Approve")

    shown = words(opened)
    assert "Somebody else was quicker" in shown
    assert "Tell me about the bell." in shown
    assert "Approve" not in button_labels(opened)


def test_what_was_withdrawn_while_it_was_open_is_said(opened: AppTest, case: ReviewCase, coach: Coach) -> None:
    coach.withdraw(case.submission.id, principal=ME)

    press(opened, "Approve")

    assert "withdrawn it" in words(opened)
    assert "Back to the list" in button_labels(opened)
