"""The thread with the event loop: work is done in it, can be stopped, and leaves nothing behind."""

import asyncio
import threading
from concurrent.futures import CancelledError

import pytest

from coach.llm.loop import LoopThread

_PATIENCE_S = 5.0


async def _nothing() -> None:
    pass


async def _forever() -> None:
    await asyncio.Event().wait()


def _is_running(name: str) -> bool:
    return any(thread.name == name for thread in threading.enumerate())


def test_work_is_done_in_a_thread_of_its_own() -> None:
    thread = LoopThread("own")

    async def where() -> str:
        return threading.current_thread().name

    assert not _is_running("own")
    assert thread.submit(where).result(_PATIENCE_S) == "own"
    thread.close(_nothing)
    assert not _is_running("own")


def test_cancelling_stops_the_work_at_once() -> None:
    thread = LoopThread("stopped")
    stopped = threading.Event()

    async def work() -> None:
        try:
            await _forever()
        finally:
            stopped.set()

    running = thread.submit(work)
    thread.submit(_nothing).result(_PATIENCE_S)
    running.cancel()

    assert stopped.wait(_PATIENCE_S)
    thread.close(_nothing)


def test_closing_ends_all_work_then_does_the_last() -> None:
    thread = LoopThread("closed")
    order: list[str] = []

    async def work() -> None:
        try:
            await _forever()
        finally:
            order.append("work")

    async def last() -> None:
        order.append("last")

    running = thread.submit(work)
    thread.submit(_nothing).result(_PATIENCE_S)
    thread.close(last)

    assert order == ["work", "last"]
    with pytest.raises(CancelledError):
        running.result(0)
    assert not _is_running("closed")


def test_a_closed_thread_takes_no_work_and_may_be_closed_again() -> None:
    thread = LoopThread("over")
    thread.close(_nothing)
    thread.close(_nothing)

    with pytest.raises(RuntimeError, match="'over' is closed"):
        thread.submit(_nothing)
