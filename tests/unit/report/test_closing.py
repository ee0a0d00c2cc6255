from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.block import ClosedPeriod, Place
from coach.domain.finding import STATES
from coach.domain.review import Submission
from coach.errors import ReviewError
from coach.report.closing import close_period
from tests.unit.report.building import SPRING, SUMMER, make_submission, make_tally, make_team

TEAM = make_team(["shown"] * 5)
LATER = SUMMER.first


def close_summer(approved: Sequence[Submission], spring: ClosedPeriod, **fields: Any) -> ClosedPeriod:
    return close_period(SUMMER, approved, closings=(spring.closing,), settled=spring.settled, **fields)


def sizes(closed: ClosedPeriod) -> list[int]:
    return [block.n for block in closed.closing.blocks]


SHARED = st.builds(
    lambda person, place, states, day, role: make_submission(
        person, states, id=f"{person}-{day}", team=f"t{place}", role_id=role, submitted_on=date(2026, 2, day)
    ),
    person=st.text("abcdef", min_size=1, max_size=4),
    place=st.integers(1, 4),
    states=st.dictionaries(st.sampled_from(["own-it", "listen-first"]), st.sampled_from(STATES), min_size=1),
    day=st.integers(1, 28),
    role=st.sampled_from(["adviser", "picker"]),
)


@given(st.lists(SHARED, max_size=60, unique_by=lambda item: item.id), st.integers(3, 6))
def test_everybody_is_in_one_block_or_waits_and_no_count_is_smaller_than_k_or_tells_all(
    approved: list[Submission], k: int
) -> None:
    closed = close_period(SPRING, approved, k=k)

    people = {item.person for item in approved}
    waiting = len(people) - sum(sizes(closed))
    assert 0 <= waiting < k
    assert closed.closing.some_wait == (waiting > 0)
    for block in closed.closing.blocks:
        assert block.n >= k
        for tally in block.tallies:
            assert tally.n >= k
            assert tally.partly_shown + tally.contrary <= tally.n - 2


@given(st.lists(SHARED, max_size=40, unique_by=lambda item: item.id), st.randoms())
def test_the_order_in_which_submissions_come_changes_nothing(approved: list[Submission], random: Any) -> None:
    shuffled = random.sample(approved, len(approved))

    assert close_period(SPRING, shuffled) == close_period(SPRING, approved)


def test_nothing_that_is_kept_names_a_person_a_submission_or_a_word() -> None:
    team = [item.model_copy(update={"person": f"secret-person-{n}"}) for n, item in enumerate(TEAM)]
    kept = close_period(SPRING, team).closing.model_dump_json()

    assert "secret-person" not in kept
    assert not any(item.id in kept for item in team)


def test_the_newest_submission_of_a_person_counts() -> None:
    newer = make_submission("desk-0", {"own-it": "contrary"}, id="newer", submitted_on=date(2026, 3, 1))
    closed = close_period(SPRING, [*TEAM, newer])

    assert closed.closing.blocks[0].tallies == (make_tally(shown=4, contrary=1),)
    assert closed.settled == {"newer", *(item.id for item in TEAM)}


def test_what_is_shared_after_the_period_waits_for_its_own() -> None:
    newer = make_submission("desk-0", {"own-it": "contrary"}, id="newer", submitted_on=LATER)

    assert close_period(SPRING, [*TEAM, newer]) == close_period(SPRING, TEAM)


def test_whoever_withdraws_before_the_closing_is_not_counted() -> None:
    closed = close_period(SPRING, TEAM[:4])

    assert (closed.closing.blocks, closed.settled, closed.closing.some_wait) == ((), frozenset(), True)


def test_whoever_waited_counts_in_the_next_period() -> None:
    spring = close_period(SPRING, TEAM[:3])
    summer = close_summer(TEAM, spring)

    assert sizes(summer) == [5]
    assert summer.closing.some_wait is False


def test_an_approval_that_came_late_counts_in_the_next_period() -> None:
    late = make_team(["shown"] * 5, team="late")
    spring = close_period(SPRING, TEAM)

    assert sizes(close_summer([*TEAM, *late], spring)) == [5]


def test_nobody_is_counted_twice_with_one_submission() -> None:
    spring = close_period(SPRING, TEAM)

    assert close_summer(TEAM, spring).closing.blocks == ()


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_an_older_submission_never_counts_after_a_newer_one(is_withdrawn: bool) -> None:
    older = [item.model_copy(update={"id": f"older-{item.person}"}) for item in TEAM]
    newer = [item.model_copy(update={"submitted_on": date(2026, 3, 1)}) for item in TEAM]
    spring = close_period(SPRING, [*older, *newer])

    assert close_summer(older if is_withdrawn else [*older, *newer], spring).closing.blocks == ()


def test_people_who_are_counted_again_are_never_put_together_with_new_ones() -> None:
    first = make_team(["shown"] * 12)
    spring = close_period(SPRING, first)
    again = [item.model_copy(update={"id": f"again-{item.person}", "submitted_on": LATER}) for item in first]
    new = make_submission("newcomer", submitted_on=LATER)
    summer = close_summer([*first, *again, new], spring)

    assert sizes(summer) == [12]
    assert summer.closing.some_wait is True
    assert "newcomer-1" not in summer.settled


@pytest.mark.parametrize(("people", "blocks"), [(9, []), (10, [10])])
def test_people_are_counted_again_where_ten_of_them_are_together(people: int, blocks: list[int]) -> None:
    first = make_team(["shown"] * people)
    spring = close_period(SPRING, first)
    again = [item.model_copy(update={"id": f"again-{item.person}", "submitted_on": LATER}) for item in first]

    assert sizes(close_summer([*first, *again], spring)) == blocks


def test_whoever_moved_counts_where_they_were_when_they_shared() -> None:
    moved = make_submission("desk-0", id="moved", team="till", site="south", submitted_on=date(2026, 3, 1))
    closed = close_period(SPRING, [*make_team(["shown"] * 6), moved])

    assert [block.place for block in closed.closing.blocks] == [Place(role_id="adviser", team="desk", site="north")]
    assert "moved" not in closed.settled


def test_a_closed_period_is_never_closed_again() -> None:
    spring = close_period(SPRING, TEAM).closing

    with pytest.raises(ReviewError, match="'spring' cannot be closed"):
        close_period(SPRING, TEAM[:4], closings=(spring,))


def test_a_period_before_a_closed_one_is_never_closed() -> None:
    summer = close_period(SUMMER, TEAM).closing

    with pytest.raises(ReviewError, match="Late submissions count in the next period"):
        close_period(SPRING, TEAM, closings=(summer,))


def test_a_submission_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ReviewError, match="'desk-0-1' is there twice"):
        close_period(SPRING, [*TEAM, TEAM[0]])


def test_the_versions_of_the_knowledge_are_kept() -> None:
    old = make_team(["shown"] * 5, team="old", knowledge_version="v0")

    assert close_period(SPRING, [*TEAM, *old]).closing.knowledge_versions == ("v0", "v1")
