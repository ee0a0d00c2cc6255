"""A batch that is killed again and again ends with every account once."""

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from coach.batch.results import Result

ROOT = Path(__file__).resolve().parents[3]
ACCOUNTS = 200
KILLS = 6
WORKERS = 4


def run(folder: Path, *, kill_after: int) -> int:
    files = [folder / "accounts.csv", folder / "results.jsonl", kill_after, folder / "read.txt"]
    command = [sys.executable, "-m", "tests.integration.batch.child", *map(str, files)]
    return subprocess.run(command, cwd=ROOT, check=False, timeout=120).returncode


def tear_the_last_line(results: Path) -> None:
    """Cut the file as a machine that lost its power may leave it."""
    content = results.read_bytes()
    results.write_bytes(content[: content.rindex(b"\n", 0, -1) + 40])


def test_nothing_is_lost_and_nothing_stands_twice(tmp_path: Path) -> None:
    texts = {f"P{number:03}": f"I ring customer {number} back." for number in range(ACCOUNTS)}
    rows = [f"{account_id},shop-adviser,{text}" for account_id, text in texts.items()]
    (tmp_path / "accounts.csv").write_text("\n".join(["id,role,account", *rows]), encoding="utf-8")
    results = tmp_path / "results.jsonl"

    for number in range(KILLS):
        assert run(tmp_path, kill_after=20 + 3 * number) == -signal.SIGKILL
        if number % 2:
            tear_the_last_line(results)
    assert run(tmp_path, kill_after=0) == 0

    found = [Result.model_validate_json(line) for line in results.read_text(encoding="utf-8").splitlines()]
    assert [result.id for result in found] == list(texts)
    assert [result.assessment and result.assessment.remarks for result in found] == [(text,) for text in texts.values()]
    read = Counter((tmp_path / "read.txt").read_text(encoding="utf-8").splitlines())
    assert set(read) == set(texts.values())
    # Read twice is only what was on its way when the process died, and what stood in a torn line.
    assert sum(read.values()) - ACCOUNTS <= KILLS * WORKERS + KILLS // 2
