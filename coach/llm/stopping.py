"""Stop a call that nobody listens to any more, and let go of a model that nobody needs."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

from coach.llm.protocols import ChatModel, Reply


@runtime_checkable
class _Closeable(Protocol):
    def close(self) -> None: ...


@contextmanager
def stopping(pieces: Iterator[str | Reply]) -> Iterator[Iterator[str | Reply]]:
    """Cancel the call when the block is left, however it is left."""
    try:
        yield pieces
    finally:
        if isinstance(pieces, Generator):
            pieces.close()


def close(model: ChatModel) -> None:
    """Let go of what a model holds: connections and threads of an adapter, nothing of the others."""
    if isinstance(model, _Closeable):
        model.close()
