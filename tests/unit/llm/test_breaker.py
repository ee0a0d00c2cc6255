import pytest

from coach.errors import ModelError
from coach.llm.breaker import Breaker


class Time:
    """Stand still until told otherwise."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def admits(breaker: Breaker) -> bool:
    try:
        breaker.admit("openai:m")
    except ModelError:
        return False
    return True


def fail(breaker: Breaker, time: Time, times: int, *, every_s: float = 1.0) -> None:
    for _ in range(times):
        breaker.fail()
        time.now_s += every_s


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def breaker(time: Time) -> Breaker:
    return Breaker(clock=time)


def test_four_failures_are_borne(breaker: Breaker, time: Time) -> None:
    fail(breaker, time, 4)
    assert admits(breaker)


def test_after_five_failures_in_a_row_no_call_goes_through_for_half_a_minute(breaker: Breaker, time: Time) -> None:
    fail(breaker, time, 5, every_s=0.0)
    assert not admits(breaker)
    time.now_s = 29.9
    assert not admits(breaker)
    time.now_s = 30.0
    assert admits(breaker)


def test_the_refusal_says_how_long_to_wait(breaker: Breaker, time: Time) -> None:
    fail(breaker, time, 5, every_s=2.0)
    with pytest.raises(ModelError) as caught:
        breaker.admit("openai:m")
    assert (str(caught.value), caught.value.fault, caught.value.retryable) == (
        "The model 'openai:m' failed 5 times in a row, so it is left alone for now. Try again in 28 seconds.",
        "unavailable",
        True,
    )


def test_a_reply_in_between_starts_the_count_again(breaker: Breaker, time: Time) -> None:
    fail(breaker, time, 4)
    breaker.succeed()
    fail(breaker, time, 4)
    assert admits(breaker)


def test_replies_that_begin_and_never_end_are_failures_all_the_same(breaker: Breaker, time: Time) -> None:
    for _ in range(5):
        breaker.begin()
        fail(breaker, time, 1)
    assert not admits(breaker)


def test_five_failures_spread_over_more_than_half_a_minute_are_borne(breaker: Breaker, time: Time) -> None:
    fail(breaker, time, 20, every_s=8.0)
    assert admits(breaker)


def test_one_call_tries_while_the_others_go_on_waiting(breaker: Breaker, time: Time) -> None:
    fail(breaker, time, 5)
    time.now_s = 40.0
    assert [admits(breaker) for _ in range(3)] == [True, False, False]


def test_a_trial_that_is_answered_lets_everybody_in(breaker: Breaker, time: Time) -> None:
    fail(breaker, time, 5)
    time.now_s = 40.0
    assert [admits(breaker), admits(breaker)] == [True, False]
    breaker.begin()
    assert admits(breaker)


def test_a_trial_that_fails_or_is_given_up_is_repeated_after_half_a_minute(breaker: Breaker, time: Time) -> None:
    fail(breaker, time, 5)
    time.now_s = 40.0
    assert admits(breaker)
    breaker.fail()
    time.now_s = 69.9
    assert not admits(breaker)
    time.now_s = 70.0
    assert [admits(breaker), admits(breaker)] == [True, False]
