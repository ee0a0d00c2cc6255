"""Sessions on a real database: what is kept of them, and for how long."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from coach.domain.access import Session
from coach.store.sessions import SqliteSessionStore
from tests.conftest import NOW

HOUR = timedelta(hours=1)
LATER = NOW + HOUR
KEEP = NOW + 36 * HOUR


@pytest.fixture
def sessions(home: Path) -> Iterator[SqliteSessionStore]:
    opened = SqliteSessionStore.open(home)
    yield opened
    opened.close()


def hashes(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "sessions.db")) as raw:
        return [row[0] for row in raw.execute("SELECT hash FROM sessions ORDER BY hash")]


def test_a_session_is_begun_used_and_ended(sessions: SqliteSessionStore) -> None:
    assert sessions.find("a") is None
    sessions.begin("a", now=NOW, keep_until=KEEP)
    assert sessions.find("a") == Session(begun_at=NOW, used_at=NOW)
    sessions.use("a", now=LATER)
    assert sessions.find("a") == Session(begun_at=NOW, used_at=LATER)
    sessions.end("a", now=LATER)
    assert sessions.find("a") == Session(begun_at=NOW, used_at=LATER, ended_at=LATER)


def test_an_ended_session_is_not_begun_used_or_ended_again(sessions: SqliteSessionStore) -> None:
    sessions.begin("a", now=NOW, keep_until=KEEP)
    sessions.end("a", now=NOW)
    ended = sessions.find("a")

    sessions.begin("a", now=LATER, keep_until=KEEP)
    sessions.use("a", now=LATER)
    sessions.end("a", now=LATER)

    assert sessions.find("a") == ended


def test_what_need_not_be_kept_goes_when_another_session_begins(home: Path, sessions: SqliteSessionStore) -> None:
    sessions.begin("a", now=NOW, keep_until=KEEP)
    sessions.begin("b", now=KEEP, keep_until=KEEP + HOUR)
    assert hashes(home) == ["a", "b"]
    sessions.begin("c", now=KEEP + timedelta(seconds=1), keep_until=KEEP + HOUR)

    assert hashes(home) == ["b", "c"]


def test_another_process_sees_that_a_session_has_ended(home: Path, sessions: SqliteSessionStore) -> None:
    other = SqliteSessionStore.open(home)
    sessions.begin("a", now=NOW, keep_until=KEEP)
    assert other.find("a") == Session(begun_at=NOW, used_at=NOW)
    other.end("a", now=LATER)
    other.close()

    found = sessions.find("a")
    assert found is not None
    assert found.ended_at == LATER
