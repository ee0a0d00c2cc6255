"""An answer that is being worded: iterate it, stop it, then take the finished answer."""

from collections.abc import Generator, Iterator
from threading import Event, Lock

from coach.domain.answer import Answer

Pieces = Generator[str, None, Answer]
"""Safe pieces of text as they come, and in the end the answer."""


class AnswerStream(Iterator[str]):
    """Pieces of an answer that may be shown as they are; after the last one, `answer` holds the whole."""

    def __init__(self, pieces: Pieces, stop: Event) -> None:
        """Stream `pieces`, which end soon after `stop` is set."""
        self._pieces = pieces
        self._stop = stop
        self._turn = Lock()
        self._answer: Answer | None = None

    @property
    def answer(self) -> Answer:
        """The finished answer, also after a stop or a break; only once the stream has ended."""
        if self._answer is None:
            raise RuntimeError("The answer is not finished yet: iterate the stream to its end, or close it.")
        return self._answer

    def __next__(self) -> str:
        """Return the next piece.

        Raises:
            ModelError: no model worded anything, and there is nothing else to answer with.
        """
        with self._turn:
            try:
                return next(self._pieces)
            except StopIteration as end:
                if end.value is not None:
                    self._answer = end.value
                raise StopIteration from None

    def close(self) -> None:
        """Stop: what was written so far is kept and marked. Any thread may call this, any number of times.

        Where another thread is taking a piece at this moment, this waits until that piece is there.
        """
        self._stop.set()
        for _ in self:
            pass
