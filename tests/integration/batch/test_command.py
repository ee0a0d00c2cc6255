"""`coach batch` as people meet it, on the tiny organisation and the embedded engine."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from coach.batch.results import open_results
from coach.cli.app import app
from coach.cli.batching import _spent, _stopping_politely
from coach.domain.provenance import Spent
from tests.builders import ACCOUNT_TEXT
from tests.conftest import copy_home

NOTICE = "It is no basis for pay, promotion, discipline or dismissal."
OTHER_TEXT = "I tell every customer the day of the next step. I walk to the warehouse so that no problem gets lost."


@pytest.fixture
def folder(tmp_path: Path, tiny_knowledge: Path, tiny_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, with the tiny organisation in use."""
    monkeypatch.setenv("COACH_KNOWLEDGE", str(tiny_knowledge))
    monkeypatch.setenv("COACH_HOME", str(copy_home(tiny_home, tmp_path / "home")))
    return tmp_path


def write(folder: Path, *rows: tuple[str, str, str], header: str = "id,role,account") -> Path:
    file = folder / "accounts.csv"
    file.write_text("\n".join([header, *(f'{name},{role},"{text}"' for name, role, text in rows)]), encoding="utf-8")
    return file


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(
        app, ["batch", str(folder / "accounts.csv"), "--out", str(folder / "results.jsonl"), *options]
    )


def words(result: Result) -> str:
    return " ".join(result.stderr.split())


def kept(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()]


def test_every_account_gets_a_line_with_what_it_shows(folder: Path) -> None:
    write(folder, ("A2", "shop-adviser", ACCOUNT_TEXT), ("A1", "warehouse-picker", OTHER_TEXT))

    done = run(folder)

    assert (done.exit_code, done.stdout) == (0, "")
    assert words(done) == (
        f"2 accounts read, 0 failed, 0 left. Results: results.jsonl "
        f"Each line says what one account shows, not who somebody is. {NOTICE}"
    )
    first, second = kept(folder)
    assert (first["id"], first["failure"], first["assessment"]["role_id"]) == ("A2", None, "shop-adviser")
    assert (second["id"], second["assessment"]["role_id"]) == ("A1", "warehouse-picker")


def test_a_second_run_goes_on_with_what_failed_and_what_changed(folder: Path) -> None:
    write(
        folder, ("A1", "shop-adviser", ACCOUNT_TEXT), ("A2", "shop-adviser", "Hm."), ("A3", "shop-adviser", OTHER_TEXT)
    )
    first = run(folder)
    assert first.exit_code == 1
    assert "2 accounts read, 1 failed, 0 left." in words(first)
    assert "A2 (line 3): " in words(first)
    assert "Start the same command again" in words(first)
    results = folder / "results.jsonl"
    results.write_bytes(results.read_bytes() + b'{"id":"A4","con')

    write(
        folder,
        ("A1", "shop-adviser", OTHER_TEXT),
        ("A2", "shop-adviser", ACCOUNT_TEXT),
        ("A4", "shop-adviser", OTHER_TEXT),
    )
    second = run(folder)

    assert second.exit_code == 0
    said = words(second)
    assert "The last line of results.jsonl was cut short, as a kill leaves it. Its account is read again." in said
    assert "1 account could not be read before, tried again. 1 account changed since, read again." in said
    assert "3 accounts read, 0 failed, 0 left." in said
    assert "1 result of accounts that are not in this list stand behind the others." in said
    assert [line["id"] for line in kept(folder)] == ["A1", "A2", "A4", "A3"]


def test_a_bad_row_is_named_and_nothing_is_assessed(folder: Path) -> None:
    write(folder, ("A1", "shop-adviser", ACCOUNT_TEXT), ("A1", "shop-advisor", ACCOUNT_TEXT))

    done = run(folder)

    assert done.exit_code == 1
    assert words(done) == (
        "accounts.csv:3: id: 'A1' is also in line 2; give each account an id of its own "
        "accounts.csv:3: role: there is no role 'shop-advisor'; `coach roles` lists the ids of all roles "
        "Nothing was assessed. Correct 2 problems and start again."
    )
    assert not (folder / "results.jsonl").exists()


def test_columns_can_be_named_and_the_summary_printed_for_programs(folder: Path) -> None:
    write(folder, ("A1", "shop-adviser", ACCOUNT_TEXT), header="who,job,words")

    done = run(
        folder, "--id-column", "who", "--role-column", "job", "--text-column", "words", "--workers", "2", "--json"
    )

    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "already_read": 0,
        "last_line_was_cut_short": False,
        "failed_before": 0,
        "text_changed": 0,
        "reader_changed": 0,
        "read": 1,
        "failed": [],
        "left": 0,
        "stopped_by": None,
        "read_by_fallback": 0,
        "not_in_list": 0,
        "spent": None,
    }


def test_the_accounts_are_never_overwritten(folder: Path) -> None:
    accounts = write(folder, ("A1", "shop-adviser", ACCOUNT_TEXT))
    before = accounts.read_bytes()

    done = CliRunner().invoke(app, ["batch", str(accounts), "--out", str(accounts)])

    assert (done.exit_code, accounts.read_bytes()) == (1, before)
    assert "The results would overwrite the accounts." in done.stderr


def test_a_file_that_another_batch_writes_to_is_left_alone(folder: Path) -> None:
    write(folder, ("A1", "shop-adviser", ACCOUNT_TEXT))
    with open_results(folder / "results.jsonl"):
        done = run(folder)

    assert done.exit_code == 1
    assert "Another `coach batch` writes to" in done.stderr


def test_no_line_holds_anything_to_rank_people_by(folder: Path) -> None:
    write(folder, ("A1", "shop-adviser", ACCOUNT_TEXT))
    run(folder)

    (line,) = kept(folder)

    assert set(line) == {"id", "content", "read_by", "assessment", "failure"}
    assert not {"score", "rank", "total", "level", "rating"} & set(line["assessment"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_to_stop_and_the_second_ends_the_program(
    number: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(number)
    with _stopping_politely() as stop:
        os.kill(os.getpid(), number)
        assert stop.is_set()
        assert "what has begun is finished and kept" in capsys.readouterr().err
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)

    assert signal.getsignal(number) is before


def test_the_total_names_tokens_and_cost() -> None:
    spent = Spent(calls=600, input_tokens=1_234_567, output_tokens=89_000, cost=1.25, seconds=90.0)
    estimated = Spent(calls=1, input_tokens=900, output_tokens=80, is_estimated=True)

    assert _spent(spent, "EUR") == (
        "The model took 600 calls, 1,234,567 tokens in and 89,000 out, 1.2500 EUR. What failed is not in it."
    )
    assert _spent(estimated, "EUR") == (
        "The model took 1 call, about 900 tokens in and about 80 out. What failed is not in it."
    )
