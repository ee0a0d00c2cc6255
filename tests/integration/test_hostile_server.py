"""The double as a server: its calls, its modes, its vectors, its end, and the command that starts it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import psutil
import pytest

from evals.hostile_model import FAULTS, MODES, HostileModel
from tests.conftest import ROOT
from tests.raw_http import ask, connect, get, post, receive, said, send, wait_until

ANSWER = "0123456789" * 10
COMMAND = (sys.executable, "-W", "error", "-m", "evals.hostile_model")


@pytest.fixture
def server(hostile: HostileModel) -> HostileModel:
    """Return a hostile model that would answer with a text of 100 letters at once."""
    hostile.reply_with, hostile.slow_s = {"Who?": ANSWER}, 0.05
    return hostile


def test_a_call_is_kept_as_it_arrived(server: HostileModel) -> None:
    before = time.monotonic()
    server.mode = "status-500"

    post(server.url, ask())

    (call,) = server.calls
    assert (call.method, call.path, call.mode, call.key) == ("POST", "/v1/chat/completions", "status-500", "sk-planted")
    assert (call.json, json.loads(call.body)) == (ask(), ask())
    assert call.asked.messages == (("user", "Who?"),)
    assert call.headers["host"] == "here"
    assert before < call.received_at < time.monotonic()


def test_modes_follow_each_other_and_the_last_one_stays(server: HostileModel) -> None:
    server.mode = ["status-500", "status-503", "honest"]

    statuses = [post(server.url, ask()).status for _ in range(4)]

    assert statuses == [500, 503, 200, 200]
    assert [call.mode for call in server.completions] == ["status-500", "status-503", "honest", "honest"]


def test_looking_at_the_models_moves_no_list_of_modes_on(server: HostileModel) -> None:
    server.mode = ["honest", "status-401"]

    assert [model["id"] for model in get(f"{server.url}/models").json["data"]] == ["hostile"]
    assert [post(server.url, ask()).status, get(f"{server.url}/models").status] == [200, 401]


@pytest.mark.parametrize(
    ("mode", "message"),
    [
        ("status-50", "The mode 'status-50' is unknown. Near: status-50"),
        ([], "The mode '' is unknown."),
        (["refused", "honest"], "The mode 'refused' has an address of its own"),
    ],
)
def test_a_mode_that_cannot_be_is_refused(mode: str | list[str], message: str, server: HostileModel) -> None:
    with pytest.raises(ValueError, match=message):
        server.mode = mode

    assert server.mode == "honest"


def test_an_unknown_path_is_not_found(server: HostileModel) -> None:
    assert post(server.url, ask(), path="/responses").status == 404


def test_a_connection_serves_one_call_after_the_other(server: HostileModel) -> None:
    with connect(server.url, 1.0) as connection:
        for _ in range(3):
            send(connection, "/v1/chat/completions", ask())
            assert said(receive(connection, 1.0)) == (200, "whole", ANSWER, "stop")


def test_a_call_that_hangs_holds_no_other_up(server: HostileModel) -> None:
    server.mode = ["hang", "honest"]
    with connect(server.url, 1.0) as hanging:
        send(hanging, "/v1/chat/completions", ask())
        wait_until(lambda: len(server.calls) == 1)

        assert said(post(server.url, ask())) == (200, "whole", ANSWER, "stop")

    wait_until(lambda: server.calls[0].left_early)


def test_the_first_piece_goes_out_before_the_second(server: HostileModel) -> None:
    server.pause_s = 0.05

    post(server.url, ask())

    (call,) = server.calls
    # The answer is here a moment before the server's thread notes that it has sent it.
    wait_until(lambda: call.ended_at is not None)
    assert call.first_piece_at is not None
    assert call.ended_at is not None
    assert call.received_at < call.first_piece_at < call.ended_at - 0.05


def embed(server: HostileModel, *texts: str, **more: object) -> Any:
    return post(server.url, {"model": "small", "input": [*texts], **more}, path="/embeddings").json


def test_texts_that_share_words_have_near_vectors(server: HostileModel) -> None:
    first, second, third = (item["embedding"] for item in embed(server, "own the case", "own a case", "blue")["data"])

    assert embed(server, "own the case")["data"][0]["embedding"] == first
    assert _dot(first, first) == pytest.approx(1.0)
    assert _dot(first, second) > 0.5 > abs(_dot(first, third))


def test_vectors_come_packed_or_shorter_where_asked(server: HostileModel) -> None:
    packed = embed(server, "own it", encoding_format="base64", dimensions=8)["data"][0]["embedding"]

    assert len(packed) == 44


def test_vectors_are_spoilt_and_completions_are_not(server: HostileModel) -> None:
    spoilt = {}
    for fault in (fault.id for fault in FAULTS if fault.scope == "embeddings"):
        server.mode = fault
        data = embed(server, "a", "b", "c")["data"]
        spoilt[fault] = [(item["index"], len(item["embedding"]), item["embedding"][0]) for item in data]
        assert said(post(server.url, ask())) == (200, "whole", ANSWER, "stop")

    first = [embed(server, text)["data"][0]["embedding"][0] for text in ("a", "b", "c")]
    assert spoilt == {
        "vector-missing": [(0, 64, first[0]), (1, 64, first[1])],
        "vector-size": [(0, 64, first[0]), (1, 65, first[1]), (2, 66, first[2])],
        "vector-nan": [(index, 64, pytest.approx(float("nan"), nan_ok=True)) for index in range(3)],
        "vector-order": [(2, 64, first[2]), (1, 64, first[1]), (0, 64, first[0])],
    }


def test_the_server_ends_with_its_thread_and_its_connections() -> None:
    process, before = psutil.Process(), threading.active_count()
    files = process.num_fds()
    with HostileModel("hang") as server:
        connections = [connect(server.url, 1.0) for _ in range(3)]
        for connection in connections:
            send(connection, "/v1/chat/completions", ask())
        wait_until(lambda: len(server.calls) == 3)
        began = time.monotonic()

    assert time.monotonic() - began < 1.0
    assert threading.active_count() == before
    for connection in connections:
        assert receive(connection, 1.0).end in ("closed", "reset")
        connection.close()
    assert process.num_fds() == files


def test_two_servers_stand_beside_each_other() -> None:
    with HostileModel("status-500") as first, HostileModel("status-503") as second:
        assert [post(server.url, ask()).status for server in (first, second)] == [500, 503]


def test_the_command_serves_takes_another_mode_and_stops() -> None:
    environment = {"PATH": os.environ["PATH"]}
    with subprocess.Popen(
        [*COMMAND, "--mode", "status-500", "--port", "0"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        assert [process.stdout.readline() for _ in range(3)][1] == (
            f"  COACH_MODEL=openai:hostile COACH_BASE_URL={url} coach serve\n"
        )
        assert post(url, ask()).status == 500

        for line in ("status-50", "status-503, honest"):
            print(line, file=process.stdin, flush=True)
        assert process.stdout.readline().startswith("The mode 'status-50' is unknown.")
        assert process.stdout.readline() == f"mode status-503, honest at {url}, after 1 calls\n"
        assert [post(url, ask()).status for _ in range(2)] == [503, 200]

        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0


def test_the_command_lists_every_mode() -> None:
    listed = subprocess.run([*COMMAND, "--list"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(MODES)
    assert listed.stderr == ""


def test_the_command_refuses_a_mode_that_it_does_not_know() -> None:
    ended = subprocess.run([*COMMAND, "--mode", "drop"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("The mode 'drop' is unknown. Near: drip")


def test_the_command_says_that_its_port_is_taken(hostile: HostileModel) -> None:
    port = hostile.url.split(":")[2].removesuffix("/v1")

    ended = subprocess.run([*COMMAND, "--port", port], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("[Errno 98] Address already in use")


def _dot(first: list[float], second: list[float]) -> float:
    return sum(a * b for a, b in zip(first, second, strict=True))
