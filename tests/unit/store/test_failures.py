import errno
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from coach.errors import StoreError
from coach.store.failures import plain_failures

FILE = Path("/home/mirela/private.db")
SAFE = "Nothing of this step was kept. Everything else that was saved is safe."


def sqlite_error(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("raw words of the driver")
    error.sqlite_errorname = name
    return error


def message_for(error: Exception) -> str:
    with pytest.raises(StoreError) as caught, plain_failures(FILE):
        raise error
    return str(caught.value)


def test_a_full_disk_is_said_with_what_is_safe_and_what_to_do_now() -> None:
    assert message_for(OperationalError("INSERT", {}, sqlite_error("SQLITE_FULL"))) == (
        f"Vision Coach could not use its file '/home/mirela/private.db': the disk is full. {SAFE} "
        "Free some space on the disk, then try again."
    )


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (OperationalError("x", {}, sqlite_error("SQLITE_BUSY")), "another program has been using it for too long"),
        (OperationalError("x", {}, sqlite_error("SQLITE_BUSY_SNAPSHOT")), "another program has been using it"),
        (PoolTimeoutError("x"), "another program has been using it"),
        (OperationalError("x", {}, sqlite_error("SQLITE_READONLY_DIRECTORY")), "cannot be opened or written"),
        (OperationalError("x", {}, sqlite_error("SQLITE_CANTOPEN")), "cannot be opened or written"),
        (sqlite_error("SQLITE_FULL"), "the disk is full"),
        (OSError(errno.ENOSPC, "x"), "the disk is full"),
        (PermissionError(errno.EACCES, "x"), "cannot be opened or written"),
        (NotADirectoryError(errno.ENOTDIR, "x"), "cannot be opened or written"),
    ],
)
def test_a_refusal_says_why_and_that_the_rest_is_safe(error: Exception, what: str) -> None:
    message = message_for(error)
    assert what in message
    assert SAFE in message


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (DatabaseError("x", {}, sqlite_error("SQLITE_NOTADB")), "the file is damaged"),
        (DatabaseError("x", {}, sqlite_error("SQLITE_CORRUPT")), "the file is damaged"),
        (OperationalError("x", {}, sqlite_error("SQLITE_IOERR_WRITE")), "the disk refused to read or write"),
        (OSError(errno.EIO, "x"), "the disk refused to read or write"),
        (OperationalError("x", {}, sqlite_error("SQLITE_SCHEMA")), "the database refused (SCHEMA)"),
    ],
)
def test_damage_says_what_happened_and_promises_nothing(error: Exception, what: str) -> None:
    message = message_for(error)
    assert f"{what}. Nothing of this step was kept. " in message
    assert "safe" not in message


def test_what_was_being_saved_is_not_in_the_message() -> None:
    error = OperationalError("INSERT", {"record": "my secret words"}, sqlite_error("SQLITE_FULL"))
    assert "secret" not in message_for(error)


def test_an_error_of_ours_passes_unchanged() -> None:
    ours = StoreError("There is no plan.")
    with pytest.raises(StoreError) as caught, plain_failures(FILE):
        raise ours
    assert caught.value is ours
