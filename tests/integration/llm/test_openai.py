"""The adapter against a real server on loopback: what goes over the wire, how a call ends, and how soon."""

import gc
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from coach.errors import ModelError, OutputError
from coach.llm.openai import OpenAIModel
from coach.llm.protocols import Reply, Usage, complete
from evals.hostile_model import HostileModel
from tests.integration.llm.asking import ANSWER, DEADLINE_S, PATIENCE_S, SCHEMA, SECRET, make_request, wait_until
from tests.integration.llm.conftest import BuildModel


def test_a_call_sends_exactly_the_request(hostile: HostileModel, build_model: BuildModel) -> None:
    complete(build_model(), make_request())
    (call,) = hostile.calls

    assert call.json == {
        "model": "small",
        "messages": [
            {"role": "system", "content": "You answer from {passages} at 100 %s, <b>“quoted”</b>."},
            {"role": "user", "content": f"Who owns a problem? {SECRET}"},
        ],
        "max_completion_tokens": 300,
        "response_format": {"type": "json_schema", "json_schema": {"name": "reply", "schema": SCHEMA, "strict": True}},
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert dict(call.headers) == {
        "host": hostile.url.split("/")[2],
        "authorization": "Bearer sk-planted-key",
        "content-type": "application/json",
        "content-length": str(len(call.body)),
        "accept": "*/*",
        "accept-encoding": "identity",
        "user-agent": "vision-coach",
    }


def test_a_temperature_is_sent_only_where_one_is_set(hostile: HostileModel, build_model: BuildModel) -> None:
    complete(build_model(temperature=0.0), make_request())
    complete(build_model(), make_request())

    assert [call.json.get("temperature") for call in hostile.calls] == [0.0, None]


def test_prose_asks_for_no_format_and_no_key_is_sent_without_one(
    hostile: HostileModel, build_model: BuildModel
) -> None:
    complete(build_model(api_key=None), make_request(output_schema=None))
    (call,) = hostile.calls

    assert "response_format" not in call.json
    assert "authorization" not in call.headers


def test_a_server_without_schemas_is_told_in_words(hostile: HostileModel, build_model: BuildModel) -> None:
    complete(build_model(structured_output="text"), make_request())
    (call,) = hostile.calls
    first, last = call.json["messages"]

    assert "response_format" not in call.json
    assert first["content"] == make_request().messages[0].text
    assert last["content"].startswith(f"{make_request().messages[1].text}\n\n")
    assert json.loads(last["content"].split("\n")[-1]) == SCHEMA


def test_the_pieces_make_the_reply(hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.reply_with = {"Who owns": ANSWER}
    *pieces, reply = build_model().stream(make_request())

    assert len(pieces) > 20
    assert "".join(str(piece) for piece in pieces) == ANSWER
    assert reply == Reply(text=ANSWER, model="small", usage=Usage(input_tokens=25, output_tokens=47))


def test_closing_the_iterator_stops_the_call_at_once(hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.mode = "stall"
    stream = build_model().stream(make_request())
    assert isinstance(next(stream), str)
    stream.close()  # type: ignore[attr-defined]

    wait_until(lambda: hostile.calls[0].left_early, 1.0)


def test_an_iterator_that_is_thrown_away_stops_its_call(hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.mode = "stall"
    stream = build_model().stream(make_request())
    assert isinstance(next(stream), str)
    del stream
    gc.collect()

    wait_until(lambda: hostile.calls[0].left_early, 1.0)


@pytest.mark.parametrize("mode", ["loop-prose", "grow-list"])
def test_a_runaway_reply_is_stopped_at_the_server_too(
    mode: str, hostile: HostileModel, build_model: BuildModel
) -> None:
    hostile.mode = mode
    with pytest.raises(OutputError):
        complete(build_model(), make_request())

    wait_until(lambda: hostile.calls[0].left_early, 1.0)


def test_closing_the_model_ends_calls_that_wait_and_leaves_nothing(
    hostile: HostileModel, build_model: BuildModel
) -> None:
    hostile.mode = "hang"
    before = set(threading.enumerate())
    model = build_model(concurrency=1)
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(complete, model, make_request()) for _ in range(3)]
        wait_until(lambda: len(hostile.calls) == 1)
        model.close()
        errors = [call.exception(PATIENCE_S) for call in waiting]

    assert [isinstance(error, ModelError) and error.fault for error in errors] == ["unavailable"] * 3
    assert "was stopped" in str(errors[0])
    assert set(threading.enumerate()) == before
    wait_until(lambda: hostile.calls[0].left_early, 1.0)


def test_a_closed_model_says_so_and_may_be_closed_again(build_model: BuildModel) -> None:
    model = build_model()
    model.close()
    model.close()

    with pytest.raises(ModelError, match="was stopped"):
        complete(model, make_request())


def test_a_forgotten_model_ends_its_thread(hostile: HostileModel) -> None:
    before = set(threading.enumerate())
    model = OpenAIModel("small", base_url=hostile.url, api_key=None, timeout_s=5)
    complete(model, make_request())
    del model
    gc.collect()

    wait_until(lambda: set(threading.enumerate()) == before)


def test_no_more_calls_than_allowed_are_under_way(hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.mode, hostile.slow_s = "slow-start", 0.1
    model = build_model(concurrency=2)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: complete(model, make_request()), range(6)))

    calls = hostile.completions
    under_way = [
        sum(other.received_at <= call.received_at < (other.ended_at or 0.0) for other in calls) for call in calls
    ]
    assert len(calls) == 6
    assert max(under_way) == 2


def test_waiting_for_a_turn_counts_as_waiting(hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.mode = "hang"
    model = build_model(concurrency=1, timeout_s=DEADLINE_S)
    begun = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        errors = [pool.submit(complete, model, make_request()).exception for _ in range(2)]
        faults = [error(PATIENCE_S).fault for error in errors]  # type: ignore[union-attr]

    assert faults == ["slow", "slow"]
    assert time.monotonic() - begun <= DEADLINE_S + 1


def test_the_first_piece_is_passed_on_at_once(hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.pause_s, hostile.reply_with = 0.02, {"Who owns": ANSWER}
    model = build_model()
    late = []
    for _ in range(5):
        stream = model.stream(make_request())
        next(stream)
        late.append(time.monotonic() - (hostile.calls[-1].first_piece_at or 0.0))
        stream.close()  # type: ignore[attr-defined]

    assert min(late) <= 0.05


@pytest.mark.parametrize("hangs_up", [True, False])
def test_a_whole_reply_stays_one_whatever_the_server_does_after_its_end(
    hangs_up: bool, build_model: BuildModel
) -> None:
    chunk = {"model": "small", "choices": [{"index": 0, "delta": {"content": "Yes."}, "finish_reason": "stop"}]}
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9999\r\n\r\n"
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        model = build_model(base_url=f"http://127.0.0.1:{server.getsockname()[1]}/v1")
        begun = time.monotonic()
        reply = pool.submit(complete, model, make_request())
        connection, _ = server.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(f"{head}data: {json.dumps(chunk)}\n\n".encode())
            if hangs_up:
                connection.shutdown(socket.SHUT_RDWR)

            assert reply.result(PATIENCE_S).text == "Yes."
            assert time.monotonic() - begun < 2


def test_whoever_waits_for_a_silent_server_is_given_the_chance_to_stop(
    hostile: HostileModel, build_model: BuildModel
) -> None:
    hostile.mode = "hang"
    started = time.monotonic()
    stream = build_model(timeout_s=30.0).stream(make_request())

    assert next(stream) == ""
    assert time.monotonic() - started < PATIENCE_S
