from datetime import date
from typing import Any

import pytest

from coach.errors import ReviewError
from coach.plan.checkins import add_check_in, next_check, suggest_when_stuck
from tests.builders import make_check_in, make_plan, make_saved_plan

MONDAY = date(2026, 12, 7)


def item(**fields: Any) -> Any:
    return make_plan().items[0].model_copy(update={"check_on": MONDAY, **fields})


def test_a_check_in_goes_to_the_end_of_the_list() -> None:
    first, second = make_check_in(), make_check_in(outcome="done")
    saved = make_saved_plan(check_ins=(first,))
    assert add_check_in(saved, second) == make_saved_plan(check_ins=(first, second))


def test_a_check_in_on_something_that_is_no_step_is_refused() -> None:
    with pytest.raises(ReviewError) as caught:
        add_check_in(make_saved_plan(), make_check_in(behaviour_id="own-it"))
    assert str(caught.value) == (
        "The plan 'plan-1' has no step about 'own-it'. Nothing was saved; check in on one of the plan's steps."
    )


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], MONDAY),
        (["tried"], date(2027, 1, 4)),
        (["tried", "tried"], date(2027, 2, 1)),
        (["tried", "tried", "tried"], date(2027, 2, 1)),
        (["stuck"], date(2026, 12, 21)),
        (["tried", "tried", "stuck"], date(2026, 12, 21)),
        (["stuck", "tried"], date(2027, 1, 4)),
        (["tried", "done"], None),
        (["done", "tried"], date(2027, 2, 1)),
    ],
)
def test_checks_fade_while_it_goes_well(outcomes: list[str], expected: date | None) -> None:
    check_ins = [make_check_in(outcome=outcome, on=MONDAY) for outcome in outcomes]
    assert next_check(item(), check_ins) == expected


def test_the_next_check_counts_from_the_last_check_in() -> None:
    check_ins = [make_check_in(outcome="stuck", on=date(2026, 12, day)) for day in (1, 8)]
    assert next_check(item(), check_ins) == date(2026, 12, 22)


def test_the_next_check_is_never_at_the_weekend() -> None:
    assert next_check(item(), [make_check_in(outcome="stuck", on=date(2026, 12, 5))]) == date(2026, 12, 21)


def test_check_ins_on_other_steps_do_not_count() -> None:
    assert next_check(item(), [make_check_in(behaviour_id="own-it", outcome="done")]) == MONDAY


NAME_IT = (
    "If what stops you is not in your hands, name it under “What stands in the way”. "
    "It becomes a roadblock with an owner instead of a step of yours."
)


def test_somebody_who_is_stuck_hears_whom_to_ask_and_how_to_name_a_roadblock() -> None:
    helper = {
        "champion_id": "mirela",
        "name": "Mirela",
        "role_name": "Shop adviser",
        "site": "High Street shop",
        "contact": "mirela@example.org",
    }
    step = make_plan(items=({**make_plan().items[0].model_dump(), "helper": helper},)).items[0]
    assert suggest_when_stuck(step) == (
        "Ask Mirela (Shop adviser, High Street shop), who chose to be asked about this: mirela@example.org.",
        NAME_IT,
    )


def test_without_a_helper_somebody_who_is_stuck_hears_that_too() -> None:
    assert suggest_when_stuck(item()) == (
        "Nobody has chosen to be asked about this yet. Ask a colleague who does it well.",
        NAME_IT,
    )
