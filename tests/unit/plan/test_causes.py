from typing import Any

import pytest

from coach.domain.plan import CAUSES, Cause, CauseAnswers, CauseQuestion, Roadblock
from coach.plan.causes import ask_causes, decide_causes, explain_causes, find_owner, make_roadblocks, needs_step
from tests.builders import knowledge_data, make_behaviour, make_knowledge

ROADBLOCK_CAUSES: tuple[Cause, ...] = ("motive", "tools_process", "authority_capacity")


def answers(*named: Cause, **more: Any) -> CauseAnswers:
    return CauseAnswers(behaviour_id="own-it", answers={cause: "no" for cause in named}, **more)


def role_data(role_id: str, **fields: Any) -> dict[str, Any]:
    adviser = knowledge_data()["roles"][0]
    return {**adviser, "id": role_id, "name": role_id.replace("-", " ").capitalize(), **fields}


def owner(cause: Cause, role_id: str, *roles: dict[str, Any]) -> str:
    knowledge = make_knowledge(
        vision={**knowledge_data()["vision"], "sponsor_role_id": "director"},
        roles=[*knowledge_data()["roles"], role_data("director", area="management", kind="manager"), *roles],
    )
    return find_owner(cause, knowledge.behaviour("own-it"), role=knowledge.role(role_id), knowledge=knowledge)


SHOP_MANAGER = role_data("shop-manager", kind="manager")


def test_there_is_one_question_for_each_cause_and_the_first_names_the_behaviour() -> None:
    questions = ask_causes(make_behaviour())
    assert tuple(question.cause for question in questions) == CAUSES
    assert questions[0] == CauseQuestion(
        cause="clarity", question="Is it clear to you what “Own it to the end” asks of you in your job?"
    )


def test_each_no_names_its_cause() -> None:
    said = CauseAnswers(
        behaviour_id="own-it",
        answers={"authority_capacity": "no", "motive": "not_sure", "skill": "no", "clarity": "yes"},
    )
    assert decide_causes(said) == ("skill", "authority_capacity")


def test_no_answers_name_no_cause() -> None:
    assert decide_causes(None) == ()


@pytest.mark.parametrize(
    ("said", "step"),
    [
        (None, True),
        (answers(), True),
        (answers("clarity"), True),
        (answers("skill", "motive"), True),
        (answers("motive"), False),
        (answers("tools_process", "authority_capacity"), False),
    ],
)
def test_a_behaviour_gets_no_step_only_where_all_named_causes_are_roadblocks(
    said: CauseAnswers | None, step: bool
) -> None:
    assert needs_step(said) == step


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (None, "You did not say what stands in the way."),
        (answers(), "You did not say what stands in the way."),
        (
            CauseAnswers(behaviour_id="own-it", answers={"skill": "yes", "motive": "not_sure"}),
            "You named nothing that stands in the way.",
        ),
        (
            answers("clarity", "skill", "motive"),
            "You said: it is not clear what is asked of you; you are not sure how to do it.",
        ),
    ],
)
def test_a_step_says_what_the_employee_said_stands_in_the_way(said: CauseAnswers | None, text: str) -> None:
    assert explain_causes(said) == text


def test_a_roadblock_has_an_owner_a_plain_text_and_the_employees_words() -> None:
    knowledge = make_knowledge()
    roadblocks = make_roadblocks(
        answers("skill", "tools_process", words="The screen hides the note."),
        knowledge.behaviour("own-it"),
        role=knowledge.role("shop-adviser"),
        knowledge=knowledge,
    )
    assert roadblocks == (
        Roadblock(
            behaviour_id="own-it",
            cause="tools_process",
            owner="Head of shops",
            text="Your tools, systems or steps make it hard. Training will not change that. Who can: Head of shops.",
            words="The screen hides the note.",
        ),
    )


def test_an_owner_with_a_very_long_title_still_fits_a_line() -> None:
    knowledge = make_knowledge()
    (roadblock,) = make_roadblocks(
        answers("tools_process"),
        make_behaviour(owner="H" * 1_000),
        role=knowledge.role("shop-adviser"),
        knowledge=knowledge,
    )
    assert roadblock.text.endswith("H…")


def test_tools_and_process_are_the_behaviours_owners() -> None:
    assert owner("tools_process", "shop-adviser", SHOP_MANAGER) == "Head of shops"


@pytest.mark.parametrize("cause", ["motive", "authority_capacity"])
def test_motive_authority_and_capacity_are_the_managers_in_the_same_area(cause: Cause) -> None:
    assert owner(cause, "shop-adviser", SHOP_MANAGER) == "Shop manager"


@pytest.mark.parametrize("cause", ["motive", "authority_capacity"])
def test_without_a_manager_in_the_area_they_are_the_visions_sponsors(cause: Cause) -> None:
    assert owner(cause, "warehouse-picker", SHOP_MANAGER) == "Director"


@pytest.mark.parametrize(("role_id", "expected"), [("shop-manager", "Director"), ("director", "Head of shops")])
def test_nobody_is_the_owner_of_their_own_roadblock(role_id: str, expected: str) -> None:
    assert owner("motive", role_id, SHOP_MANAGER) == expected


def test_an_owner_of_the_behaviour_passes_a_roadblock_with_tools_on() -> None:
    head = role_data("head-of-shops", area="management", kind="back_office")
    assert owner("tools_process", "head-of-shops", head) == "Director"


@pytest.mark.parametrize("cause", ROADBLOCK_CAUSES)
def test_the_owner_is_outside_the_employees_role(cause: Cause) -> None:
    for role_id in ("shop-adviser", "warehouse-picker", "director", "shop-manager"):
        assert owner(cause, role_id, SHOP_MANAGER) != role_data(role_id)["name"]
