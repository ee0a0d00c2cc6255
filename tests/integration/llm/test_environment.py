"""Environment variables of other products neither reroute a call nor trace it, nor add anything to it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evals.hostile_model import HostileModel

ROOT = Path(__file__).resolve().parents[3]

_TRACING_TODAY = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2")
# The oldest ones stop LangChain with an error where no newer one is set.
_TRACING_ONCE = ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER")
_ADDRESSES = (
    "LANGSMITH_ENDPOINT",
    "LANGCHAIN_ENDPOINT",
    "LANGSMITH_GATEWAY",
    "LANGSMITH_GATEWAY_BASE_URL",
    "OPENAI_BASE_URL",
    "OPENAI_API_BASE",
    "AZURE_OPENAI_ENDPOINT",
)
_PROXIES = ("OPENAI_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
_WORDS = {
    "LANGSMITH_API_KEY": "lsv2_stray",
    "LANGCHAIN_API_KEY": "lsv2_stray",
    "LANGSMITH_PROJECT": "stray",
    "OPENAI_API_KEY": "sk-stray",
    "OPENAI_ADMIN_KEY": "sk-stray-admin",
    "OPENAI_ORG_ID": "stray-organisation",
    "OPENAI_ORGANIZATION": "stray-organisation",
    "OPENAI_PROJECT_ID": "stray-project",
    "OPENAI_CUSTOM_HEADERS": "X-Stray: yes\nAuthorization: Bearer stray",
    "OPENAI_LOG": "debug",
    "OPENAI_API_TYPE": "azure",
    "OPENAI_API_VERSION": "2024-01-01",
    "LC_OUTPUT_VERSION": "v1",
    "LANGCHAIN_OPENAI_STREAM_CHUNK_TIMEOUT_S": "0.000001",
    "LANGCHAIN_VERBOSE": "true",
    "LANGCHAIN_DEBUG": "true",
    "SSL_CERT_FILE": "/nowhere/stray.pem",
    "SSL_CERT_DIR": "/nowhere",
    "NETRC": "/nowhere/netrc",
}

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


def _environment(hostile: HostileModel, tracing: tuple[str, ...]) -> dict[str, str]:
    canary = f"http://{hostile.canary}"
    ours = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    theirs = {**dict.fromkeys((*_ADDRESSES, *_PROXIES), canary), **dict.fromkeys(tracing, "true"), **_WORDS}
    return {**ours, **theirs, "PYTHONPATH": str(ROOT), "NO_PROXY": "", "no_proxy": ""}


@pytest.mark.parametrize("tracing", [_TRACING_TODAY, _TRACING_ONCE])
def test_nothing_stray_reroutes_traces_or_adds_to_a_call(tracing: tuple[str, ...], hostile: HostileModel) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", _CALL, hostile.url],
        env=_environment(hostile, tracing),
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
