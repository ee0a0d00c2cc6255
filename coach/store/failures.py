"""Say in plain words what the disk or the database refused, what is safe, and what to do now."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from coach.errors import StoreError

NOTHING_KEPT = "Nothing of this step was kept."

_DAMAGED = (
    "the file is damaged",
    "Stop Vision Coach, keep a copy of the file, and put your last backup in its place; "
    "without a backup, move the file away to start with an empty one.",
)
_NO_ACCESS = (
    "the file or its folder cannot be opened or written",
    "Make both readable and writable for you, or choose another folder with COACH_HOME.",
)
_IN_USE = ("another program has been using it for too long", "Close other runs of Vision Coach, then try again.")
_FAULTY_DISK = (
    "the disk refused to read or write",
    "Check that the disk is sound and has room for you, then try again.",
)
_UNKNOWN_REMEDY = "Try again; if it happens again, run `coach doctor`."
# What happened and what to do now, by the second word of SQLite's name for the error.
_PLAIN_WORDS = {
    "FULL": ("the disk is full", "Free some space on the disk, then try again."),
    "READONLY": _NO_ACCESS,
    "CANTOPEN": _NO_ACCESS,
    "PERM": _NO_ACCESS,
    "AUTH": _NO_ACCESS,
    "BUSY": _IN_USE,
    "LOCKED": _IN_USE,
    "PROTOCOL": _IN_USE,
    "CORRUPT": _DAMAGED,
    "NOTADB": _DAMAGED,
    "IOERR": _FAULTY_DISK,
}
# Damage and faulty disks are not here: nobody can promise then that the rest is safe.
_REST_IS_SAFE = {"FULL", "READONLY", "CANTOPEN", "PERM", "AUTH", "BUSY", "LOCKED", "PROTOCOL"}
_BY_ERRNO = {
    errno.ENOSPC: "FULL",
    errno.EDQUOT: "FULL",
    errno.EACCES: "READONLY",
    errno.EPERM: "READONLY",
    errno.EROFS: "READONLY",
    errno.EEXIST: "CANTOPEN",
    errno.ENOTDIR: "CANTOPEN",
    errno.EISDIR: "CANTOPEN",
}


@contextmanager
def plain_failures(path: Path, *, outcome: str = NOTHING_KEPT) -> Iterator[None]:
    """Turn every failure of the disk or the database at `path` into a StoreError; `outcome` says what became of it."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        kind = _kind(error)
        what, now = _PLAIN_WORDS.get(kind, (f"the database refused ({kind})", _UNKNOWN_REMEDY))
        safe = " Everything else that was saved is safe." if kind in _REST_IS_SAFE else ""
        message = f"Vision Coach could not use its file {str(path)!r}: {what}. {outcome}{safe} {now}"
        # The database's own error can quote what was being saved, so it does not travel on.
        raise StoreError(message) from None


def _kind(error: Exception) -> str:
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0, "IOERR")
    if isinstance(error, PoolTimeoutError):
        return "BUSY"
    cause = error.orig if isinstance(error, DBAPIError) else error
    # "SQLITE_IOERR_WRITE" is one of many kinds of IOERR.
    return str(getattr(cause, "sqlite_errorname", "SQLITE_UNKNOWN")).split("_")[1]
