"""Questions that ask further about one another stand in order, whichever of them is opened."""

from coach.domain.draft import Turn
from coach.ui.thread import thread_of
from tests.builders import make_turn


def turn(name: str, minute: int, *, follows: str | None = None) -> Turn:
    return make_turn(id=name, asked_at=f"2026-11-22T09:{minute:02}:00Z", follows=follows)


FIRST, SECOND, THIRD = turn("a", 1), turn("b", 2, follows="a"), turn("c", 3, follows="b")
OTHER = turn("x", 4)


def test_a_thread_is_the_same_whichever_turn_is_opened() -> None:
    turns = (OTHER, THIRD, SECOND, FIRST)

    assert [thread_of(each, turns) for each in (FIRST, SECOND, THIRD)] == [(FIRST, SECOND, THIRD)] * 3
    assert thread_of(OTHER, turns) == (OTHER,)


def test_where_a_question_was_tried_again_the_newest_goes_on_unless_another_is_opened() -> None:
    again = turn("b2", 5, follows="a")
    turns = (again, THIRD, SECOND, FIRST)

    assert thread_of(FIRST, turns) == (FIRST, again)
    assert thread_of(SECOND, turns) == (FIRST, SECOND, THIRD)


def test_a_thread_goes_on_without_a_turn_that_was_deleted() -> None:
    assert thread_of(THIRD, (THIRD, FIRST)) == (THIRD,)


def test_a_store_that_was_tampered_with_does_not_hang_the_page() -> None:
    one, two = turn("one", 1, follows="two"), turn("two", 2, follows="one")

    assert set(thread_of(one, (one, two))) == {one, two}
