"""Who uses a home folder: any number of programs side by side, or one alone that puts a backup back."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coach.errors import StoreError
from coach.store.failures import plain_failures

UNFINISHED = "restore-unfinished"
"""A file that is there while a backup takes the place of the databases."""
_LOCK = "in-use.lock"


@contextmanager
def using_home(home: Path) -> Iterator[None]:
    """Hold the folder while its databases are served or copied.

    Raises:
        StoreError: a backup is being put back, or that was stopped half way.
    """
    refusal = (
        f"A backup is being put back into {str(home)!r}. Nothing was started. Wait until it is done, then try again."
    )
    with _locked(home, fcntl.LOCK_SH, refusal):
        if (home / UNFINISHED).exists():
            raise StoreError(
                f"A backup was being put back into {str(home)!r} and was stopped half way. Nothing was started, and "
                "nothing is lost. Run the same `coach restore` again, then start again."
            )
        yield


@contextmanager
def alone_in_home(home: Path) -> Iterator[None]:
    """Hold the folder alone; whoever holds it ends by itself when its process does.

    Raises:
        StoreError: Vision Coach runs on this folder.
    """
    refusal = f"Vision Coach is running on {str(home)!r}. Nothing was changed. Stop it, then run this again."
    with _locked(home, fcntl.LOCK_EX, refusal):
        yield


@contextmanager
def _locked(home: Path, kind: int, refusal: str) -> Iterator[None]:
    path = home / _LOCK
    with plain_failures(path):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(refusal) from None
        yield
    finally:
        # Closing lets go of the lock.
        os.close(file)
