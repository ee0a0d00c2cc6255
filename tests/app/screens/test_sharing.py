"""Share with L&D: what goes along, what is decided, and taking it back."""

import pytest
from streamlit.testing.v1 import AppTest

from coach.domain.draft import Draft, SavedPlan
from coach.domain.review import Edit
from coach.service import Coach
from tests.app.screens.drafts import CHASED, HANDED_OVER, ROLE, SHOWN, keep_read_draft
from tests.app.screens.reading import button_labels, checked, choose, open_page, press, words, write
from tests.builders import ME

GAP, STRENGTH = "hand-over-well", "right-first-time"
SHARE, TAKE_BACK = "Share this with L&D", "Take it back"


@pytest.fixture
def draft(coach: Coach) -> Draft:
    return keep_read_draft(coach)


@pytest.fixture
def plan(coach: Coach, draft: Draft) -> SavedPlan:
    return coach.save_plan(draft, principal=ME)


@pytest.fixture
def choosing(plan: SavedPlan) -> AppTest:
    return press(open_page("my_plan"), "Share with L&D…")


def untick(app: AppTest, draft: Draft, behaviour_id: str) -> AppTest:
    return checked(app.checkbox(key=f"share-{draft.id}-{behaviour_id}").uncheck().run())


def page_of_the_reviewer(app: AppTest) -> list[str]:
    """Return what stands from the job to the last line of the page that a reviewer gets."""
    texts = [str(item.value) for item in app.markdown]
    first = next(place for place, text in enumerate(texts) if text.startswith("**Warehouse picker**"))
    last = next(place for place, text in enumerate(texts) if "This job is asked for 7 behaviours." in text)
    return texts[first : last + 1]


def share(choosing: AppTest) -> AppTest:
    return press(choosing, SHARE)


def test_the_page_that_is_shown_before_is_the_one_that_a_reviewer_gets(
    choosing: AppTest, draft: Draft, coach: Coach
) -> None:
    untick(choosing, draft, STRENGTH)
    choose(choosing, f"share-{draft.id}-{GAP}-parts", ["steps"])
    write(choosing, "Anything you want L&D to know? (optional)", "We are two people short.")
    before = page_of_the_reviewer(choosing)
    text = "\n".join(before)
    assert SHOWN not in text
    assert HANDED_OVER not in text
    assert CHASED in text
    assert "We are two people short." in text

    share(choosing)

    (case,) = coach.review_queue(principal=ME)
    review = page_of_the_reviewer(open_page("review", case=case.submission.id))
    # What a reviewer can do stands beside the cards.
    assert [text for text in review if text in before] == before
    assert all("The employee sees what you change" in text for text in review if text not in before)
    assert SHOWN not in case.submission.model_dump_json()
    assert HANDED_OVER not in case.submission.model_dump_json()
    assert case.submission.note == "We are two people short."


def test_words_are_used_to_check_the_coach_only_where_somebody_ticks_that(
    choosing: AppTest, draft: Draft, coach: Coach
) -> None:
    box = choosing.checkbox(key=f"share-{draft.id}-may-check")
    assert (box.label, box.value) == ("These words may be used, without names, to check the coach", False)
    assert "may be used, without names, to check the coach." not in words(choosing)

    checked(box.check().run())
    assert "The words below may be used, without names, to check the coach." in words(choosing)
    share(choosing)

    (case,) = coach.review_queue(principal=ME)
    assert case.submission.may_check


def test_without_words_nobody_is_asked_for_them(choosing: AppTest, draft: Draft) -> None:
    for behaviour_id in ("own-it", "keep-people-posted", STRENGTH, GAP, "fix-the-cause"):
        choose(choosing, f"share-{draft.id}-{behaviour_id}-parts", [])

    assert f"share-{draft.id}-may-check" not in {box.key for box in choosing.checkbox}


def test_without_a_finding_nothing_can_be_shared(choosing: AppTest, draft: Draft, coach: Coach) -> None:
    for behaviour_id in ("own-it", "keep-people-posted", STRENGTH, GAP, "fix-the-cause"):
        untick(choosing, draft, behaviour_id)

    assert "Choose at least one finding to share." in words(choosing)
    assert SHARE not in button_labels(choosing)
    assert coach.review_queue(principal=ME) == ()


def test_a_second_press_shares_nothing_twice(choosing: AppTest, plan: SavedPlan, coach: Coach) -> None:
    share(choosing)
    assert "Shared with L&D. You can take it back at any time" in words(choosing)
    share(press(choosing, "Share with L&D…"))

    assert len(coach.review_queue(principal=ME)) == 1


def test_an_account_that_is_gone_cannot_be_shared(plan: SavedPlan, draft: Draft, coach: Coach) -> None:
    coach.delete_draft(draft.id, principal=ME)

    app = open_page("my_plan")

    assert "the account behind it has to be there" in words(app)
    assert "Share with L&D…" not in button_labels(app)


def test_what_is_sent_back_can_be_answered_once_and_waits_again(choosing: AppTest, coach: Coach) -> None:
    share(choosing)
    (case,) = coach.review_queue(principal=ME)
    coach.decide(case, "returned", reason="Tell me about the bell.", principal=ME)

    app = open_page("my_plan")
    assert "L&D has sent something back to you" in words(app)
    assert "Tell me about the bell." in words(app)
    press(write(app, "Answer L&D (optional)", "It rings at six."), "Send my answer")

    (case,) = coach.review_queue(principal=ME)
    assert (case.state, case.history[-1].words) == ("waiting", "It rings at six.")  # type: ignore[union-attr]
    assert "Send my answer" not in button_labels(app)


def test_what_is_approved_shows_what_the_reviewer_saw_differently(choosing: AppTest, coach: Coach) -> None:
    share(choosing)
    (case,) = coach.review_queue(principal=ME)
    edit = Edit(behaviour_id=GAP, before="contrary", after="partly_shown", reason="You ring the next shift.")
    coach.decide(case, "approved", edits=[edit], principal=ME)

    shown = words(open_page("my_plan"))

    assert "**Approved**" in shown
    assert "You ring the next shift." in shown


def test_what_is_taken_back_is_gone_for_reviewers_too(choosing: AppTest, coach: Coach) -> None:
    share(choosing)
    (case,) = coach.review_queue(principal=ME)

    press(choosing, TAKE_BACK)

    assert coach.review_queue(principal=ME) == ()
    assert "has withdrawn it" in words(open_page("review", case=case.submission.id))


def test_deleting_everything_takes_back_what_was_shared(choosing: AppTest, coach: Coach) -> None:
    share(choosing)

    press(choosing, "Delete everything")

    assert coach.review_queue(principal=ME) == ()
    assert coach.shared_cases(principal=ME) == ()


def test_a_submission_outlives_its_behaviour_and_its_role(choosing: AppTest, coach: Coach) -> None:
    share(choosing)
    (case,) = coach.review_queue(principal=ME)
    fields = vars(coach.knowledge)
    behaviours = tuple(item for item in coach.knowledge.behaviours if item.id != GAP)
    roles = tuple(item for item in coach.knowledge.roles if item.id != ROLE)
    coach.knowledge = type(coach.knowledge)(**{**fields, "behaviours": behaviours, "roles": roles, "version": "newer"})

    shown = words(open_page("review", case=case.submission.id))

    assert "The vision does not have this behaviour any more." in shown
    assert "The vision's files have changed since." in shown
    assert ROLE in shown
