import random
import sqlite3
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic

from coach.store.private import SqlitePrivateStore
from tests.integration.store.children import PERSON, TickingClock, draft_text, save_until_killed, start

KILLS = 10
PATIENCE_S = 60


def marks_until(pipe: Connection, deadline: float) -> list[str]:
    """Return the marks that arrive before the deadline, or before the other end is gone."""
    marks: list[str] = []
    try:
        while (left := deadline - monotonic()) > 0 and pipe.poll(left):
            marks.append(pipe.recv())
    except (EOFError, ConnectionError):
        pass
    return marks


def kill_at_random(home: Path, run: int, chance: random.Random) -> list[str]:
    """Kill a process that is opening the store or saving, and return what it was told is saved."""
    # Every other child may get nowhere, so that the making of the tables is hit as well.
    saves_first = 1 + chance.randrange(9) if run % 2 else 0
    child, pipe = start(save_until_killed, home, run)
    with pipe:
        assert pipe.poll(PATIENCE_S)
        assert pipe.recv() == "started"
        marks = [pipe.recv() for _ in range(saves_first)]
        marks += marks_until(pipe, monotonic() + chance.uniform(0.0, 0.1))
        child.kill()
        child.join()
        # What was sent before the kill counts as well.
        marks += marks_until(pipe, monotonic() + PATIENCE_S)
    assert child.exitcode == -9
    child.close()
    return marks


def test_what_was_acknowledged_survives_a_kill_at_any_moment(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    marks: dict[Path, list[str]] = {}
    for run in range(KILLS):
        # Two kills per home: one may hit the making of the tables, the other finds work from before.
        home = tmp_path / f"home-{run // 2}"
        marks.setdefault(home, []).extend(kill_at_random(home, run, chance))
        store = SqlitePrivateStore.open(home, clock=TickingClock())
        texts = {draft.id: draft.text for draft in store.list_drafts(person_id=PERSON)}
        plan = store.load_plan("plan-1", person_id=PERSON)
        store.close()
        checked_in = [] if plan is None else [check_in.note for check_in in plan.check_ins]
        assert [mark for mark in marks[home] if mark not in texts or mark not in checked_in] == []
        assert [mark for mark, text in texts.items() if text != draft_text(mark)] == []
        with closing(sqlite3.connect(home / "private.db")) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
