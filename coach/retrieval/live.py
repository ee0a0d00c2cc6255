"""The folder of indexes: which one is live, one builder at a time, and the switch from one to the next."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from coach.errors import StaleIndexError, StoreError

_POINTER = "current"
_LOCK = "lock.sqlite3"
LOCK_WAIT_S = 120.0
"""Longer than a first build takes on a slow machine."""


@dataclass(frozen=True)
class Pointer:
    """What the pointer file says: the live folder's name, and the hash of its manifest."""

    name: str
    digest: str


def index_root(home: Path) -> Path:
    """Return the folder of all indexes."""
    return home / "index"


def read_pointer(root: Path) -> Pointer:
    """Return which index is live.

    Raises:
        StaleIndexError: there is none, or the pointer cannot be read.
    """
    try:
        name, digest = (root / _POINTER).read_text(encoding="utf-8").split()
    except (OSError, ValueError) as error:
        raise StaleIndexError(f"There is no index in {str(root)!r} yet. Build it.") from error
    if Path(name).name != name:
        raise StaleIndexError(f"The pointer in {str(root)!r} leads outside of it. Build the index again.")
    return Pointer(name, digest)


@contextmanager
def building(root: Path, *, wait_s: float = LOCK_WAIT_S) -> Iterator[None]:
    """Hold the right to build; another process waits for it.

    Raises:
        StoreError: another process kept it for longer than `wait_s`.
    """
    # SQLite's lock waits by itself, and the system takes it back from a process that dies.
    with closing(sqlite3.connect(root / _LOCK, timeout=wait_s, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            raise StoreError(
                f"The index in {str(root)!r} is being built by another process, or cannot be locked ({error}). "
                "Wait a minute, then start again."
            ) from error
        yield


def switch_to(root: Path, fresh: Path, pointer: Pointer) -> Path:
    """Make the folder `fresh` the live one under the pointer's name, and delete every other one."""
    folder = root / pointer.name
    _sync_tree(fresh)
    # A folder of this name is a damaged index: a sound one would have been opened.
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    _write_pointer(root, pointer)
    for other in root.iterdir():
        if other.is_dir() and other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return folder


def _write_pointer(root: Path, pointer: Pointer) -> None:
    scratch = root / f"{_POINTER}.new"
    scratch.write_text(f"{pointer.name} {pointer.digest}\n", encoding="utf-8")
    _sync(scratch)
    scratch.replace(root / _POINTER)
    _sync(root)


def _sync_tree(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        _sync(path)


def _sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
