"""Work that is done when the app starts and on each new day while it runs."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Event, Thread

_LOG = logging.getLogger("coach.ui")
# A computer that slept does not know how long.
_LOOK_EVERY_S = 600.0


@contextmanager
def each_day(
    work: Callable[[], object], *, today: Callable[[], date], look_every_s: float = _LOOK_EVERY_S
) -> Iterator[None]:
    """Do the work now and whenever `today` has changed, in a thread, until the block ends.

    Work that fails is in the log, and is tried again at the next look.
    """
    stop = Event()
    thread = Thread(target=_watch, args=(work, today, look_every_s, stop), name="each-day", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _watch(work: Callable[[], object], today: Callable[[], date], look_every_s: float, stop: Event) -> None:
    done_on: date | None = None
    while not stop.is_set():
        day = today()
        if day != done_on:
            try:
                work()
                done_on = day
            except Exception as error:
                _LOG.error("The work of a new day failed", exc_info=error)
        stop.wait(look_every_s)
