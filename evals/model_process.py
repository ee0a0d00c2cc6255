"""The honest model in a process of its own, so that it takes no turn of the interpreter that is timed."""

import time
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from evals.hostile_model import HostileModel
from evals.hostile_model.honest import ReplyWith

_STOP_S = 10.0


@dataclass(frozen=True)
class Served:
    """When the server had a call, by `time.monotonic`, which all processes of a machine share."""

    received_at: float
    first_piece_at: float
    last_event_at: float


class ModelProcess:
    """Serve an honest model that waits for `pause_s` after each piece; `reply_with` must be found by its name."""

    def __init__(self, *, pause_s: float, reply_with: ReplyWith | None = None) -> None:
        """Prepare the process; it starts once the context is entered."""
        context = get_context("spawn")
        self._ours, self._theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(self._theirs, pause_s, reply_with), daemon=True)
        self.url = ""

    def __enter__(self) -> Self:
        """Start, and wait until it listens."""
        self._process.start()
        # Held by the process alone, so that its end is noticed and not waited for.
        self._theirs.close()
        self.url = self._ours.recv()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        self._ours.send("stop")
        self._process.join(_STOP_S)

    def served(self) -> tuple[Served, ...]:
        """Return every completion so far, in order, once all have ended."""
        self._ours.send("served")
        calls: tuple[Served, ...] = self._ours.recv()
        return calls


def _serve(connection: "Connection[object, object]", pause_s: float, reply_with: ReplyWith | None) -> None:
    with HostileModel(pause_s=pause_s, reply_with=reply_with) as hostile:
        connection.send(hostile.url)
        while connection.recv() == "served":
            connection.send(_served(hostile))


def _served(hostile: HostileModel) -> tuple[Served, ...]:
    while any(call.ended_at is None for call in hostile.completions):
        time.sleep(0.001)
    return tuple(
        Served(call.received_at, call.first_piece_at or 0.0, call.last_event_at or 0.0) for call in hostile.completions
    )
