"""One thread that runs an event loop, so that a call can be stopped at any moment."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from typing import TypeVar

_T = TypeVar("_T")
_STOP_S = 5.0


class LoopThread:
    """An event loop in a daemon thread of its own, started by the first piece of work."""

    def __init__(self, name: str) -> None:
        """Name the thread."""
        self._name = name
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def submit(self, work: Callable[[], Coroutine[object, object, _T]]) -> "Future[_T]":
        """Begin the work; cancelling the future cancels it.

        Raises:
            RuntimeError: the thread was closed.
        """
        with self._lock:
            if self._is_closed:
                raise RuntimeError(f"The thread {self._name!r} is closed.")
            return asyncio.run_coroutine_threadsafe(work(), self._start())

    def close(self, last: Callable[[], Awaitable[None]]) -> None:
        """Cancel what still runs, do the last piece of work, and end the thread. Further calls do nothing."""
        with self._lock:
            self._is_closed = True
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(_finish(last), loop).add_done_callback(
            lambda _: loop.call_soon_threadsafe(loop.stop)
        )
        # The collector may run the last reference's finalizer in the thread itself, which cannot wait for its own end.
        if thread is not threading.current_thread():
            thread.join(_STOP_S)

    def _start(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=_run, args=(self._loop,), name=self._name, daemon=True)
            self._thread.start()
        return self._loop


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()


async def _finish(last: Callable[[], Awaitable[None]]) -> None:
    work = asyncio.all_tasks() - {asyncio.current_task()}
    for task in work:
        task.cancel()
    await asyncio.gather(*work, return_exceptions=True)
    await last()
    loop = asyncio.get_running_loop()
    await loop.shutdown_asyncgens()
    await loop.shutdown_default_executor()
