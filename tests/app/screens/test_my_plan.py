"""My plan: what was kept, how each step is going, files to take away, and deleting it all."""

import pytest
from streamlit.testing.v1 import AppTest

from coach.domain.draft import SavedPlan
from coach.service import Coach
from tests.app.screens.drafts import HANDED_OVER, keep_read_draft
from tests.app.screens.reading import button_labels, checked, choose, open_page, press, words
from tests.builders import ME

STEP = "hand-over-well"


@pytest.fixture
def plan(coach: Coach) -> SavedPlan:
    return coach.save_plan(keep_read_draft(coach), principal=ME)


@pytest.fixture
def app(plan: SavedPlan) -> AppTest:
    return open_page("my_plan")


def note(app: AppTest, plan: SavedPlan, outcome: str | None, text: str) -> None:
    choose(app, f"outcome-{plan.id}-{STEP}", outcome)
    checked(app.text_input(key=f"note-{plan.id}-{STEP}").set_value(text).run())
    checked(app.button(key=f"check-in-{plan.id}-{STEP}").click().run())


def test_without_a_plan_there_is_one_thing_to_do(coach: Coach) -> None:
    app = open_page("my_plan")

    assert "There is no plan yet." in words(app)
    assert button_labels(app)[0] == "Describe your work"


def test_a_plan_is_shown_from_now_to_the_next_step(app: AppTest) -> None:
    shown = words(app)

    assert shown.index("**Now**") < shown.index("**→ What we aim for**") < shown.index("**→ Your next step**")
    assert f"“{HANDED_OVER}”" in shown
    assert "no basis for pay, promotion, discipline or dismissal" in shown
    assert [button.label for button in app.get("download_button")] == [
        *("Text (Markdown)", "Calendar", "Data (JSON)"),
        "Download everything about me",
    ]


def test_what_was_tried_is_kept_with_its_note_and_the_next_date(app: AppTest, plan: SavedPlan, coach: Coach) -> None:
    note(app, plan, "tried", "Wrote on two sheets.")

    (kept,) = coach.plans(principal=ME)
    (check_in,) = kept.check_ins
    assert (check_in.behaviour_id, check_in.outcome, check_in.note) == (STEP, "tried", "Wrote on two sheets.")
    assert ": Wrote on two sheets." in words(app)
    assert words(app).count("Look at it again on") == len(plan.plan.items) + 1
    assert app.text_input(key=f"note-{plan.id}-{STEP}").value == ""


def test_who_is_stuck_hears_whom_to_ask(app: AppTest, plan: SavedPlan, coach: Coach) -> None:
    note(app, plan, "stuck", "")

    assert coach.suggest_when_stuck(plan.plan.items[0], principal=ME)[1] in words(app)


def test_a_step_that_is_done_is_behind_you(app: AppTest, plan: SavedPlan) -> None:
    note(app, plan, "done", "")

    assert "This step is behind you." in words(app)
    assert "Done: Hand over so nobody starts again" in words(app), "the history tells it too"


def test_a_note_without_an_outcome_stays_in_its_box(app: AppTest, plan: SavedPlan, coach: Coach) -> None:
    note(app, plan, None, "Half a thought")

    assert "Choose one first" in words(app)
    assert app.text_input(key=f"note-{plan.id}-{STEP}").value == "Half a thought"
    assert coach.plans(principal=ME) == (plan,)


def test_an_older_plan_can_be_chosen(coach: Coach, plan: SavedPlan, app: AppTest) -> None:
    second = coach.save_plan(keep_read_draft(coach, focus=(STEP,)), principal=ME)
    app.run()

    picker = app.selectbox(key="plan-picker")
    assert picker.value == second.id
    checked(picker.set_value(plan.id).run())

    assert [title.value for title in app.subheader][2] == "3 · Own it to the end"


def test_a_plan_of_older_knowledge_says_so_and_still_stands(coach: Coach) -> None:
    draft = keep_read_draft(coach)
    assert draft.assessment is not None
    plan = coach.save_plan(draft, principal=ME)
    assert "have changed since this plan was made" not in words(open_page("my_plan"))

    coach.knowledge = type(coach.knowledge)(**{**vars(coach.knowledge), "version": "a-newer-one"})
    app = open_page("my_plan")

    assert "The vision's files have changed since this plan was made." in words(app)
    assert plan.plan.items[0].action.sentence() in words(app)


def test_a_plan_is_deleted_after_a_question(app: AppTest, plan: SavedPlan, coach: Coach) -> None:
    assert "It cannot be brought back." in words(app)

    checked(app.button(key=f"delete-{plan.id}").click().run())

    assert coach.plans(principal=ME) == ()
    assert "There is no plan yet." in words(app)
    assert len(coach.drafts(principal=ME)) == 1, "the account stays"


def test_everything_can_be_deleted_at_once(app: AppTest, coach: Coach) -> None:
    coach.ask("Who is my customer?", role_id="warehouse-picker", principal=ME)

    press(app, "Delete everything")

    assert coach.plans(principal=ME) == ()
    assert coach.drafts(principal=ME) == ()
    assert coach.turns(principal=ME) == ()
