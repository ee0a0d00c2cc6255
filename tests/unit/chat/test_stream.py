from collections.abc import Iterator
from threading import Event, Thread

import pytest

from coach.chat.stream import AnswerStream, Pieces
from coach.domain.answer import Answer
from tests.builders import make_turn

ANSWER = make_turn().answer


def pieces_of(*pieces: str, stop: Event, ended: list[str]) -> Pieces:
    try:
        for piece in pieces:
            yield piece
            if stop.is_set():
                break
    finally:
        ended.append("ended")
    return ANSWER


def make_stream(*pieces: str) -> tuple[AnswerStream, list[str]]:
    stop, ended = Event(), list[str]()
    return AnswerStream(pieces_of(*pieces, stop=stop, ended=ended), stop), ended


def test_the_pieces_come_in_order_and_then_the_answer() -> None:
    stream, ended = make_stream("a", "b")
    assert (list(stream), stream.answer, ended) == (["a", "b"], ANSWER, ["ended"])


def test_closing_ends_it_after_the_piece_at_hand() -> None:
    stream, ended = make_stream("a", "b", "c")
    assert next(stream) == "a"
    stream.close()
    assert (stream.answer, ended, list(stream)) == (ANSWER, ["ended"], [])


def test_closing_before_the_first_piece_or_twice_does_no_harm() -> None:
    stream, _ = make_stream("a")
    stream.close()
    stream.close()
    assert stream.answer == ANSWER


def test_another_thread_can_close_it_while_it_waits_for_the_model() -> None:
    stop, asked, may_go_on = Event(), Event(), Event()

    def waiting() -> Pieces:
        asked.set()
        may_go_on.wait(5)
        yield "late"
        return ANSWER

    stream = AnswerStream(waiting(), stop)
    listener = Thread(target=lambda: list(stream))
    listener.start()
    asked.wait(5)
    closer = Thread(target=stream.close)
    closer.start()
    assert stop.wait(5)
    may_go_on.set()
    listener.join(5)
    closer.join(5)
    assert stream.answer == ANSWER


def test_an_answer_that_failed_stays_unfinished() -> None:
    def failing() -> Iterator[str]:
        yield "a"
        raise ValueError("no")

    stream: AnswerStream = AnswerStream(failing(), Event())  # type: ignore[arg-type]
    assert next(stream) == "a"
    with pytest.raises(ValueError, match="no"):
        next(stream)
    with pytest.raises(RuntimeError, match="not finished"):
        _ = stream.answer


def test_the_type_of_an_answer_is_kept() -> None:
    stream, _ = make_stream()
    assert list(stream) == []
    assert isinstance(stream.answer, Answer)
