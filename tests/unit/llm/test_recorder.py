import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from coach.errors import ModelError, SettingsError
from coach.llm.protocols import Reply, complete
from coach.llm.recorder import TapeRecorder
from coach.llm.scripted import Scripted, ScriptedModel
from coach.llm.stopping import stopping
from coach.llm.tape import TapeModel
from tests.builders import make_request

KEY = "sk-canary-1234"
REQUEST = make_request()


def make_recorder(folder: Path, *replies: Scripted, name: str = "openai:m/x y") -> TapeRecorder:
    return TapeRecorder(
        ScriptedModel(replies, name=name),
        folder / "tapes",
        looks_private=lambda text: "@" in text,
        secrets=("", KEY),
        today=lambda: date(2026, 11, 22),
    )


def play(recorder: TapeRecorder, *, text: str = "What is asked of me?") -> tuple[list[str | Reply], ModelError | None]:
    """Return what comes of a call, and how it fails."""
    came: list[str | Reply] = []
    try:
        came.extend(recorder.stream(make_request(text)))
    except ModelError as error:
        return came, error
    return came, None


def only_tape(folder: Path) -> Path:
    (path,) = (folder / "tapes").iterdir()
    return path


def test_what_was_recorded_is_replayed_byte_for_byte(tmp_path: Path) -> None:
    recorder = make_recorder(tmp_path, ["Hé", "", "l\nlo \ud83d"], "Again")
    live = [play(recorder, text=text) for text in ("one", "two")]
    tape = TapeModel(only_tape(tmp_path))
    # An empty piece says that nothing came for a moment; that is no part of the reply.
    pieces = [([piece for piece in came if piece], error) for came, error in live]
    assert [(list(tape.stream(make_request(text))), None) for text in ("one", "two")] == pieces
    tape.check_used()


def test_failures_are_recorded_with_what_came_before_them(tmp_path: Path) -> None:
    recorder = make_recorder(tmp_path, ["Hel", ModelError("It broke off.", fault="incomplete", retryable=True)])
    _, error = play(recorder)
    tape = TapeModel(only_tape(tmp_path))
    with pytest.raises(ModelError, match=r"It broke off\.") as caught:
        complete(tape, REQUEST)
    assert error is not None
    assert vars(caught.value) == vars(error)


def test_a_tape_begins_with_the_model_and_the_day_and_names_no_folder(tmp_path: Path) -> None:
    recorder = make_recorder(tmp_path, "Hello")
    paths = [recorder.path]
    play(recorder)
    path = only_tape(tmp_path)
    header, line = path.read_text().splitlines()
    assert ([*paths, recorder.path], path.name) == ([None, path], "openai-m-x-y-1.jsonl")
    assert json.loads(header) == {"tape": 1, "model": "openai:m/x y", "recorded_on": "2026-11-22"}
    assert str(tmp_path) not in line


def test_the_same_run_makes_the_same_tape(tmp_path: Path) -> None:
    for _ in range(2):
        play(make_recorder(tmp_path, ["Hel", "lo"]))
    first, second = sorted((tmp_path / "tapes").iterdir())
    assert (first.name, second.name) == ("openai-m-x-y-1.jsonl", "openai-m-x-y-2.jsonl")
    assert first.read_bytes() == second.read_bytes()


def test_tapes_are_for_their_owner_alone(tmp_path: Path) -> None:
    play(make_recorder(tmp_path, "Hello"))
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (only_tape(tmp_path).parent, only_tape(tmp_path))]
    assert modes == [0o700, 0o600]


@pytest.mark.parametrize(("text", "says"), [("Write to mo@x.org", "an address or a number"), (f"My {KEY}!", "a key")])
def test_a_request_that_must_not_be_on_a_tape_is_neither_sent_nor_written(tmp_path: Path, text: str, says: str) -> None:
    recorder = make_recorder(tmp_path, "Hello")
    came, error = play(recorder, text=text)
    assert (came, error is not None and error.fault, error is not None and says in str(error)) == ([], "settings", True)
    assert (list(tmp_path.iterdir()), KEY in str(error)) == ([], False)
    assert play(recorder)[1] is None


@pytest.mark.parametrize("pieces", [["mo", "@x.org"], ["sk-canary", "-1234"], [KEY, ModelError("Cut.", fault="slow")]])
def test_a_reply_that_must_not_be_on_a_tape_is_not_written(tmp_path: Path, pieces: Scripted) -> None:
    came, error = play(make_recorder(tmp_path, pieces))
    assert error is not None
    assert "must not be on a tape" in str(error)
    assert not any(isinstance(piece, Reply) for piece in came)
    assert list(tmp_path.iterdir()) == []


def test_an_error_message_that_holds_a_key_is_not_written(tmp_path: Path) -> None:
    _, error = play(make_recorder(tmp_path, ModelError(f"Bad key {KEY}", fault="settings")))
    assert (KEY in str(error), list(tmp_path.iterdir())) == (False, [])


def test_an_error_message_may_name_the_server(tmp_path: Path) -> None:
    play(make_recorder(tmp_path, ModelError("Nobody answers at 'http://box@10.0.0.1/v1'.", fault="unavailable")))
    assert "10.0.0.1" in only_tape(tmp_path).read_text()


def test_a_call_that_is_stopped_is_not_recorded(tmp_path: Path) -> None:
    recorder = make_recorder(tmp_path, ["Hel", "lo"], "Hello")
    with stopping(recorder.stream(REQUEST)) as stream:
        assert next(stream) == "Hel"
    assert list(tmp_path.iterdir()) == []


def test_threads_write_whole_lines(tmp_path: Path) -> None:
    recorder = make_recorder(tmp_path, *(f"{number} " * 5_000 for number in range(100)))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: play(recorder, text=str(number)), range(100)))
    tape = TapeModel(only_tape(tmp_path))
    replies = {complete(tape, make_request(str(number))).text for number in range(100)}
    tape.check_used()
    assert replies == {f"{number} " * 5_000 for number in range(100)}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "tapes").write_text("in the way")
    with pytest.raises(SettingsError, match=r"COACH_RECORD=.*tapes' \(FileExistsError\)"):
        list(make_recorder(tmp_path, "Hello").stream(REQUEST))
