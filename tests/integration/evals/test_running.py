"""A real run of the suite: as somebody types it, stopped in the middle, and gone on with."""

import json
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from inspect_ai.log import list_eval_logs, read_eval_log

from coach.domain.evaluation import Run
from evals.suite.results import PROGRESS, read_run

PATIENCE_S = 120
SAMPLES = 24
_BETWEEN_LOOKS_S = 0.005


def command(home: Path, out: Path, *more: str) -> list[str]:
    return [
        "env", f"COACH_HOME={home}", sys.executable, "-m", "evals", "run", "retrieval",
        "--limit", str(SAMPLES), "--out", str(out), *more,
    ]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, demo_home: Path) -> Path:
    """Return a home in which the engine of the suite has its vectors and its index."""
    home = tmp_path / "home"
    ignored = shutil.ignore_patterns("*.tmp", "new-*", "*.db*")
    shutil.copytree(demo_home, home / "evals" / ".engine", ignore=ignored)
    home.chmod(0o700)
    return home


def samples_done(out: Path) -> int:
    try:
        done: int = json.loads((out / PROGRESS).read_text(encoding="utf-8"))["done"]
    except (OSError, ValueError):
        return 0
    return done


def ends_of_samples(out: Path) -> list[datetime]:
    """Return when each sample of the finished log was done."""
    (log,) = [read_eval_log(info) for info in list_eval_logs(str(out / "logs"), recursive=True)][:1]
    return [datetime.fromisoformat(str(sample.completed_at)) for sample in log.samples or []]


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_without_losing_or_repeating_a_sample(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    process = subprocess.Popen(command(home, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + PATIENCE_S
    while samples_done(out) < SAMPLES // 2 and process.poll() is None and time.monotonic() < end:
        time.sleep(_BETWEEN_LOOKS_S)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (out / "run.json").exists()

    began_again = datetime.now(UTC)
    again = subprocess.run(command(home, out, "--json"), capture_output=True, text=True, check=True)

    run = Run.model_validate_json(again.stdout)
    ids = [outcome.sample_id for outcome in run.tasks[0].outcomes]
    assert len(ids) == len(set(ids)) == SAMPLES
    assert read_run(out) == run
    assert samples_done(out) == SAMPLES
    # What was done before the kill was taken from its log, and not done again.
    assert 0 < sum(done < began_again for done in ends_of_samples(out)) < SAMPLES


@pytest.mark.slow
def test_a_folder_with_another_run_is_refused(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
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


@pytest.mark.slow
def test_without_a_folder_named_a_stopped_run_of_the_same_goes_on_and_last_is_a_finished_one(tmp_path: Path) -> None:
    home = tmp_path / "home"
    stopped = home / "evals" / "20990101T000000-embedded"
    process = subprocess.Popen(command(home, stopped), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + PATIENCE_S
    while samples_done(stopped) < SAMPLES // 2 and process.poll() is None and time.monotonic() < end:
        time.sleep(_BETWEEN_LOOKS_S)
    process.kill()
    process.wait()
    without_folder = [part for part in command(home, stopped) if part not in ("--out", str(stopped))]

    assert report_on_last(home).returncode == 2
    again = subprocess.run(without_folder, capture_output=True, text=True, check=True)

    assert f"Going on with {stopped.name}" in again.stderr
    assert len(read_run(stopped).tasks[0].outcomes) == SAMPLES
    # The app refuses a home that others can open, so measuring first must not make one.
    assert home.stat().st_mode & 0o077 == 0
    assert report_on_last(home).returncode == 0


def report_on_last(home: Path) -> subprocess.CompletedProcess[str]:
    report = ["env", f"COACH_HOME={home}", sys.executable, "-m", "evals", "report", "last"]
    return subprocess.run(report, capture_output=True, text=True, check=False)
