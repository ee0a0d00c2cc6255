"""Lines of the benchmark about kills in the middle of a save."""

from collections.abc import Iterator
from pathlib import Path

from evals.figure import Figure
from evals.kills.losses import STORES, count_losses

KILLS = 50


def kill_figures(scratch: Path) -> Iterator[Figure]:
    """Yield a line for each store: what so many kills at random points of a save lose."""
    for name, store in STORES.items():
        losses = count_losses(store, scratch / f"kills-{name}", kills=KILLS, seed=1)
        yield Figure(
            f"{losses.kills} kills while saving, {name} store",
            "nothing saved lost",
            f"{losses.lost} of {losses.saved:,} saves lost, {losses.broken} broken, {losses.damaged} files damaged; "
            f"at most {losses.most_unfinished} save beyond what was acknowledged",
        )
