"""Servers for the browser tests: the app as `coach serve` runs it, plain Streamlit, and somebody else's site."""

import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 60
# What a browser sends to open a WebSocket.
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": "streamlit",
}
_GUARDED = """
import sys
from pathlib import Path
from coach.settings import load_settings
from coach.ui.server import run_server
run_server(load_settings(), script=Path(sys.argv[1]) if sys.argv[1:] else None)
"""


@dataclass
class Served:
    """A running server and what it has printed."""

    home: Path
    port: int
    process: subprocess.Popen[str]
    printed: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serve_app(
    home: Path, *, script: Path | None = None, port: int | None = None, variables: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Serve the app, or another script, behind the guard; `home` holds its data and is its user's home."""
    command = [sys.executable, "-c", _GUARDED, *([str(script)] if script else [])]
    with _running(command, home, port or free_port(), "Vision Coach is ready", variables or {}) as served:
        yield served


@contextmanager
def serve_plain(home: Path, script: Path) -> Iterator[Served]:
    """Serve a script with Streamlit alone: no guard, no headers."""
    port = free_port()
    options = ["--server.address=127.0.0.1", f"--server.port={port}", "--server.headless=true"]
    quiet = ["--browser.gatherUsageStats=false", "--server.fileWatcherType=none"]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options, *quiet]
    with _running(command, home, port, f"http://127.0.0.1:{port}", {}) as served:
        yield served


@contextmanager
def _running(command: list[str], home: Path, port: int, ready: str, variables: Mapping[str, str]) -> Iterator[Served]:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "COACH_HOME": str(home / "coach"),
        "COACH_PORT": str(port),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        **variables,
    }
    process = subprocess.Popen(
        command, env=environment, cwd=home, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    served = Served(home, port, process)
    lines: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=_read, args=(served, lines))
    reader.start()
    try:
        _wait_until(ready, lines, served)
        yield served
    finally:
        process.terminate()
        process.wait(timeout=20)
        reader.join()


def _read(served: Served, lines: queue.Queue[str]) -> None:
    """Read all that the server prints, to its end, so that its pipe never fills."""
    assert served.process.stdout
    with served.process.stdout as output:
        for line in output:
            served.printed.append(line)
            lines.put(line)
    lines.put("")


def _wait_until(ready: str, lines: queue.Queue[str], served: Served) -> None:
    while ready not in (line := lines.get(timeout=START_TIMEOUT_S)):
        if not line:
            raise AssertionError("The server ended before it was ready:\n" + "".join(served.printed))


class Canary(ThreadingHTTPServer):
    """Somebody else's site: it answers everything, and remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Canary)
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    do_POST = do_HEAD = do_OPTIONS = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@contextmanager
def canary_site() -> Iterator[Canary]:
    """Run somebody else's site."""
    with Canary() as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        try:
            yield site
        finally:
            site.shutdown()
            thread.join()
