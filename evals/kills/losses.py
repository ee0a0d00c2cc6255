"""Kill a process again and again while it saves, and count what is lost."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from evals.kills.processes import Saver, kill_at_random
from evals.kills.savers import find_submissions, find_turns, save_submissions, save_turns

_KILLS_A_HOME = 2
"""The first may hit the making of the tables; the second finds work from before."""


@dataclass(frozen=True, kw_only=True)
class Store:
    """One of the two stores: how something is saved in it, and what is found."""

    file: str
    save: Saver
    find: Callable[[Path], dict[str, bool]]


STORES = {
    "private": Store(file="private.db", save=save_turns, find=find_turns),
    "shared": Store(file="shared.db", save=save_submissions, find=find_submissions),
}


@dataclass(frozen=True, kw_only=True)
class Losses:
    """What so many kills came to."""

    kills: int
    saved: int
    """How many saves were acknowledged."""
    lost: int
    """How many of these are not there."""
    broken: int
    """How many that are there are not as they were saved, acknowledged or not."""
    unfinished: int
    """How many are there that were not acknowledged: the kill came between the save and the word that it is saved."""
    most_unfinished: int
    """The most of these after one kill; whoever is killed loses at most the one save that was under way."""
    damaged: int
    """After how many kills the file was not in order."""


def count_losses(store: Store, folder: Path, *, kills: int, seed: int) -> Losses:
    """Kill so many processes that save in homes under `folder`, and look into the store after each."""
    chance = Random(seed)
    told: dict[Path, set[str]] = {}
    lost: set[tuple[Path, str]] = set()
    broken, unfinished, damaged = 0, [], 0
    for run in range(kills):
        home = folder / f"home-{run // _KILLS_A_HOME}"
        known = told.setdefault(home, set())
        marks = kill_at_random(store.save, home, run, chance)
        known.update(marks)
        found = store.find(home)
        lost |= {(home, mark) for mark in known - set(found)}
        broken += sum(not is_whole for mark, is_whole in found.items() if mark.startswith(f"{run}-"))
        unfinished.append(len(set(found) - known))
        # From now on they have to stay.
        known |= set(found)
        damaged += not _is_in_order(home / store.file)
    return Losses(
        kills=kills,
        saved=sum(map(len, told.values())) - sum(unfinished),
        lost=len(lost),
        broken=broken,
        unfinished=sum(unfinished),
        most_unfinished=max(unfinished),
        damaged=damaged,
    )


def _is_in_order(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as raw:
        return bool(raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)])
