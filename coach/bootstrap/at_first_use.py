"""What is made at its first use, and the folder it is kept in."""

from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import TypeVar

from coach.settings import Settings

T = TypeVar("T")


def once(make: Callable[[], T]) -> Callable[[], T]:
    """Return a function that makes its value at the first call, once, also when several threads call it at a time."""
    lock = Lock()
    made: list[T] = []

    def get() -> T:
        with lock:
            if not made:
                made.append(make())
        return made[0]

    return get


def make_home(settings: Settings) -> None:
    """Make the home folder for its owner alone; a disk that refuses is reported by whatever needs it."""
    with suppress(OSError):
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
