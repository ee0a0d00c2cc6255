"""How a process is started, listened to and killed in the middle of its work."""

import multiprocessing
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from time import monotonic
from types import ModuleType
from typing import Any

PATIENCE_S = 60
_MOST_SAVES_FIRST = 9
_WITHIN_S = 0.1
"""A process is killed within so many seconds after the last save that is waited for."""

# A server that has imported everything forks a child in milliseconds.
PROCESSES = multiprocessing.get_context("forkserver")
PRELOADED = ["__main__", "alembic.command", "evals.kills.savers"]
PROCESSES.set_forkserver_preload(PRELOADED)

Saver = Callable[[Path, int, Connection], None]
"""Says "started", then opens a store in a home and saves again and again; sends a mark after each save."""


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide what stands as `__main__`: AppTest leaves its script there, and a child would run it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def start(target: Callable[..., None], *args: Any) -> tuple[BaseProcess, Connection]:
    """Start `target(*args, pipe)` in another process and return it with the other end of the pipe."""
    ours, theirs = PROCESSES.Pipe(duplex=False)
    child = PROCESSES.Process(target=target, args=(*args, theirs), daemon=True)
    with _without_main():
        child.start()
    theirs.close()
    return child, ours


def kill_at_random(save: Saver, home: Path, run: int, chance: Random) -> list[str]:
    """Kill a process that is opening its store or saving, and return the marks of what it was told is saved.

    Raises:
        RuntimeError: it did not start, or ended before it was killed.
    """
    # Every other child may get nowhere, so that the making of the tables is hit as well.
    saves_first = 1 + chance.randrange(_MOST_SAVES_FIRST) if run % 2 else 0
    child, pipe = start(save, home, run)
    with pipe:
        if not pipe.poll(PATIENCE_S) or pipe.recv() != "started":
            raise RuntimeError(f"process {run} that was to save did not start")
        marks = [pipe.recv() for _ in range(saves_first)]
        marks += _marks_until(pipe, monotonic() + chance.uniform(0.0, _WITHIN_S))
        child.kill()
        child.join()
        # What was sent before the kill counts as well.
        marks += _marks_until(pipe, monotonic() + PATIENCE_S)
    if child.exitcode != -9:
        raise RuntimeError(f"process {run} ended with {child.exitcode} before it was killed")
    child.close()
    return marks


def _marks_until(pipe: Connection, deadline: float) -> list[str]:
    """Return the marks that arrive before the deadline, or before the other end is gone."""
    marks: list[str] = []
    try:
        while (left := deadline - monotonic()) > 0 and pipe.poll(left):
            marks.append(pipe.recv())
    except (EOFError, ConnectionError):
        pass
    return marks
