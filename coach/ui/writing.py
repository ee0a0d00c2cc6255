"""An answer that is being written, in a thread of its own.

Streamlit ends a run of the page at the next press, whatever it is, and a run that waits for a model ends late. So the
answer is listened to here: it goes on whatever is pressed or reloaded, and only being told to stop ends it early.
"""

import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Condition, Event, Thread, current_thread
from time import monotonic

from coach.domain.answer import Mode
from coach.domain.draft import Turn
from coach.service import AnswerInProgress

_HEARTBEAT_S = 0.2
"""How long a reader is left without news."""
_PATIENCE_S = 0.8
"""How long somebody waits for an answer that was told to stop."""
_END_S = 3.0
"""How long the end of the process waits for an answer to be kept."""

STOP_FIRST = "An answer is being written on Ask. Stop it first, so that it is deleted with the rest."


@dataclass(frozen=True)
class Put:
    """A question as somebody put it."""

    question: str
    mode: Mode = "ask"
    follows: str | None = None
    """The id of the turn that it asks further about."""
    goes_on: str | None = None
    """The id of the turn that was stopped or broke off and is taken up where it ended."""
    box: str | None = None
    """The key of the box that it was typed into; it stays there until it is answered."""


class Writing:
    """One answer: what came of it so far, and at the end the turn or what went wrong."""

    def __init__(self, put: Put, start: Callable[[], AnswerInProgress]) -> None:
        """Begin to answer what was put."""
        self.put = put
        self._start = start
        self._news = Condition()
        self._text = ""
        self._turn: Turn | None = None
        self._error: Exception | None = None
        self._is_over = False
        self._stop = Event()
        self._stopped_at = 0.0
        thread = Thread(target=self._listen, name="answer", daemon=True)
        # The thread holds on to this object, so before its end this happens only when the whole process ends.
        weakref.finalize(self, _end, self._stop, thread)
        thread.start()

    @property
    def is_late(self) -> bool:
        """Say whether it was told to stop and has not ended for a while: then nobody has to wait for it."""
        return not self.is_over and 0 < self._stopped_at < monotonic() - _PATIENCE_S

    @property
    def text(self) -> str:
        """What came so far."""
        with self._news:
            return self._text

    @property
    def is_over(self) -> bool:
        """Say whether nothing more will come."""
        with self._news:
            return self._is_over

    @property
    def is_stopping(self) -> bool:
        """Say whether it was told to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Have it end where it is; what came is kept."""
        self._stopped_at = self._stopped_at or monotonic()
        self._stop.set()

    def texts(self) -> Iterator[str]:
        """Yield what came so far, whenever there is more and at least every moment, until it is over."""
        seen = ""
        while not self.is_over:
            with self._news:
                if self._text == seen and not self._is_over:
                    self._news.wait(_HEARTBEAT_S)
                seen = self._text
            yield seen

    def turn(self) -> Turn:
        """Return the finished turn, once it is over.

        Raises:
            Exception: what went wrong.
        """
        with self._news:
            if self._error:
                raise self._error
            if self._turn is None:
                raise ValueError("the answer is not over")
            return self._turn

    def _listen(self) -> None:
        try:
            turn = self._written()
        # Whatever it is, the page must hear of it; it raises it again.
        except Exception as error:
            with self._news:
                self._error, self._is_over = error, True
                self._news.notify_all()
        else:
            with self._news:
                self._turn, self._is_over = turn, True
                self._news.notify_all()

    def _written(self) -> Turn:
        answer = self._start()
        for piece in answer:
            with self._news:
                self._text += piece
                self._news.notify_all()
            if self._stop.is_set():
                break
        answer.stop()
        return answer.turn


def _end(stop: Event, thread: Thread) -> None:
    stop.set()
    if thread is not current_thread():
        thread.join(_END_S)
