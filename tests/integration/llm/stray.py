"""Variables of other products that could reroute, trace or change a call, each aimed at somebody else."""

import os
from pathlib import Path

from evals.hostile_model import HostileModel

ROOT = Path(__file__).resolve().parents[3]

TRACING_TODAY = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2")
# The oldest ones stop LangChain with an error where no newer one is set.
TRACING_ONCE = ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER")
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


def stray_environment(hostile: HostileModel, tracing: tuple[str, ...] = TRACING_TODAY) -> dict[str, str]:
    """Return an environment in which everything stray points to the canary of this server."""
    canary = f"http://{hostile.canary}"
    ours = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    theirs = {**dict.fromkeys((*_ADDRESSES, *_PROXIES), canary), **dict.fromkeys(tracing, "true"), **_WORDS}
    return {**ours, **theirs, "PYTHONPATH": str(ROOT), "NO_PROXY": "", "no_proxy": ""}
