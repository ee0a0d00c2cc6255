"""The work of each new day: at the start, when the day changes, and again after a failure."""

import logging
from datetime import date
from queue import Queue

import pytest

from coach.ui.daily import each_day

SOON_S = 0.01
PATIENCE_S = 20


class Days:
    """Say which day it is, and tell somebody who waits that it was asked."""

    def __init__(self) -> None:
        self.day = date(2026, 11, 22)
        self.asked: Queue[date] = Queue()

    def __call__(self) -> date:
        self.asked.put(self.day)
        return self.day

    def is_asked(self, times: int) -> None:
        for _ in range(times):
            self.asked.get(timeout=PATIENCE_S)


@pytest.fixture
def days() -> Days:
    return Days()


def test_work_is_done_at_the_start_and_once_on_each_new_day(days: Days) -> None:
    done: Queue[date] = Queue()
    with each_day(lambda: done.put(days.day), today=days, look_every_s=SOON_S):
        assert done.get(timeout=PATIENCE_S) == date(2026, 11, 22)
        days.is_asked(3)
        assert done.empty()
        days.day = date(2026, 11, 23)
        assert done.get(timeout=PATIENCE_S) == date(2026, 11, 23)
    days.day = date(2026, 11, 24)
    assert done.empty()


def test_work_that_fails_is_in_the_log_without_its_message_and_is_tried_again(
    days: Days, caplog: pytest.LogCaptureFixture
) -> None:
    done: Queue[str] = Queue()

    def fail_once() -> None:
        done.put("tried")
        if len(caplog.records) == 0:
            raise ValueError("I scan the shelf.")

    with caplog.at_level(logging.ERROR, "coach.ui"), each_day(fail_once, today=days, look_every_s=SOON_S):
        assert [done.get(timeout=PATIENCE_S) for _ in range(2)] == ["tried", "tried"]
    (record,) = caplog.records
    assert "shelf" not in record.getMessage()
