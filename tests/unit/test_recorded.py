"""Every tape is played by a test to its end, and holds nothing private."""

import json
from pathlib import Path

import pytest

from coach.errors import ModelError, SettingsError
from coach.llm.protocols import Reply, complete
from coach.llm.redact import looks_private
from tests.builders import make_request
from tests.replaying import RECORDED, TESTS, replayed, tapes_played

TAPES = sorted(RECORDED.rglob("*.*"))


def test_every_tape_is_played_by_a_test_and_every_tape_that_is_played_is_there() -> None:
    played = {name for path in TESTS.rglob("test_*.py") for name in tapes_played(path.read_text(encoding="utf-8"))}
    assert {path.relative_to(RECORDED).as_posix() for path in TAPES} == {f"{name}.jsonl" for name in played}


def test_a_tape_in_use_is_found_by_its_name_wherever_it_is_played() -> None:
    code = "with replayed('a') as model: ...\nx = replaying.replayed('b/c')\nplay('d')\nreplayed(name)\n'replayed(e)'"
    assert tapes_played(code) == {"a", "b/c"}


@pytest.mark.parametrize("path", TAPES, ids=lambda path: path.name)
def test_no_tape_holds_personal_data_or_a_folder_of_somebody(path: Path) -> None:
    _, *lines = path.read_text(encoding="ascii").splitlines()
    for line in lines:
        entry = json.loads(line)
        texts = [message["text"] for message in entry["request"]["messages"]] + ["".join(entry["pieces"])]
        assert [text for text in texts if looks_private(text)] == []
        assert not any(folder in line for folder in ("/home/", "/root/", "/tmp/", "/Users/", "Bearer ", "sk-"))


def test_a_tape_of_the_first_format_is_replayed_byte_for_byte() -> None:
    with replayed("first-format") as model:
        pieces = list(model.stream(make_request("One?")))
        with pytest.raises(ModelError, match=r"It broke off\."):
            complete(model, make_request("Two?"))
    *parts, reply = pieces
    assert parts == ["Né", "v", "er\n"]
    assert isinstance(reply, Reply)
    assert (reply.text, reply.model, reply.calls, reply.usage.input_tokens) == ("Néver\n", "scripted:demo", 1, 10)


def test_a_half_used_tape_fails() -> None:
    with pytest.raises(SettingsError, match="1 of 2 calls on"), replayed("first-format") as model:
        complete(model, make_request("One?"))
