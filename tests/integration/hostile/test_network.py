"""A whole journey, every stray variable of other products set: nobody but the model is connected to.

What Python connects to is written down by the interpreter; what compiled libraries connect to goes through the proxies
of the environment, which all lead to the canary.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from evals.hostile_model import HostileModel
from tests.app.serving import ROOT
from tests.integration.hostile.world import KEY
from tests.integration.llm.stray import stray_environment

WATCH = ROOT / "tests" / "app" / "watch_sockets.py"
PRIVATE = ("freezer", "tracker", "transfer", "when it is late", KEY)
"""Words of the account and the questions of the journey, and the key."""
JOURNEY = """
import json
from coach.bootstrap import build_coach
from coach.domain.access import local_principal
from coach.settings import load_settings

coach, me = build_coach(load_settings()), local_principal("me")
account = coach.example_account(principal=me)
role = coach.knowledge.role(account.role_id)
draft = coach.choose_role(coach.start_draft(principal=me), role.id, principal=me)
draft = coach.read_draft(coach.save_draft(draft.model_copy(update={"text": account.text}), principal=me), principal=me)
saved = coach.save_plan(draft, principal=me)
exports = [coach.export_plan(saved, form, principal=me) for form in ("markdown", "json", "calendar")]
turn = coach.ask(role.starting_questions[0], role_id=role.id, principal=me)
coach.ask("And when it is late?", role_id=role.id, principal=me, follows=turn.id)
engines = [draft.assessment.provenance.engine, turn.answer.provenance.engine]
print(json.dumps([engines, all(item.ok for item in coach.health(principal=me)), list(map(bool, exports))]))
"""


@dataclass(frozen=True)
class Seen:
    """What a journey said, and which addresses Python asked for on the way."""

    said: Any
    asked_for: set[str]


@pytest.fixture
def travel(hostile: HostileModel, tmp_path: Path) -> Callable[..., Seen]:
    """Return what makes the journey in a process of its own, with these settings, in a hostile environment."""
    hook, addresses = tmp_path / "hook", tmp_path / "addresses.txt"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(WATCH.read_text(encoding="utf-8"), encoding="utf-8")
    ours = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": f"{hook}:{ROOT}",
        "WATCH_SOCKETS": str(addresses),
        "COACH_HOME": str(tmp_path / "home"),
        "ORT_DISABLE_TELEMETRY": "0",
    }

    def go(**settings: str) -> Seen:
        command = [sys.executable, "-W", "error", "-c", JOURNEY]
        environment = stray_environment(hostile) | ours | settings
        run = subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
        )
        # A stray OPENAI_LOG makes other libraries write their own progress; of anybody's words there is nothing in it.
        assert (run.returncode, [word for word in PRIVATE if word in run.stderr]) == (0, [])
        asked_for = set(addresses.read_text(encoding="utf-8").splitlines())
        return Seen(json.loads(run.stdout), asked_for - {"socket.getaddrinfo ('127.0.0.1', 1)"})

    return go


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["honest", "exfil"])
def test_on_a_journey_with_a_model_nobody_else_is_connected_to(
    mode: str, hostile: HostileModel, travel: Callable[..., Seen]
) -> None:
    hostile.mode = mode
    model = {"COACH_MODEL": "openai:hostile", "COACH_BASE_URL": hostile.url, "COACH_API_KEY": KEY}

    seen = travel(**model, COACH_EMBEDDING="openai:vectors")

    host, port = hostile.url.split("/")[2].split(":")
    ours = re.compile(rf"socket\.\w+ \('{host}', {port}(, .*)?\)")
    assert seen.said == [["model", "model"], True, [True] * 3]
    assert ({line for line in seen.asked_for if not ours.fullmatch(line)}, hostile.canary_hits) == (set(), [])
    assert {call.path for call in hostile.calls} == {"/v1/chat/completions", "/v1/embeddings"}
    assert {call.headers["host"] for call in hostile.calls} == {f"{host}:{port}"}
    assert all(call.key == KEY and "stray" not in repr((call.headers, call.body)) for call in hostile.calls)
    # To read, to put plainly, to match, to put a follow-up question, to answer, and to see that all is well.
    assert len({call.asked.system for call in hostile.completions}) == 6


@pytest.mark.slow
def test_on_a_journey_without_a_model_nobody_is_connected_to(
    hostile: HostileModel, travel: Callable[..., Seen]
) -> None:
    seen = travel()

    assert seen.said == [["embedded", "embedded"], True, [True] * 3]
    assert (seen.asked_for, hostile.calls, hostile.canary_hits) == (set(), [], [])


def test_what_a_library_reports_is_switched_off_before_it_can_be_loaded() -> None:
    code = "import coach, os, sys; print(os.environ['ORT_DISABLE_TELEMETRY'], 'onnxruntime' in sys.modules)"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "ORT_DISABLE_TELEMETRY": "0"}

    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert run.stdout == "1 False\n"
