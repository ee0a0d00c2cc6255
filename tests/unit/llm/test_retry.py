"""How long to wait before a request is sent again, and when to give up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.llm.retry import PATIENCE_S, RetryBudget, asked_pause_s, pause_s

_SENT = "Wed, 21 Oct 2026 07:28:00 GMT"


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({}, None),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1e9"}, None),
        ({"retry-after": "9" * 400}, 86_400.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:07 GMT", "date": _SENT}, 7.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:00:00 GMT", "date": _SENT}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:07 GMT"}, None),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:07 -0000", "date": _SENT}, None),
    ],
)
def test_the_pause_a_server_asks_for_is_read(headers: dict[str, str], pause: float | None) -> None:
    assert asked_pause_s(headers) == pause


@given(attempt=st.integers(1, 50), drawn=st.floats(0, 1, exclude_max=True))
def test_a_pause_is_drawn_whole_and_never_long(attempt: int, drawn: float) -> None:
    pause = pause_s(attempt, None, draw=lambda: drawn)

    assert pause == drawn * min(8.0, 0.5 * 2 ** (attempt - 1))


@given(asked=st.floats(0, PATIENCE_S), drawn=st.floats(0, 1, exclude_max=True))
def test_a_server_is_never_asked_again_before_the_time_it_named(asked: float, drawn: float) -> None:
    pause = pause_s(1, asked, draw=lambda: drawn)

    assert pause is not None
    assert asked <= pause <= asked + 0.5


def test_a_server_that_names_a_long_time_is_given_up() -> None:
    assert pause_s(1, PATIENCE_S + 0.1, draw=lambda: 0.0) is None


def test_repeats_are_a_tenth_of_two_hundred_calls_at_most() -> None:
    budget = RetryBudget(clock=lambda: 0.0)

    repeats = 0
    for _ in range(200):
        budget.note_call()
        repeats += budget.take()
        repeats += budget.take()

    assert 10 <= repeats <= 20


def test_repeats_come_back_with_time() -> None:
    now = [0.0]
    budget = RetryBudget(clock=lambda: now[0])
    while budget.take():
        pass

    now[0] += 61.0

    assert [budget.take() for _ in range(3)] == [True, True, False]
