"""A process that is killed at any moment of a save loses at most that save."""

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from coach.store.private import SqlitePrivateStore
from evals.kills.losses import STORES, count_losses
from evals.kills.processes import kill_at_random
from tests.integration.store.children import PERSON, TickingClock, draft_text, save_until_killed

KILLS = 10


def test_what_was_acknowledged_survives_a_kill_at_any_moment(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    marks: dict[Path, list[str]] = {}
    for run in range(KILLS):
        # Two kills per home: one may hit the making of the tables, the other finds work from before.
        home = tmp_path / f"home-{run // 2}"
        marks.setdefault(home, []).extend(kill_at_random(save_until_killed, home, run, chance))
        store = SqlitePrivateStore.open(home, clock=TickingClock())
        texts = {draft.id: draft.text for draft in store.list_drafts(person_id=PERSON)}
        plan = store.load_plan("plan-1", person_id=PERSON)
        store.close()
        checked_in = [] if plan is None else [check_in.note for check_in in plan.check_ins]
        assert [mark for mark in marks[home] if mark not in texts or mark not in checked_in] == []
        assert [mark for mark, text in texts.items() if text != draft_text(mark)] == []
        with closing(sqlite3.connect(home / "private.db")) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("name", STORES)
def test_a_kill_loses_at_most_the_save_that_was_under_way(name: str, tmp_path: Path) -> None:
    losses = count_losses(STORES[name], tmp_path, kills=KILLS, seed=20261128)

    assert losses.saved > 0
    assert (losses.lost, losses.broken, losses.damaged) == (0, 0, 0)
    assert losses.most_unfinished <= 1


def test_what_is_lost_is_counted(tmp_path: Path) -> None:
    finds_nothing = replace(STORES["private"], find=lambda home: {})

    losses = count_losses(finds_nothing, tmp_path, kills=2, seed=20261128)

    assert losses.lost == losses.saved > 0


def test_what_is_only_half_there_is_counted(tmp_path: Path) -> None:
    private = STORES["private"]
    finds_halves = replace(private, find=lambda home: dict.fromkeys(private.find(home), False))

    losses = count_losses(finds_halves, tmp_path, kills=2, seed=20261128)

    assert losses.broken == losses.saved + losses.unfinished > 0
