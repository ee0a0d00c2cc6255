"""The app as a person has it: served on a free port, in a real browser. For the bench and the screenshots."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE_MS = 90_000
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(home: Path, *settings: str, port: int | None = None) -> Iterator[tuple[psutil.Process, str]]:
    """Serve the app with its data in `home`, and with settings as `NAME=value`; yield the process and the address."""
    port = port or free_port()
    command = ["env", f"COACH_HOME={home}", f"COACH_PORT={port}", *settings, sys.executable, "-m", "coach", "serve"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            for line in server.stderr or ():
                if "is ready" in line:
                    break
            yield psutil.Process(server.pid), f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@contextmanager
def browser() -> Iterator[Browser]:
    """Open Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()
