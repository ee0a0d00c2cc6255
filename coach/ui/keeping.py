"""What somebody types or chooses reaches the store, whatever the browser asks for next.

Streamlit stops a run when the next click arrives, and with it the function behind a changed box; it does not call that
function again. Every box is therefore noted when it is drawn, and each run begins by finishing what was stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass

from coach.ui import state


@dataclass
class _Box:
    keep: Callable[[], None]
    kept: object
    """The value that the store has."""


def keeping(key: str, *, shown: object, keep: Callable[[], None]) -> Callable[[], None]:
    """Return what to call when the box `key` changes; `shown` is the value that it starts with.

    `keep` may run twice for one change. It must name what it changes by id: what is open can have changed by then.
    """
    boxes = state.boxes()
    kept = state.value(key) if state.holds(key) else shown
    boxes[key] = _Box(keep=keep, kept=kept)
    return lambda: _keep(key, boxes[key])


def finish_keeping() -> None:
    """Keep what boxes hold and the store does not have yet; to be called before a page is drawn."""
    boxes = state.boxes()
    for key, box in list(boxes.items()):
        if not state.holds(key):
            del boxes[key]
        elif state.value(key) != box.kept:
            _keep(key, box)


def _keep(key: str, box: _Box) -> None:
    value = state.value(key)
    box.keep()
    box.kept = value
