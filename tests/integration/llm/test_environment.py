"""Environment variables of other products neither reroute a call nor trace it, nor add anything to it."""

import json
import subprocess
import sys

import pytest

from evals.hostile_model import HostileModel
from tests.integration.llm.stray import TRACING_ONCE, TRACING_TODAY, stray_environment

_CALL = """
import json, sys, threading
reached = set()
sys.addaudithook(lambda event, found: reached.add(found[1]) if event == "socket.connect" else None)
from coach.llm.openai import OpenAIModel
from coach.llm.protocols import Message, Request, complete
model = OpenAIModel("small", base_url=sys.argv[1], api_key=None, timeout_s=20)
request = Request(
    prompt="test@1:0", messages=(Message(role="user", text="The private prompt."),), max_output_tokens=100
)
reply = complete(model, request)
names = model.list_models()
threads = sorted(thread.name for thread in threading.enumerate() if not thread.name.startswith("asyncio_"))
model.close()
print(json.dumps([reply.text, list(names), threads, [list(address) for address in sorted(reached)]]))
"""


@pytest.mark.parametrize("tracing", [TRACING_TODAY, TRACING_ONCE])
def test_nothing_stray_reroutes_traces_or_adds_to_a_call(tracing: tuple[str, ...], hostile: HostileModel) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", _CALL, hostile.url],
        env=stray_environment(hostile, tracing),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    host, port = hostile.url.split("/")[2].split(":")
    # Nothing was printed, warned of or logged: not by importing, not by calling.
    assert run.stderr == ""
    assert json.loads(run.stdout) == [
        "I have nothing to quote on this.",
        ["hostile"],
        ["MainThread", "model small"],
        [[host, int(port)]],
    ]
    assert hostile.canary_hits == []
    assert [call.path for call in hostile.calls] == ["/v1/chat/completions", "/v1/models"]
    for call in hostile.calls:
        assert sorted(set(call.headers) - {"content-type", "content-length"}) == [
            "accept",
            "accept-encoding",
            "host",
            "user-agent",
        ]
        assert "stray" not in repr((call.headers, call.body, call.path))
