from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.plan import Action, Helper, StoryChoice
from coach.errors import KnowledgeError
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.plan.actions import (
    check_date,
    choose_helper,
    choose_story,
    describe_line_of_sight,
    make_action,
    take_excerpt,
)
from tests.builders import knowledge_data, make_behaviour, make_knowledge, make_role

DRIVER = {**knowledge_data()["roles"][0], "id": "van-driver", "name": "Van driver", "area": "vans"}
ROLES = [*knowledge_data()["roles"], DRIVER]


def story(story_id: str, role_id: str, behaviour_ids: list[str] | None = None) -> dict[str, Any]:
    first = knowledge_data()["stories"][0]
    return {**first, "id": story_id, "role_id": role_id, "behaviour_ids": behaviour_ids or ["own-it"]}


def champion(champion_id: str, role_id: str) -> dict[str, Any]:
    return {**knowledge_data()["champions"][0], "id": champion_id, "role_id": role_id}


def chosen_story(*stories: dict[str, Any]) -> str | None:
    knowledge = make_knowledge(stories=list(stories), roles=ROLES)
    choice = choose_story(make_behaviour(), role=knowledge.role("shop-adviser"), knowledge=knowledge)
    return choice.story_id if choice else None


def chosen_helper(*champions: dict[str, Any]) -> str | None:
    knowledge = make_knowledge(champions=list(champions), roles=ROLES)
    choice = choose_helper(make_behaviour(), role=knowledge.role("shop-adviser"), knowledge=knowledge)
    return choice.champion_id if choice else None


def test_the_action_is_the_roles_own_expectation() -> None:
    action = make_action(make_role(), "own-it")
    assert action == Action(when="a kettle comes back broken", then="give my name and ring after the repair")
    assert action.sentence() == "If a kettle comes back broken, then I give my name and ring after the repair."


def test_a_full_stop_in_the_expectation_does_not_break_the_sentence() -> None:
    role = make_role(expectations=[{"behaviour_id": "own-it", "point": 3, "when": "it breaks.", "then": "ring."}])
    assert make_action(role, "own-it").sentence() == "If it breaks, then I ring."


def test_a_role_that_is_not_asked_for_the_behaviour_has_no_action() -> None:
    with pytest.raises(KnowledgeError, match="'shop-adviser' is not asked for 'listen-first'"):
        make_action(make_role(), "listen-first")


@pytest.mark.parametrize(
    ("made_on", "expected"),
    [
        (date(2026, 11, 19), date(2026, 12, 3)),
        (date(2026, 11, 20), date(2026, 12, 4)),
        (date(2026, 11, 21), date(2026, 12, 7)),
        (date(2026, 11, 22), date(2026, 12, 7)),
        (date(2026, 11, 23), date(2026, 12, 7)),
    ],
)
def test_the_check_is_two_weeks_later_and_never_at_the_weekend(made_on: date, expected: date) -> None:
    assert check_date(made_on) == expected


@given(st.dates(max_value=date(9990, 1, 1)), st.integers(0, 60))
def test_a_check_date_moves_by_two_days_at_most(made_on: date, days: int) -> None:
    day = check_date(made_on, days=days)
    assert day.weekday() < 5
    assert timedelta(days=days) <= day - made_on <= timedelta(days=days + 2)


def test_the_excerpt_and_the_line_of_sight_come_with_the_story() -> None:
    knowledge = make_knowledge()
    choice = choose_story(make_behaviour(), role=knowledge.role("shop-adviser"), knowledge=knowledge)
    assert choice == StoryChoice(
        story_id="the-second-kettle",
        title="The second kettle",
        excerpt=knowledge.story("the-second-kettle").body,
        in_your_job="Take back broken kettles → the repair bench → looked after",
    )


def test_a_role_without_a_task_for_the_promise_gets_its_own_moment() -> None:
    behaviour = make_behaviour(promise_id="you-always-know")
    assert describe_line_of_sight(make_role(), behaviour) == (
        "When a kettle comes back broken → the customer feels looked after"
    )


@pytest.mark.parametrize(
    ("why", "stories", "expected"),
    [
        ("none", [], None),
        ("another behaviour", [story("a", "shop-adviser", ["keep-people-posted"])], None),
        ("same role", [story("a", "van-driver"), story("b", "shop-adviser")], "b"),
        ("same kind", [story("a", "warehouse-picker"), story("b", "van-driver")], "b"),
        ("any", [story("a", "warehouse-picker")], "a"),
        (
            "mainly about it",
            [story("a", "shop-adviser", ["keep-people-posted", "own-it"]), story("b", "warehouse-picker")],
            "b",
        ),
        ("mentions it", [story("a", "warehouse-picker", ["keep-people-posted", "own-it"])], "a"),
        ("by id", [story("b", "shop-adviser"), story("a", "shop-adviser")], "a"),
    ],
)
def test_stories_stand_in_the_published_order(why: str, stories: list[dict[str, Any]], expected: str | None) -> None:
    assert chosen_story(*stories) == expected, why


@pytest.mark.parametrize(
    ("why", "champions", "expected"),
    [
        ("none", [], None),
        ("same role", [champion("a", "van-driver"), champion("b", "shop-adviser")], "b"),
        ("same kind", [champion("a", "warehouse-picker"), champion("b", "van-driver")], "b"),
        ("any", [champion("a", "warehouse-picker")], "a"),
        ("by id", [champion("b", "shop-adviser"), champion("a", "shop-adviser")], "a"),
        ("another behaviour", [{**champion("a", "shop-adviser"), "behaviour_ids": ["keep-people-posted"]}], None),
    ],
)
def test_helpers_stand_in_the_published_order(why: str, champions: list[dict[str, Any]], expected: str | None) -> None:
    assert chosen_helper(*champions) == expected, why


def test_a_helper_comes_with_role_site_and_contact() -> None:
    knowledge: KnowledgeBase = make_knowledge()
    assert choose_helper(make_behaviour(), role=knowledge.role("shop-adviser"), knowledge=knowledge) == Helper(
        champion_id="mirela",
        name="Mirela",
        role_name="Shop adviser",
        site="High Street shop",
        contact="mirela@example.org",
    )


def words(count: int, ending: str = ".") -> str:
    return " ".join(["word"] * count) + ending


@pytest.mark.parametrize(
    ("why", "body", "expected"),
    [
        ("a paragraph of fitting length", f"{words(55)}\n\n{words(90)}", words(55)),
        ("two short paragraphs", f"{words(25)}\n\n{words(30)}\n\n{words(90)}", f"{words(25)}\n\n{words(30)}"),
        ("the paragraph end nearest to 60 words", f"{words(42)}\n\n{words(20)}", f"{words(42)}\n\n{words(20)}"),
        ("whole sentences", f"{words(30)} {words(25)} {words(40)}", f"{words(30)} {words(25)}"),
        ("one long sentence", f"{words(90)} {words(90)}", words(90)),
        ("no sentence inside a speech", f'{words(20)} "{words(20)} {words(60)}" {words(9)}', words(20)),
        ("a body without an end", words(100, ""), words(100, "")),
    ],
)
def test_an_excerpt_is_the_whole_beginning_of_a_story(why: str, body: str, expected: str) -> None:
    assert take_excerpt(body) == expected, why


@given(st.text(min_size=80, max_size=6_000).filter(lambda text: text.strip()))
def test_an_excerpt_is_word_for_word_and_fits_a_line(body: str) -> None:
    excerpt = take_excerpt(body)
    assert excerpt in body
    assert 1 <= len(excerpt) <= 1_000
