import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coach.errors import ModelError, OutputError, SettingsError
from coach.llm.protocols import Message, Reply, Request, Usage, complete
from coach.llm.tape import TapeEntry, TapeFailure, TapeHeader, TapeModel, request_key
from tests.builders import make_request

REQUEST = make_request()
REPLY = Reply(text="Hello", model="m-2026", usage=Usage(input_tokens=9, output_tokens=2), calls=2)


def entry(
    request: Request = REQUEST, pieces: tuple[str, ...] = ("Hel", "lo"), outcome: Reply | TapeFailure = REPLY
) -> TapeEntry:
    return TapeEntry(key=request_key(request), request=request, pieces=pieces, outcome=outcome)


def write_tape(folder: Path, *entries: TapeEntry) -> Path:
    header = TapeHeader(model="openai:m", recorded_on="2026-11-22")
    path = folder / "run.jsonl"
    path.write_text("".join(f"{json.dumps(line.model_dump())}\n" for line in (header, *entries)), encoding="ascii")
    return path


def difference(folder: Path, *recorded: Request, asked: Request) -> str:
    """Return what is said about a request that is not on the tape."""
    model = TapeModel(write_tape(folder, *map(entry, recorded)))
    with pytest.raises(SettingsError) as caught:
        complete(model, asked)
    return str(caught.value).removesuffix(" Record again with COACH_RECORD.")


def test_the_same_request_gets_the_same_pieces_and_the_same_end(tmp_path: Path) -> None:
    odd = ("é", "\ud83d", "\ude42", "\u2028", "", "\r\n\x00", '"\\')
    model = TapeModel(write_tape(tmp_path, entry(pieces=odd)))
    assert list(model.stream(make_request())) == [*odd, REPLY]


def test_a_recorded_failure_fails_again_after_the_same_pieces(tmp_path: Path) -> None:
    error = ModelError("It broke off.", fault="incomplete", retryable=True, partial="Hel")
    model = TapeModel(write_tape(tmp_path, entry(pieces=("Hel",), outcome=TapeFailure.of(error))))
    pieces: list[str | Reply] = []
    with pytest.raises(ModelError) as caught:
        pieces.extend(model.stream(REQUEST))
    again = caught.value
    assert (type(again), str(again), again.fault, again.retryable, again.partial) == (
        ModelError,
        "It broke off.",
        "incomplete",
        True,
        "Hel",
    )


def test_an_output_error_stays_one(tmp_path: Path) -> None:
    model = TapeModel(write_tape(tmp_path, entry(outcome=TapeFailure.of(OutputError("Empty.", partial="x")))))
    with pytest.raises(OutputError, match=r"Empty\.") as caught:
        complete(model, REQUEST)
    assert caught.value.partial == "x"


def test_a_request_that_was_made_twice_has_two_answers_in_order(tmp_path: Path) -> None:
    later = REPLY.model_copy(update={"text": "Again"})
    model = TapeModel(write_tape(tmp_path, entry(), entry(outcome=later)))
    assert [complete(model, REQUEST), complete(model, REQUEST)] == [REPLY, later]


def test_calls_may_come_in_another_order(tmp_path: Path) -> None:
    requests = [make_request(str(number)) for number in range(50)]
    replies = [REPLY.model_copy(update={"text": f"to {number}"}) for number in range(50)]
    pairs = zip(requests, replies, strict=True)
    model = TapeModel(write_tape(tmp_path, *(entry(request, (), reply) for request, reply in pairs)))
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda request: complete(model, request), reversed(requests)))
    model.check_used()
    assert answers == replies[::-1]


def test_requests_that_differ_in_anything_have_different_keys() -> None:
    requests = [
        REQUEST,
        make_request("Else?"),
        make_request(prompt="ask/answer@2:ab12cd34ef56"),
        make_request(max_output_tokens=99),
        make_request(output_schema={}),
        make_request(messages=(Message(role="system", text="What is asked of me?"),)),
    ]
    assert len({request_key(request) for request in requests}) == len(requests)
    assert request_key(make_request(output_schema={"a": 1, "b": 2})) == request_key(
        make_request(output_schema={"b": 2, "a": 1})
    )


def test_a_prompt_that_was_changed_is_named(tmp_path: Path) -> None:
    assert difference(tmp_path, REQUEST, asked=make_request(prompt="ask/answer@2:99")) == (
        "The prompt 'ask/answer@2:99' was changed since 'tape:run.jsonl' was recorded with 'ask/answer@1:ab12cd34ef56'."
    )


def test_a_prompt_that_was_never_recorded_is_named_beside_those_that_were(tmp_path: Path) -> None:
    asked = make_request(prompt="assess/read@1:00")
    assert difference(tmp_path, REQUEST, asked=asked) == (
        "The prompt 'assess/read' is not on 'tape:run.jsonl', which has ask/answer."
    )
    assert difference(tmp_path, asked=asked) == (
        "The prompt 'assess/read' is not on 'tape:run.jsonl', which has no calls."
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (make_request("What is asked on me?"), "message 1 (user) differs from character 16 on"),
        (make_request("What is asked of me?!"), "message 1 (user) differs from character 21 on"),
        (make_request("What is"), "message 1 (user) differs from character 8 on"),
        (make_request(output_schema={}), "another shape of reply is asked for"),
        (make_request(max_output_tokens=50), "it may be 50 tokens long instead of 100"),
        (make_request(messages=REQUEST.messages * 3), "it has 3 messages instead of 1"),
    ],
)
def test_what_differs_from_the_nearest_recorded_call_is_said_without_its_words(
    tmp_path: Path, asked: Request, expected: str
) -> None:
    other = make_request(messages=(Message(role="system", text="x"),), output_schema={"a": 1}, max_output_tokens=7)
    assert difference(tmp_path, other, REQUEST, asked=asked) == (
        f"The call of 'ask/answer' is not on 'tape:run.jsonl': {expected}."
    )


def test_a_call_that_comes_once_too_often_is_told_from_a_new_one(tmp_path: Path) -> None:
    model = TapeModel(write_tape(tmp_path, entry()))
    complete(model, REQUEST)
    with pytest.raises(SettingsError, match="'ask/answer' came more often than it was recorded"):
        complete(model, REQUEST)


def test_a_half_used_tape_is_refused(tmp_path: Path) -> None:
    model = TapeModel(write_tape(tmp_path, entry(), entry(make_request("Else?"))))
    complete(model, REQUEST)
    with pytest.raises(SettingsError) as caught:
        model.check_used()
    assert str(caught.value) == (
        "1 of 2 calls on 'tape:run.jsonl' were not asked for: ask/answer@1:ab12cd34ef56. "
        "Record again with COACH_RECORD."
    )
    complete(model, make_request("Else?"))
    model.check_used()


def test_a_line_that_a_killed_recording_left_unfinished_is_not_read(tmp_path: Path) -> None:
    path = write_tape(tmp_path, entry(), entry(make_request("Else?")))
    path.write_bytes(path.read_bytes()[:-40])
    model = TapeModel(path)
    assert complete(model, REQUEST) == REPLY
    model.check_used()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is no tape of this version"),
        ("{}\n", "is no tape of this version"),
        ("hello\n", "is no tape of this version"),
        ('{"tape":2,"model":"m","recorded_on":"x"}\n', "is no tape of this version"),
        ('{"tape":1,"model":"m","recorded_on":"x"}\n{}\n', "is no tape of this version"),
        ("é\n", "is no tape of this version"),
    ],
)
def test_a_file_that_is_no_tape_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=f"'tape:run.jsonl' {says}: {re.escape(repr(str(path)))}"):
        TapeModel(path)


def test_a_tape_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read \(FileNotFoundError\).*nowhere\.jsonl"):
        TapeModel(tmp_path / "nowhere.jsonl")


def test_a_request_that_was_edited_on_the_tape_is_noticed(tmp_path: Path) -> None:
    path = write_tape(tmp_path, entry())
    path.write_text(path.read_text().replace("asked of me", "asked of us"))
    with pytest.raises(SettingsError, match="was altered by hand at the call of 'ask/answer@1:ab12cd34ef56'"):
        TapeModel(path)
