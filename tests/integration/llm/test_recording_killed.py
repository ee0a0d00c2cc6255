"""A recording that is killed at any moment leaves a tape that can be played."""

import json
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from coach.llm.protocols import complete
from coach.llm.recorder import TapeRecorder
from coach.llm.scripted import ScriptedModel
from coach.llm.tape import TapeModel
from evals.kills.processes import start
from tests.builders import make_request

LONG = "A sentence of some length. " * 10_000


def record_until_killed(folder: Path, pipe: Connection) -> None:
    """Record long replies again and again; send the number of each call after it was recorded."""
    model = ScriptedModel([LONG] * 100_000, name="openai:m")
    recorder = TapeRecorder(model, folder, looks_private=lambda text: False, today=lambda: date(2026, 11, 22))
    for number in range(100_000):
        complete(recorder, make_request(str(number)))
        pipe.send(number)


def test_every_call_that_was_recorded_is_on_the_tape_and_every_ended_line_is_whole(tmp_path: Path) -> None:
    for run in range(5):
        folder = tmp_path / str(run)
        child, pipe = start(record_until_killed, folder)
        recorded = [pipe.recv() for _ in range(3 + run)]
        child.kill()
        child.join()
        with pipe:
            while pipe.poll():
                try:
                    recorded.append(pipe.recv())
                except EOFError:
                    break
        child.close()
        (path,) = folder.iterdir()
        tape = TapeModel(path)
        assert {complete(tape, make_request(str(number))).text for number in recorded} == {LONG}
        # What follows the last line end was being written when the kill came; playing leaves it out.
        *ended, _being_written = path.read_text().split("\n")
        assert all(json.loads(line) for line in ended)
