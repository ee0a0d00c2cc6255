"""The product talks to nobody: neither its server, nor the browser that shows it, nor the coach at work."""

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.app.serving import ROOT, UPGRADE, Served, serve_app
from tests.builders import write_knowledge

_WATCH = ROOT / "tests" / "app" / "watch_sockets.py"
_LOOPBACK = re.compile(r"socket\.\w+ \('(127\.0\.0\.1|::1|localhost)', ")
_WORK = """
from coach.bootstrap import build_coach
from coach.domain.access import local_principal
from coach.domain.account import Account
from coach.settings import load_settings

coach, me = build_coach(load_settings()), local_principal("me")
role = coach.knowledge.roles[0]
words = role.tasks[0] + ". When a customer is unhappy I listen first, then I write down what I promised."
assert coach.assess(Account(text=words, role_id=role.id), principal=me).statements
assert coach.answer(role.starting_questions[0], role_id=role.id, principal=me)
"""


@pytest.fixture
def watched(tmp_path: Path) -> dict[str, str]:
    """Return the variables that make a process write down every address it asks for."""
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(_WATCH.read_text(encoding="utf-8"), encoding="utf-8")
    return {"PYTHONPATH": f"{hook}:{ROOT}", "WATCH_SOCKETS": str(tmp_path / "addresses.txt")}


@pytest.fixture
def addresses_elsewhere(tmp_path: Path) -> Callable[[], list[str]]:
    """Return a function that reads the addresses written down so far, other than this machine's own."""

    def read() -> list[str]:
        lines = (tmp_path / "addresses.txt").read_text(encoding="utf-8").splitlines()
        assert lines, "nobody was watching"
        return [line for line in lines if not _LOOPBACK.match(line)]

    return read


def test_neither_the_server_nor_the_browser_talks_to_anybody_else(
    browser_page: Page, tmp_path: Path, watched: dict[str, str], addresses_elsewhere: Callable[[], list[str]]
) -> None:
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.on("websocket", lambda socket: asked.append(socket.url))

    with serve_app(tmp_path / "home", variables=watched) as served:
        for page in ("", "my-work", "my-plan"):
            browser_page.goto(f"{served.url}/{page}")
            browser_page.get_by_role("heading", level=1).wait_for()
        _ask_from_another_site(served)

    assert {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))} == {
        urlsplit(served.url).netloc
    }
    assert addresses_elsewhere() == []


def test_the_coach_at_work_talks_to_nobody(
    tmp_path: Path, watched: dict[str, str], addresses_elsewhere: Callable[[], list[str]]
) -> None:
    home = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "COACH_HOME": str(tmp_path / "coach"),
        "COACH_KNOWLEDGE": str(write_knowledge(tmp_path / "knowledge")),
    }

    subprocess.run([sys.executable, "-c", _WORK], cwd=tmp_path, env=home | watched, timeout=120, check=True)

    assert addresses_elsewhere() == []


def _ask_from_another_site(served: Served) -> None:
    """Ask with a foreign Origin: without the guard, Streamlit asks the Internet for this machine's address first."""
    for path, headers in (("/", {}), ("/_stcore/health", {}), ("/_stcore/stream", UPGRADE)):
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
        connection.request("GET", path, headers={"Origin": "http://evil.example", **headers})
        assert connection.getresponse().status == 403
        connection.close()
