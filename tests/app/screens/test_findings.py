"""My work, step 4: findings beside the account, and the employee's word on each of them."""

import pytest
from streamlit.testing.v1 import AppTest

from coach.domain.draft import Draft
from coach.domain.finding import Finding, Response
from coach.service import Coach
from tests.app.screens.drafts import CHASED, HANDED_OVER, QUESTION, SHOWN, keep_read_draft
from tests.app.screens.reading import checked, choose, open_page, press, words, write
from tests.builders import ME


@pytest.fixture
def draft(coach: Coach) -> Draft:
    return keep_read_draft(coach)


@pytest.fixture
def app(draft: Draft) -> AppTest:
    return open_page("my_work", account=draft.id, step="findings")


def key(app: AppTest, kind: str, behaviour_id: str) -> str:
    """Return the key of the box or the choices of one finding."""
    widgets = (*app.button_group, *app.text_area, *app.checkbox, *app.button)
    found = (str(widget.key) for widget in widgets if str(widget.key).startswith(f"{kind}-"))
    return next(known for known in found if known.removesuffix("-0").endswith(behaviour_id))


def saved(coach: Coach, draft: Draft) -> Draft:
    kept = coach.draft(draft.id, principal=ME)
    assert kept is not None
    return kept


def counted(coach: Coach, draft: Draft, behaviour_id: str) -> Finding | None:
    findings = coach.findings(saved(coach, draft), principal=ME)
    return next((finding for finding in findings if finding.behaviour_id == behaviour_id), None)


def test_findings_are_in_the_order_shown_partly_contrary_and_silence_is_a_question(app: AppTest) -> None:
    badges = [line.split("  \n") for line in app.markdown.values if "-badge[" in line and "  \n**" in line]

    assert [(badge.split("[")[1].rstrip("]"), name) for badge, name in badges] == [
        ("● shown", "**1 · Get it right first time**"),
        ("◐ partly shown", "**2 · Own it to the end**"),
        ("◐ partly shown", "**3 · Keep people posted**"),
        ("▲ contrary", "**4 · Hand over so nobody starts again**"),
        ("▲ contrary", "**5 · Fix what keeps going wrong**"),
        ("○ not described", "**7 · Notice who needs something different**"),
    ]
    assert "Silence is no gap." in words(app)


def test_a_finding_says_why_and_how_sure(app: AppTest) -> None:
    assert "**Why.** Your words fit point 3; your role is asked for point 3" in words(app)
    assert "**How sure.** The coach is fairly sure" in words(app)


def test_the_account_is_marked_in_place_with_the_number_of_the_finding(app: AppTest) -> None:
    account = app.markdown[app.markdown.values.index("**Your own words**") + 2].value

    assert f":green-background[**●\u00a01** {SHOWN}]" in account
    assert f":red-background[**▲\u00a04** {HANDED_OVER}]" in account
    assert f":orange-background[**◐\u00a02** {CHASED}]" in account


def test_remarks_and_counts_are_shown(app: AppTest) -> None:
    assert "1 sentence speaks to the coach" in words(app)
    assert "The coach read 5 statements about your work." in words(app)


def test_right_is_kept_and_can_be_taken_back(app: AppTest, coach: Coach, draft: Draft) -> None:
    choice = key(app, "choice", "own-it")

    choose(app, choice, "right")
    assert saved(coach, draft).responses == (Response(behaviour_id="own-it", choice="right"),)

    choose(app, choice, None)
    assert saved(coach, draft).responses == ()


def test_a_finding_can_be_left_out(app: AppTest, coach: Coach, draft: Draft) -> None:
    choose(app, key(app, "choice", "hand-over-well"), "withdrawn")

    assert counted(coach, draft, "hand-over-well") is None
    assert words(app).count("Left out of your plan.") == 1
    assert HANDED_OVER in words(app), "the account keeps every word"
    assert f"**▲\u00a04** {HANDED_OVER}" not in words(app), "but the mark is gone"


def test_a_contest_is_kept_with_its_reason_and_the_other_state(app: AppTest, coach: Coach, draft: Draft) -> None:
    choose(app, key(app, "choice", "hand-over-well"), "contested")
    choose(app, key(app, "own", "hand-over-well"), "shown")
    write(app, "Because…", "There is a sheet on every pallet.")

    assert saved(coach, draft).responses == (
        Response(
            behaviour_id="hand-over-well",
            choice="contested",
            own_state="shown",
            reason="There is a sheet on every pallet.",
        ),
    )
    again = open_page("my_work", account=draft.id, step="findings")
    assert ":green-badge[● shown] :small[you say]" in words(again)
    assert "There is a sheet on every pallet." in again.text_area.values


def test_words_that_are_not_about_it_can_be_struck_and_counted_again(app: AppTest, coach: Coach, draft: Draft) -> None:
    choose(app, key(app, "choice", "hand-over-well"), "contested")
    strike = key(app, "strike", "hand-over-well")

    checked(app.checkbox(key=strike).check().run())
    finding = counted(coach, draft, "hand-over-well")
    assert finding is not None
    assert finding.state == "not_described"
    assert f"~~“{HANDED_OVER}”~~" in words(app)

    checked(app.checkbox(key=strike).uncheck().run())
    assert counted(coach, draft, "hand-over-well") is None, "a contest that says nothing else leaves the finding out"


def test_an_answer_to_a_question_is_added_and_read_again(app: AppTest, coach: Coach, draft: Draft) -> None:
    write(app, QUESTION.question, "A label said medicine fridge, so I picked that order first.")
    checked(app.button(key=key(app, "add", "notice-who-needs-more")).click().run())

    read = saved(coach, draft)
    assert read.follow_up_texts == {
        "notice-who-needs-more": "A label said medicine fridge, so I picked that order first."
    }
    assert read.assessed_text.endswith("A label said medicine fridge, so I picked that order first.")
    assert read.assessment != draft.assessment


def test_an_empty_answer_changes_nothing(app: AppTest, coach: Coach, draft: Draft) -> None:
    checked(app.button(key=key(app, "add", "notice-who-needs-more")).click().run())

    assert saved(coach, draft) == draft


def test_an_account_that_changed_is_offered_to_be_read_again(coach: Coach) -> None:
    draft = keep_read_draft(coach, text="Something else, which I wrote after the coach had read my account.")

    app = open_page("my_work", account=draft.id, step="findings")

    assert "You changed your account." in words(app)
    press(app, "Read it again")
    assert saved(coach, draft).assessed_text == draft.text


def test_findings_of_other_knowledge_are_not_shown(coach: Coach) -> None:
    draft = keep_read_draft(coach)
    assert draft.assessment is not None
    older = draft.assessment.provenance.model_copy(update={"knowledge_version": "an-older-one"})
    assessment = draft.assessment.model_copy(update={"provenance": older})
    coach.save_draft(draft.model_copy(update={"assessment": assessment}), principal=ME)

    app = open_page("my_work", account=draft.id, step="findings")

    assert "The vision's files have changed" in words(app)
    assert "Own it to the end" not in words(app)
