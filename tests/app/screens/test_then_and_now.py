"""Then and now on My plan: what accounts of one job show, one beside the one before it."""

from coach.domain.draft import Draft
from coach.domain.finding import Response
from coach.service import Coach
from tests.app.screens.drafts import HANDED_OVER, keep_read_draft, make_reading
from tests.app.screens.reading import ACCOUNT, open_page, words
from tests.builders import ME

GAP, OTHER = "hand-over-well", "own-it"
ROLE = "warehouse-picker"


def keep(coach: Coach, *, version: str, prints: dict[str, str], **fields: object) -> Draft:
    made_by = coach.provenance.model_copy(update={"knowledge_version": version})
    reading = make_reading(coach).model_copy(update={"provenance": made_by, "asked_prints": prints})
    return keep_read_draft(coach, assessment=reading, **fields)


def test_with_one_account_there_is_no_then(coach: Coach) -> None:
    coach.save_plan(keep_read_draft(coach), principal=ME)

    assert "Then and now" not in words(open_page("my_plan"))


def test_what_is_the_person_s_stands_apart_from_what_is_the_vision_s(coach: Coach) -> None:
    asked = {item.behaviour_id: "aaaaaaaaaaaa" for item in make_reading(coach).findings}
    named = (
        Response(behaviour_id=GAP, choice="contested", own_state="shown"),
        Response(behaviour_id=OTHER, choice="contested", own_state="shown"),
    )
    keep(coach, version="v1", prints=asked)
    keep(coach, version="v2", prints={**asked, OTHER: "bbbbbbbbbbbb"}, responses=named)

    shown = words(open_page("my_plan"))

    yours, visions = shown.split("**What your account shows differently**")[1].split("**Where the vision changed**")
    assert "Hand over" in yours
    assert HANDED_OVER in yours
    assert "The vision changed here" not in yours
    assert "The vision changed here, so this may not be you." in visions
    assert shown.count("[in your own word]") == 2
    assert "5 others are as before." in visions
    assert "There is no plan yet." in shown, "accounts are compared without any plan"


def test_of_an_account_from_before_it_is_said_that_it_cannot_be_told(coach: Coach) -> None:
    keep(coach, version="v1", prints={})
    keep(coach, version="v2", prints={}, responses=(Response(behaviour_id=GAP, choice="contested", own_state="shown"),))

    shown = words(open_page("my_plan"))

    assert "Whether the vision changed here cannot be told." in shown
    assert "one of the two was read before the coach kept that" in shown


def test_an_account_that_is_read_keeps_what_was_asked_and_the_day(coach: Coach) -> None:
    draft = coach.choose_role(coach.start_draft(principal=ME), ROLE, principal=ME)
    read = coach.read_draft(draft.model_copy(update={"text": ACCOUNT}), principal=ME)
    plan = coach.save_plan(read, principal=ME)

    assert read.assessment is not None
    assert set(read.assessment.asked_prints) == {item.behaviour_id for item in read.assessment.findings}
    assert read.read_on == coach.today()
    assert plan.plan.asked_prints == read.assessment.asked_prints
    assert not any(one in coach.export_plan(plan, "json", principal=ME) for one in plan.plan.asked_prints.values())
