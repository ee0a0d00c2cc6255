"""My work, steps 5 and 6: what stands in the way, and the plan with its steps to swap and to keep."""

import pytest

from coach.domain.draft import Draft
from coach.domain.plan import CauseAnswers
from coach.service import Coach
from tests.app.screens.drafts import HANDED_OVER, SHOWN, keep_read_draft
from tests.app.screens.reading import button_labels, checked, choose, open_page, press, words, write
from tests.builders import ME


@pytest.fixture
def draft(coach: Coach) -> Draft:
    return keep_read_draft(coach)


def saved(coach: Coach, draft: Draft) -> Draft:
    kept = coach.draft(draft.id, principal=ME)
    assert kept is not None
    return kept


def test_the_five_questions_are_asked_about_each_focus_gap(coach: Coach, draft: Draft) -> None:
    app = open_page("my_work", account=draft.id, step="obstacles")

    asked = [str(row.key).split("-", 2)[2] for row in app.button_group if str(row.key).startswith("cause-")]
    gaps = ("hand-over-well", "fix-the-cause", "own-it")
    causes = ("clarity", "skill", "motive", "tools_process", "authority_capacity")
    assert asked == [f"{gap}-{cause}" for gap in gaps for cause in causes]


def test_answers_and_words_are_kept_as_they_are_given(coach: Coach, draft: Draft) -> None:
    app = open_page("my_work", account=draft.id, step="obstacles")
    start = f"cause-{draft.id}-hand-over-well"
    choose(app, f"{start}-clarity", "yes")
    choose(app, f"{start}-tools_process", "no")
    choose(app, f"{start}-skill", "not_sure")
    choose(app, f"{start}-skill", None)
    write(app, "In your own words (optional)", "There is no sheet on our pallets.")

    assert saved(coach, draft).causes == (
        CauseAnswers(
            behaviour_id="hand-over-well",
            answers={"clarity": "yes", "tools_process": "no"},
            words="There is no sheet on our pallets.",
        ),
    )


def test_a_roadblock_has_an_owner_and_is_no_step(coach: Coach, draft: Draft) -> None:
    app = open_page("my_work", account=draft.id, step="obstacles")
    choose(app, f"cause-{draft.id}-hand-over-well-tools_process", "no")
    press(app, "Go on to your plan")

    assert "Not yours to fix alone" in words(app)
    assert "Who can: " in words(app)
    assert [title.value for title in app.subheader][:2] == ["1 · Fix what keeps going wrong", "2 · Own it to the end"]


def test_nothing_to_change_means_nothing_to_ask(coach: Coach, draft: Draft) -> None:
    for behaviour_id in ("hand-over-well", "fix-the-cause", "own-it", "keep-people-posted"):
        app = open_page("my_work", account=draft.id, step="findings")
        choice = next(str(widget.key) for widget in app.button_group if str(widget.key).endswith(behaviour_id))
        choose(app, choice, "withdrawn")

    assert "nothing to ask here" in words(open_page("my_work", account=draft.id, step="obstacles"))
    assert "There is no step in this plan" in words(open_page("my_work", account=draft.id, step="plan"))


def test_a_plan_starts_from_strengths_and_has_at_most_three_steps(coach: Coach, draft: Draft) -> None:
    app = open_page("my_work", account=draft.id, step="plan")

    assert f"Your account shows **Get it right first time** (“{SHOWN}”)." in words(app)
    assert [title.value for title in app.subheader] == [
        "1 · Hand over so nobody starts again",
        "2 · Fix what keeps going wrong",
        "3 · Own it to the end",
    ]
    assert f"“{HANDED_OVER}”" in words(app)
    assert "**Later.** A plan has at most three steps. These can wait: “Keep people posted”." in words(app)
    assert "That is a question, never a gap." in words(app)
    assert "no basis for pay, promotion, discipline or dismissal" in words(app)


def test_every_step_has_an_if_then_a_resource_a_story_a_person_and_a_date(coach: Coach, draft: Draft) -> None:
    app = open_page("my_work", account=draft.id, step="plan")

    plan = coach.preview_plan(draft, principal=ME)
    for item in plan.items:
        assert f"**{item.action.sentence()}**" in words(app)
        assert item.resource is not None
        assert item.resource.title in words(app)
        assert item.story is not None
        assert item.story.title in words(app)
        assert item.helper is not None
        assert item.helper.name in words(app)
    assert words(app).count("Look at it again on") == len(plan.items)


def test_a_step_can_be_swapped_for_a_later_one(coach: Coach, draft: Draft) -> None:
    app = open_page("my_work", account=draft.id, step="plan")

    chosen = ["hand-over-well", "fix-the-cause", "keep-people-posted"]
    checked(app.multiselect(key=f"focus-{draft.id}").set_value(chosen).run())

    assert saved(coach, draft).focus == tuple(chosen)
    assert [title.value for title in app.subheader][2] == "3 · Keep people posted"
    assert "These can wait: “Own it to the end”." in words(app)


def test_a_plan_is_kept_and_can_be_downloaded(coach: Coach, draft: Draft) -> None:
    app = open_page("my_work", account=draft.id, step="plan")
    assert app.get("download_button") == []

    press(app, "Keep this plan")

    (kept,) = coach.plans(principal=ME)
    assert kept.plan == coach.preview_plan(draft, principal=ME)
    assert "This plan is kept in My plan." in words(app)
    assert [button.label for button in app.get("download_button")] == ["Text (Markdown)", "Calendar", "Data (JSON)"]
    assert "Keep this plan" not in button_labels(app)
