"""A real run of the suite: as somebody types it, stopped in the middle, and gone on with."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coach.domain.evaluation import Run
from evals.suite.results import PROGRESS, read_run

PATIENCE_S = 120
SAMPLES = 24


def command(home: Path, out: Path, *more: str) -> list[str]:
    return [
        "env", f"COACH_HOME={home}", sys.executable, "-m", "evals", "run", "retrieval",
        "--limit", str(SAMPLES), "--out", str(out), *more,
    ]  # fmt: skip


def samples_done(out: Path) -> int:
    try:
        done: int = json.loads((out / PROGRESS).read_text(encoding="utf-8"))["done"]
    except (OSError, ValueError):
        return 0
    return done


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_without_losing_or_repeating_a_sample(tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "run"
    process = subprocess.Popen(command(home, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + PATIENCE_S
    while samples_done(out) < SAMPLES // 2 and process.poll() is None and time.monotonic() < end:
        os.sched_yield()
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (out / "run.json").exists()

    again = subprocess.run(command(home, out, "--json"), capture_output=True, text=True, check=True)

    run = Run.model_validate_json(again.stdout)
    ids = [outcome.sample_id for outcome in run.tasks[0].outcomes]
    assert len(ids) == len(set(ids)) == SAMPLES
    assert read_run(out) == run
    # Fewer were left to do than there are: the others were taken from the log of the killed run.
    assert samples_done(out) < SAMPLES


@pytest.mark.slow
def test_a_folder_with_another_run_is_refused(tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "run"
    subprocess.run(command(home, out), check=True, capture_output=True)

    other = subprocess.run(command(home, out, "--seed", "3"), capture_output=True, text=True, check=False)

    assert other.returncode == 2
    assert "holds a run of something else" in other.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "astrology"], "There is no task 'astrology'. The tasks are: findings"),
        (["run", "--engine", "magic:8-ball"], "The engine 'magic:8-ball' cannot be measured"),
        (["report", "nothing-here"], "There is no finished run in"),
        (["compare", "nothing", "here"], "There is no finished run in"),
        (["bless", "nothing-here", "--reason", "x"], "There is no finished run in"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from evals.cli import WRONG, main

    monkeypatch.setenv("COACH_HOME", str(tmp_path))

    assert main(arguments) == WRONG
    assert said in capsys.readouterr().err
