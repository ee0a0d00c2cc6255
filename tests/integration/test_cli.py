"""The commands as people and programs meet them: a process of its own, an empty HOME, exit codes, two streams."""

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from coach.cli.app import app
from coach.cli.output import visible
from coach.knowledge.knowledge_base import KnowledgeBase
from evals.provider import running_provider
from tests.builders import ACCOUNT_TEXT as ACCOUNT
from tests.builders import knowledge_data, write_knowledge
from tests.conftest import ROOT, copy_home

COACH = (sys.executable, "-W", "error", "-m", "coach")
COMMANDS = (
    *("demo", "assess", "batch", "ask", "search", "index", "check", "doctor", "roles", "serve"),
    *("backup", "restore", "retain", "rotate-key"),
)
GROUPS = {"my-data": ("export", "delete"), "audit": ("verify", "list"), "reviews": ("export",)}

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, tiny_knowledge: Path, tiny_home: Path) -> Run:
    """Run a command on the tiny organisation, unless a setting says otherwise, with nothing else in the environment."""

    def run_child(
        *arguments: str, stdin: bytes = b"", command: Sequence[str] = COACH, **settings: Any
    ) -> subprocess.CompletedProcess[str]:
        environment = {
            "HOME": str(tmp_path),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "COACH_HOME": str(tiny_home),
            "COACH_KNOWLEDGE": str(tiny_knowledge),
            **{name: str(value) for name, value in settings.items()},
        }
        done = subprocess.run(
            [*command, *arguments], input=stdin, env=environment, cwd=tmp_path, capture_output=True, timeout=120
        )
        encoding = environment.get("PYTHONIOENCODING", "utf-8")
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding)
        )

    return run_child


@pytest.fixture
def demo(demo_home: Path, tmp_path: Path) -> dict[str, Path]:
    """Settings for the demo organisation in a home of its own."""
    return {"COACH_KNOWLEDGE": ROOT / "knowledge", "COACH_HOME": copy_home(demo_home, tmp_path / "home")}


def json_of(done: subprocess.CompletedProcess[str]) -> Any:
    """Return the JSON that a command wrote, which must be all that it wrote."""
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """Return what a refused command said, which must be words alone and no traceback."""
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def folder_names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_help_names_every_command_and_the_exit_codes(run: Run) -> None:
    done = run("--help")

    assert (done.returncode, done.stderr) == (0, "")
    listed = done.stdout.split("Commands:")[1]
    assert all(f"\n  {command} " in listed for command in (*COMMANDS, *GROUPS))
    assert "Exit codes: 0 done, 1 could not be done" in done.stdout


@pytest.mark.parametrize("command", [*COMMANDS, *(f"{group} {name}" for group in GROUPS for name in GROUPS[group])])
def test_each_command_explains_itself(command: str) -> None:
    shown = CliRunner().invoke(app, [*command.split(), "--help"])

    assert shown.exit_code == 0
    assert f"Usage: coach {command} [OPTIONS]" in shown.output


def test_the_version_is_said() -> None:
    done = CliRunner().invoke(app, ["--version"])

    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("Vision Coach ")


def test_the_demo_reads_like_a_page_on_any_terminal_and_keeps_nothing(run: Run, demo: dict[str, Path]) -> None:
    done = run("demo", PYTHONIOENCODING="ascii", LC_ALL="C", **demo)

    assert (done.returncode, done.stdout) == (0, "")
    said = done.stderr
    parts = ["An example account", "What the account shows", "The plan, for the role", "Made by the embedded engine"]
    assert sorted(parts, key=said.index) == parts
    assert "no basis for pay, promotion, discipline or dismissal" in " ".join(said.split())
    assert folder_names(demo["COACH_HOME"]) == {"cache"}


def test_assess_writes_findings_and_plan_as_json_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "account.txt").write_text(ACCOUNT, encoding="utf-8-sig")
    from_file = json_of(run("assess", "account.txt", "--role", "shop-adviser", "--json"))
    from_stdin = json_of(run("assess", "-", "-r", "shop-adviser", "--json", stdin=ACCOUNT.encode()))

    assert from_file == from_stdin
    assert set(from_file) == {"assessment", "plan"}
    findings = from_file["assessment"]["findings"]
    assert [finding["behaviour_id"] for finding in findings] == ["own-it", "keep-people-posted"]
    quotes = [quote for finding in findings for quote in finding["evidence"] + finding["counter_evidence"]]
    assert all(ACCOUNT[quote["span"]["start"] : quote["span"]["end"]] == quote["quote"] for quote in quotes)
    assert from_file["plan"]["role_id"] == "shop-adviser"


def test_standard_input_that_was_closed_is_a_file_that_cannot_be_read(run: Run) -> None:
    shell = f"{sys.executable} -m coach assess - --role shop-adviser <&-"
    done = run(command=["sh", "-c", shell])

    assert "The file '-' cannot be read (Bad file descriptor)" in refusal(done)


def test_ask_answers_with_quotes_and_sources_and_keeps_nothing(run: Run, tiny_home: Path) -> None:
    answer = json_of(run("ask", "When do I ring about a late delivery?", "--role", "shop-adviser", "--json"))

    assert not answer["abstained"]
    cited = {citation["number"]: citation["quote"] for citation in answer["citations"]}
    assert answer["lines"]
    assert all(line["text"] == cited[line["citation"]] for line in answer["lines"])
    assert folder_names(tiny_home) == {"cache", "index"}


def test_an_argument_in_another_encoding_is_searched_as_far_as_it_can_be_read(run: Run) -> None:
    done = run("search", os.fsdecode(b"who owns a caf\xe9 problem"), "-n", "2")

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr


def test_the_index_is_built_once(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "empty"
    built, again = (json_of(run("index", "--json", COACH_HOME=home)) for _ in range(2))

    assert built["reason"]
    assert built["embedded"] > 0
    assert again == {**built, "embedded": 0, "reused": 0, "reason": ""}
    assert folder_names(home) == {"index"}


def test_check_lists_every_problem_with_its_place_and_fails(run: Run, tmp_path: Path) -> None:
    broken = write_knowledge(tmp_path / "broken")
    (broken / "behaviours" / "own-it.yaml").write_text("id: [\n", encoding="utf-8")
    (broken / "journey.yaml").unlink()
    done = run("check", str(broken), "--json")

    assert (done.returncode, done.stderr) == (1, "")
    problems = json.loads(done.stdout)
    assert {"behaviours/own-it.yaml", "journey.yaml"} <= {problem["path"] for problem in problems}
    assert all(set(problem) == {"path", "text", "line", "field", "severity"} for problem in problems)


def test_sound_knowledge_passes_the_check(run: Run) -> None:
    assert [problem for problem in json_of(run("check", "--json")) if problem["severity"] == "error"] == []


def test_roles_lists_the_ids_that_other_commands_take(run: Run) -> None:
    assert json_of(run("roles", "--json")) == [
        {"id": role["id"], "name": role["name"], "area": role["area"], "kind": role["kind"]}
        for role in sorted(knowledge_data()["roles"], key=lambda role: role["id"])
    ]


def test_the_doctor_finds_a_whole_installation_well(run: Run) -> None:
    report = json_of(run("doctor", "--json"))

    assert {part["name"]: part["ok"] for part in report["parts"]} == dict.fromkeys(
        ("settings", "prompts", "engine", "encoder", "knowledge", "index", "databases", "sign-on"), True
    )


def test_the_doctor_names_each_bad_part_and_goes_on(run: Run, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    done = run("doctor", "--json", COACH_HOME=in_the_way / "home")

    assert (done.returncode, done.stderr) == (1, "")
    parts = {part["name"]: part["ok"] for part in json.loads(done.stdout)["parts"]}
    assert parts == {
        "settings": True,
        "prompts": True,
        "engine": True,
        "encoder": True,
        "knowledge": True,
        "index": True,
        "databases": False,
        "sign-on": True,
    }


def test_the_doctor_says_how_people_sign_on_and_what_is_wrong_with_it(
    run: Run, tiny_home: Path, tmp_path: Path
) -> None:
    roles = tmp_path / "roles.yaml"
    roles.write_text("people: []\n", encoding="utf-8")
    settings = {
        "COACH_HOME": copy_home(tiny_home, tmp_path / "home"),
        "COACH_PUBLIC_URL": "https://coach.example.com",
        "COACH_OIDC_CLIENT_ID": "coach",
        "COACH_OIDC_CLIENT_SECRET": "planted",
        "COACH_ROLES_FILE": roles,
    }
    with running_provider() as provider:
        address = f"{provider}/.well-known/openid-configuration"
        good = run("doctor", "--json", COACH_OIDC_METADATA_URL=address, **settings)
    bad = run("doctor", "--json", COACH_OIDC_METADATA_URL=address, **settings)

    part = next(part for part in json_of(good)["parts"] if part["name"] == "sign-on")
    assert part["text"] == (
        f"at {provider}, which has to know the redirect address https://coach.example.com/oauth2callback; "
        f"roles from {roles}"
    )
    assert bad.returncode == 1
    (refused,) = [part["text"] for part in json.loads(bad.stdout)["parts"] if not part["ok"]]
    assert "COACH_OIDC_METADATA_URL" in refused
    assert "planted" not in good.stdout + bad.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, r"The file 'account.txt' cannot be read (No such file or directory). Name a text file"),
        (b"caf\xe9 " * 20, "The file 'account.txt' is not UTF-8 text. Save it as plain text"),
        (b"", "There is nothing to read yet. Write a few sentences"),
        (b"I fix boilers.", "3 words are too few to say anything fair. Your text is safe."),
        (b"I ring people back. " * 10_000, "Your account has 200,000 characters; the coach reads up to 50,000."),
        (b"\xe2\x82\xac" * 300_000, "The file 'account.txt' is too long; the coach reads up to 50,000 characters."),
        (b"Ich rufe den Kunden am selben Tag an und sage ihm alles.", "The coach reads English only on this engine"),
    ],
    ids=["missing", "not UTF-8", "empty", "too short", "too long", "far too long", "German"],
)
def test_an_account_that_cannot_be_read_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    tiny_knowledge: Path,
    tiny_home: Path,
    content: bytes | None,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_KNOWLEDGE", str(tiny_knowledge))
    monkeypatch.setenv("COACH_HOME", str(tiny_home))
    if content is not None:
        Path("account.txt").write_bytes(content)

    refused = CliRunner().invoke(app, ["assess", "account.txt", "--role", "shop-adviser", "--json"])

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert said in refused.stderr


def test_an_unknown_role_is_refused_and_the_nearest_named(run: Run) -> None:
    assert refusal(run("assess", "-", "--role", "shop-advicer", stdin=ACCOUNT.encode())) == (
        "There is no role 'shop-advicer' in the knowledge files; did you mean 'shop-adviser'?\n"
    )


def test_broken_knowledge_is_refused_with_every_problem_on_a_line(run: Run, tmp_path: Path) -> None:
    roles = knowledge_data()["roles"]
    roles[0]["expectations"][0]["behaviour_id"] = "own-lt"
    roles[1]["kind"] = "wizard"
    broken = write_knowledge(tmp_path / "broken", roles=roles)

    said = refusal(run("demo", COACH_KNOWLEDGE=broken)).splitlines()

    assert "problems; mend each, then start again" in said[0]
    assert any("roles/shop-adviser.yaml" in line and "own-lt" in line for line in said[1:])
    assert any("roles/warehouse-picker.yaml" in line and "kind" in line for line in said[1:])


def test_a_knowledge_folder_without_an_example_is_told_how_to_write_one(run: Run) -> None:
    assert "There is no example account in" in refusal(run("demo"))


@pytest.mark.parametrize(
    ("setting", "value"), [("COACH_PORT", "eighty"), ("COACH_HOST", "0.0.0.0"), ("COACH_MODEL", "gpt-5")]
)
def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, setting: str, value: str) -> None:
    monkeypatch.setenv(setting, value)

    refused = CliRunner().invoke(app, ["roles"])

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"These settings cannot be used. {setting}: ")


def test_a_home_that_cannot_be_written_does_not_stop_a_reading(run: Run, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    done = run("assess", "-", "-r", "shop-adviser", "--json", stdin=ACCOUNT.encode(), COACH_HOME=in_the_way / "home")

    assert json_of(done)["assessment"]["statements"] == 2
    assert in_the_way.read_text(encoding="utf-8") == "not a folder"


def test_a_wrong_use_of_the_command_line_is_told_apart_from_a_failure() -> None:
    done = CliRunner().invoke(app, ["assess", "account.txt"])

    assert (done.exit_code, done.stdout) == (2, "")
    assert "--role" in done.stderr


def driving_characters(said: str) -> set[str]:
    return {character for character in said if unicodedata.category(character) in ("Cc", "Cf")} - {"\n"}


def test_control_and_direction_characters_of_an_account_never_reach_the_terminal(
    run: Run, demo: dict[str, Path], knowledge: KnowledgeBase
) -> None:
    sentences = [behaviour.contrary[0] for behaviour in knowledge.behaviours]
    account = "\n\n".join(f"\u202e{sentence[:9]}\x1b[2J\x9b31m\x07{sentence[9:]}" for sentence in sentences)

    done = run("assess", "-", "--role", "shop-adviser", stdin=account.encode(), **demo)

    assert (done.returncode, done.stdout) == (0, "")
    assert "[2J 31m" in done.stderr
    assert driving_characters(done.stderr) == set()


def test_control_and_direction_characters_of_a_knowledge_file_never_reach_the_terminal(
    run: Run, tmp_path: Path
) -> None:
    hostile = write_knowledge(tmp_path / "hostile")
    (hostile / "roles" / "shop-adviser.yaml").write_text('"\\e]0;x\\a\\u202e": 1\n', encoding="utf-8")

    assert driving_characters(refusal(run("roles", COACH_KNOWLEDGE=hostile))) == set()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain “words” – é 中 🙂", "plain “words” – é 中 🙂"),
        ("a\x1b[2Jb", "a [2Jb"),
        ("a\u202eb\u200bc\x9bd", "a b c d"),
        ("a\nb\tc\u2028d", "a b c d"),
    ],
)
def test_text_is_shown_without_what_could_drive_a_terminal(text: str, shown: str) -> None:
    assert visible(text) == shown
