"""Second reading on Review: what the second reader sees and says, and how far readers agree."""

import pytest
from streamlit.testing.v1 import AppTest

from coach.domain.access import Principal, Workplace
from coach.domain.finding import State
from coach.domain.review import Edit
from coach.domain.review_case import ReviewCase
from coach.service import Coach
from tests.app.screens.drafts import HANDED_OVER, keep_read_draft
from tests.app.screens.reading import button_labels, checked, choose, open_page, press, words
from tests.builders import ME

GAP = "hand-over-well"
WHY = "The second sentence shows it."
LENA = Principal(person_id="lena", roles=frozenset({"reviewer"}))
SAID: dict[str, State] = {
    "own-it": "partly_shown",
    "keep-people-posted": "partly_shown",
    "right-first-time": "shown",
    GAP: "contrary",
    "fix-the-cause": "contrary",
}


@pytest.fixture(autouse=True)
def everything_is_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_SECOND_READING_PERCENT", "100")


@pytest.fixture
def decided(everything_is_read_twice: None, coach: Coach) -> ReviewCase:
    draft = keep_read_draft(coach)
    sharing = coach.all_to_share(draft, principal=ME)
    case = coach.share(draft, sharing, workplace=Workplace(team="Early shift"), principal=ME)
    edit = Edit(behaviour_id=GAP, before="contrary", after="partly_shown", reason=WHY)
    return coach.decide(case, "approved", edits=[edit], reason="Thank you.", principal=LENA)


def say(app: AppTest, case: ReviewCase, said: dict[str, State]) -> AppTest:
    for behaviour_id, known in said.items():
        choose(app, f"again-{case.submission.id}-{behaviour_id}", known)
    return app


def test_the_second_reader_sees_what_was_shared_and_not_the_decision(decided: ReviewCase) -> None:
    app = open_page("review")
    assert decided.submission.id not in {str(button.key).removeprefix("open-") for button in app.button}
    choose(app, "queue-state", "second_reading")
    assert "once two people have read the same 5 findings" in words(app)
    (row,) = [button for button in app.button if button.key == f"open-{decided.submission.id}"]

    shown = words(checked(row.click().run()))

    assert HANDED_OVER in shown
    assert WHY not in shown
    assert "Thank you." not in shown
    assert "Approve" not in button_labels(app)


def test_a_reading_is_kept_whole_and_then_both_are_shown(decided: ReviewCase, coach: Coach) -> None:
    app = say(open_page("review", case=decided.submission.id), decided, {GAP: "contrary"})
    press(app, "Keep my reading")
    assert "Say of each finding what the words show." in words(app)
    assert coach.review_case(decided.submission.id, principal=LENA).second_reading is None

    press(say(app, decided, SAID), "Keep my reading")

    shown = words(app)
    assert "4 of 5 findings are the same." in shown
    assert "decided :orange-badge[◐ partly shown], read again :red-badge[▲ contrary]" in shown
    assert WHY in shown
    kept = coach.review_case(decided.submission.id, principal=LENA)
    assert (kept.state, kept.decision) == ("approved", decided.decision)


def test_how_far_readers_agree_stands_there_and_the_employee_sees_the_reading(
    decided: ReviewCase, coach: Coach
) -> None:
    coach.read_again(decided.submission.id, SAID, principal=ME)

    app = choose(open_page("review"), "queue-state", "second_reading")
    shown = words(app)
    assert "**How far reviewers agree:** 4 of 5 findings the same, kappa 0.69, with too few submissions" in shown
    assert "5 pairs from 1 submission." in shown
    assert "Nothing waits for you." in shown
    assert "A second person at L&D read it" in words(open_page("my_plan"))


def test_whoever_decided_finds_no_second_reading(decided: ReviewCase, coach: Coach) -> None:
    assert coach.review_case(decided.submission.id, principal=LENA) == decided
    assert [case.state for case in coach.review_queue(principal=LENA)] == ["approved"]


def test_where_it_is_switched_off_there_is_no_such_choice(
    monkeypatch: pytest.MonkeyPatch, home: object, coach: Coach
) -> None:
    app = open_page("review")
    assert len(app.button_group(key="queue-state").options) == 4

    coach._parts = coach._parts.__class__(**{**vars(coach._parts), "second_reading_percent": 0})

    assert len(open_page("review").button_group(key="queue-state").options) == 3


def test_whoever_reads_too_late_is_told_and_nothing_is_kept(decided: ReviewCase, coach: Coach) -> None:
    app = say(open_page("review", case=decided.submission.id), decided, SAID)
    piet = Principal(person_id="piet", roles=frozenset({"reviewer"}))
    kept = coach.read_again(decided.submission.id, {**SAID, GAP: "shown"}, principal=piet)

    press(app, "Keep my reading")

    assert "somebody else was quicker" in words(app)
    assert coach.review_case(decided.submission.id, principal=ME) == kept


def test_what_was_taken_back_while_it_was_read_is_said(decided: ReviewCase, coach: Coach) -> None:
    app = say(open_page("review", case=decided.submission.id), decided, SAID)
    coach.withdraw(decided.submission.id, principal=ME)

    press(app, "Keep my reading")

    assert "has withdrawn it" in words(app)
