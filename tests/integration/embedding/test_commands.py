"""`coach index`, `coach doctor` and `coach search` with an encoder behind a server, there and away."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from coach.cli.app import app
from evals.hostile_model import HostileModel
from tests.conftest import copy_home
from tests.hostile import hostile

__all__ = ["hostile"]

QUESTION = "Shall I ring early when the delivery is late?"
AWAY = "The model that puts passages in order did not answer, so the coach's own encoder did."


@pytest.fixture(autouse=True)
def tiny_organisation(
    tmp_path: Path, tiny_knowledge: Path, tiny_home: Path, hostile: HostileModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Use the tiny organisation, and the hostile model for vectors."""
    monkeypatch.setenv("COACH_KNOWLEDGE", str(tiny_knowledge))
    monkeypatch.setenv("COACH_HOME", str(copy_home(tiny_home, tmp_path / "home")))
    monkeypatch.setenv("COACH_EMBEDDING", "openai:tiny")
    monkeypatch.setenv("COACH_BASE_URL", hostile.url)
    monkeypatch.setenv("COACH_API_KEY", "sk-canary-4711")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def words(text: str) -> str:
    return " ".join(text.split())


def doctor_part(name: str) -> tuple[bool, str]:
    parts = json.loads(run("doctor", "--json").stdout)["parts"]
    return next((part["ok"], part["text"]) for part in parts if part["name"] == name)


def test_the_index_names_the_model_that_made_it(hostile: HostileModel) -> None:
    built = json.loads(run("index", "--json").stdout)

    assert built["encoder"].startswith("all-MiniLM")
    assert built["remote"]["encoder"].startswith("openai:tiny@")
    assert (built["remote"]["passages"], built["remote"]["reused"]) == (built["passages"], 0)
    again = run("index")
    assert (again.exit_code, again.stderr.count("is up to date")) == (0, 2)


def test_the_doctor_says_who_makes_vectors(hostile: HostileModel) -> None:
    ok, text = doctor_part("embedding")

    assert ok
    assert text.startswith("openai:tiny@")
    assert text.endswith(f" at {hostile.url}, 64 numbers a text")


@pytest.mark.parametrize(("mode", "setting"), [("status-401", "COACH_API_KEY"), ("status-404", "COACH_EMBEDDING")])
def test_a_wrong_setting_is_named_in_one_sentence_by_index_and_doctor(
    hostile: HostileModel, mode: str, setting: str
) -> None:
    hostile.mode = mode

    done = run("index")
    ok, text = doctor_part("embedding")

    assert done.exit_code == 1
    assert words(text) in words(done.stderr)
    assert (ok, setting in text, "sk-canary" in done.stderr + text) == (False, True, False)


def test_a_search_goes_on_while_the_server_is_away(hostile: HostileModel, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile.mode = "html"
    found = json.loads(run("search", QUESTION, "--json").stdout)
    said = run("search", QUESTION)
    monkeypatch.setenv("COACH_EMBEDDING", "minilm")
    own = json.loads(run("search", QUESTION, "--json").stdout)

    assert not found["abstained"]
    assert found == {**own, "remark": AWAY}
    assert f"Note: {AWAY}" in words(said.stderr)
