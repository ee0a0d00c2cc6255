"""What runs in other processes, and how they are started."""

import os
import resource
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import BrokenBarrierError
from typing import Any

from coach.errors import StoreError
from coach.store.private import SqlitePrivateStore
from coach.store.spending import SqliteSpendingLedger
from evals.kills.processes import PRELOADED, PROCESSES, start
from tests.builders import make_check_in, make_draft, make_saved_plan

PERSON = "mirela"
TODAY = date(2026, 11, 22)

PROCESSES.set_forkserver_preload([*PRELOADED, __name__])


class TickingClock:
    """Tell a time that is one second later at each question."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


def ask(target: Callable[..., None], *args: Any) -> Any:
    """Run `target(*args, pipe)` in another process and return what it sends."""
    child, pipe = start(target, *args)
    with pipe:
        answer = pipe.recv()
    child.join()
    child.close()
    return answer


def draft_text(mark: str) -> str:
    """Return a text of about 3,000 characters that belongs to `mark` alone."""
    return f"Step {mark}. " * 250


def save_until_killed(home: Path, run: int, pipe: Connection) -> None:
    """Say "started", then save a draft and a check-in again and again; send each mark after both were acknowledged."""
    pipe.send("started")
    store = SqlitePrivateStore.open(home, clock=TickingClock())
    if store.load_plan("plan-1", person_id=PERSON) is None:
        store.save_plan(make_saved_plan(), person_id=PERSON)
    number = 0
    while True:
        mark = f"{run}-{number}"
        store.save_draft(make_draft(id=mark, text=draft_text(mark)), person_id=PERSON)
        store.add_check_in("plan-1", make_check_in(note=mark), person_id=PERSON)
        pipe.send(mark)
        number += 1


def open_and_save(home: Path, number: int, together: Barrier, pipe: Connection) -> None:
    """Open a new home at the same moment as others, then save to drafts of our own and to a plan of everybody."""
    try:
        together.wait()
        store = SqlitePrivateStore.open(home, clock=TickingClock())
        store.save_plan(make_saved_plan(), person_id=PERSON)
        together.wait()
        for count in range(10):
            mark = f"{number}-{count}"
            store.save_draft(make_draft(id=mark), person_id=PERSON)
            store.add_check_in("plan-1", make_check_in(note=mark), person_id=PERSON)
        store.close()
    except StoreError as error:
        together.abort()
        pipe.send(str(error))
    except BrokenBarrierError:
        pipe.send("another one failed")
    else:
        pipe.send("saved")


def save_with_small_files(home: Path, most_bytes: int, pipe: Connection) -> None:
    """Save drafts where no file may grow beyond `most_bytes`; send how many were saved, the error, and what is read."""
    store = SqlitePrivateStore.open(home, clock=TickingClock())
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))
    saved = 0
    try:
        while True:
            store.save_draft(make_draft(id=f"draft-{saved}", text=draft_text(str(saved))), person_id=PERSON)
            saved += 1
    except StoreError as error:
        message = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    store.save_draft(make_draft(id=f"draft-{saved}", text=draft_text(str(saved))), person_id=PERSON)
    pipe.send((saved, message, [draft.text for draft in store.list_drafts(person_id=PERSON)]))
    store.close()


def use_without_write_permission(home: Path, pipe: Connection) -> None:
    """Open a home that was made read-only, and a new one inside it; send both errors."""
    SqlitePrivateStore.open(home, clock=TickingClock()).close()
    for path in (*home.iterdir(), home):
        path.chmod(0o500 if path.is_dir() else 0o400)
    if os.geteuid() == 0:
        # Permissions bind everybody but root.
        os.chown(home, 65_534, 65_534)
        for path in home.iterdir():
            os.chown(path, 65_534, 65_534)
        os.setuid(65_534)
    pipe.send([_error_of_opening(home), _error_of_opening(home / "inside")])


def _error_of_opening(home: Path) -> str:
    try:
        SqlitePrivateStore.open(home, clock=TickingClock()).close()
    except StoreError as error:
        return str(error)
    return "opened"


def spend_until_refused(home: Path, most: int, together: Barrier, pipe: Connection) -> None:
    """Reserve 10 tokens and settle for 9 until the day's most is reached; send how many calls were allowed."""
    ledger = SqliteSpendingLedger.open(home)
    together.wait()
    allowed = 0
    while ledger.reserve(TODAY, tokens=10, cost=3, most_tokens=most, most_cost=None):
        ledger.settle(TODAY, tokens=-1, cost=0)
        allowed += 1
    ledger.close()
    pipe.send(allowed)
