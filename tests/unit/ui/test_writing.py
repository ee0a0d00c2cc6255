"""An answer goes on whatever its reader does, ends when it is told to, and says what went wrong."""

from collections.abc import Callable, Iterator, Sequence
from threading import Event

import pytest

from coach.domain.draft import Turn
from coach.errors import ModelError
from coach.ui.writing import Put, Writing
from tests.builders import make_turn

PATIENCE_S = 10
TURN = make_turn()


class Answer:
    """An answer in progress whose pieces come when the test lets them."""

    def __init__(self, pieces: Sequence[str | Exception], *, wait: Callable[[int], object] = lambda _: None) -> None:
        self._pieces = pieces
        self._wait = wait
        self.stops = 0
        self.turn: Turn = TURN

    def __iter__(self) -> Iterator[str]:
        for number, piece in enumerate(self._pieces):
            self._wait(number)
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def stop(self) -> None:
        self.stops += 1


def begin(answer: Answer) -> Writing:
    return Writing(Put("When do I ring?"), lambda: answer)


def read(writing: Writing) -> list[str]:
    """Return what a reader sees, without the heartbeats."""
    return list(dict.fromkeys(text for text in writing.texts() if text))


def test_an_answer_is_read_to_its_end() -> None:
    writing = begin(Answer(["Ring ", "early. ", "[1]"]))

    seen = read(writing)

    assert "Ring early. [1]".startswith(tuple(seen) or "Ring")
    assert (writing.text, writing.turn(), writing.is_over) == ("Ring early. [1]", TURN, True)


def test_nobody_needs_to_read_for_it_to_be_written() -> None:
    written = Event()
    answer = Answer(["Ring ", "early."], wait=lambda number: written.set() if number == 1 else None)
    writing = begin(answer)

    assert written.wait(PATIENCE_S)
    assert read(writing) in ([], ["Ring early."], ["Ring ", "Ring early."])
    assert writing.turn() == TURN


def test_two_readers_see_the_same() -> None:
    more = Event()
    writing = begin(Answer(["Ring ", "early."], wait=lambda number: number == 0 or more.wait(PATIENCE_S)))
    first, second = (next(text for text in writing.texts() if text) for _ in range(2))
    more.set()
    read(writing)

    assert (first, second, writing.text) == ("Ring ", "Ring ", "Ring early.")


def test_it_ends_where_it_is_told_to_and_what_came_is_kept() -> None:
    more = Event()
    answer = Answer(["Ring ", "early ", "or late."], wait=lambda number: number == 0 or more.wait(PATIENCE_S))
    writing = begin(answer)
    next(text for text in writing.texts() if text)
    writing.stop()
    more.set()
    read(writing)

    assert writing.is_stopping
    assert (writing.text, writing.turn(), answer.stops) == ("Ring early ", TURN, 1)


def test_a_reader_is_never_left_without_news_for_long() -> None:
    more = Event()
    writing = begin(Answer(["Ring early."], wait=lambda _: more.wait(PATIENCE_S)))
    heartbeats = [text for text, _ in zip(writing.texts(), range(2), strict=False)]
    more.set()

    assert heartbeats == ["", ""]
    read(writing)


@pytest.mark.parametrize("error", [ModelError("The key is refused.", fault="settings"), ValueError("a mistake")])
def test_what_goes_wrong_is_raised_where_the_turn_is_asked_for(error: Exception) -> None:
    writing = begin(Answer(["Ring ", error]))
    read(writing)

    with pytest.raises(type(error)) as raised:
        writing.turn()
    assert raised.value is error
    assert writing.is_over


def test_what_goes_wrong_before_the_first_word_is_raised_as_well() -> None:
    error = ModelError("Nobody answers.", fault="unavailable")

    def start() -> Answer:
        raise error

    writing = Writing(Put("When do I ring?"), start)
    read(writing)

    with pytest.raises(ModelError):
        writing.turn()
