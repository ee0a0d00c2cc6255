"""What the documents say of modules, layers, settings, commands, rules and files is what the code has."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from coach.chat.boundaries import BOUNDARY_RULE
from coach.chat.support import SUPPORT_RULE
from coach.cli.app import app
from coach.plan.actions import HELPER_RULE, STORY_RULE
from coach.plan.causes import CAUSE_RULE
from coach.plan.checkins import CHECK_RULE
from coach.plan.gaps import GAP_RULE
from coach.plan.resources import RESOURCE_RULE
from coach.report.groups import GROUP_RULE
from coach.report.tally import OPEN_RULE
from coach.settings import Settings
from coach.store.shared import SqliteSharedStore
from tests.builders import make_author_question

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def rows(page: str, first_cell: str) -> list[list[str]]:
    """Return the cells of the rows whose first cell is code of this pattern."""
    lines = re.findall(rf"^\| `{first_cell}` \|.*\|$", page, flags=re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def code(cell: str) -> str:
    """Return what stands in a cell as code, or nothing where it has none."""
    return cell.strip("`") if cell.startswith("`") else ""


def test_the_architecture_lists_every_module_once_and_no_other() -> None:
    modules = (path for path in (ROOT / "coach").rglob("*.py") if path.name != "__init__.py")
    expected = {path.relative_to(ROOT).as_posix() for path in modules if "migrations" not in path.parts}

    listed = [code(cells[0]) for cells in rows(read("architecture.md"), r"coach/[\w/]+\.py")]

    assert Counter(listed) == Counter(expected)


def test_the_architecture_shows_the_layers_of_the_import_contract_that_are_built() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (layers,) = (contract["layers"] for contract in contracts["contracts"] if contract["type"] == "layers")
    names = [[name for name in layer.split(" | ") if is_built(name.strip("()"))] for layer in layers]
    expected = [" | ".join(name.strip("()") for name in layer) for layer in names if layer]

    (shown,) = (block for block in re.findall(r"```\n(.*?)```", read("architecture.md"), re.DOTALL) if "ui |" in block)

    assert shown.splitlines() == [layer for layer in expected if layer != "__main__"]


def is_built(name: str) -> bool:
    return (ROOT / "coach" / name).is_dir() or (ROOT / "coach" / f"{name}.py").is_file()


def test_the_settings_are_listed_with_their_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    variables = {code(cells[0]): code(cells[1]) for cells in rows(read("operating.md"), r"COACH_\w+")}
    monkeypatch.chdir(ROOT)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"COACH_{name.upper()}", raising=False)
    defaults = Settings()
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert list(variables) == [f"COACH_{name.upper()}" for name in Settings.model_fields]
    assert Settings() == defaults


def test_the_commands_are_those_of_the_command_line() -> None:
    named = [("coach", app), *((f"coach {group.name}", group.typer_instance) for group in app.registered_groups)]
    known = {
        f"{name} {command.name or command.callback.__name__}".replace("_", "-")
        for name, group in named
        for command in (group.registered_commands if group else ())
        if command.callback
    }

    assert {code(cells[0]) for cells in rows(read("operating.md"), r"coach [\w -]+")} == known


@pytest.mark.parametrize(
    "rule",
    [
        *(GAP_RULE, CAUSE_RULE, RESOURCE_RULE, STORY_RULE, HELPER_RULE, CHECK_RULE, BOUNDARY_RULE, SUPPORT_RULE),
        *(GROUP_RULE, OPEN_RULE),
    ],
)
def test_a_published_rule_stands_word_for_word(rule: str) -> None:
    quoted = re.findall(r"(?:^> .*\n)+", read("rules.md"), flags=re.MULTILINE)

    assert rule in [" ".join(line.removeprefix("> ") for line in quote.splitlines()) for quote in quoted]


def test_the_lines_of_python_for_authors_print_what_was_sent(
    tiny_knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    monkeypatch.setenv("COACH_KNOWLEDGE", str(tiny_knowledge))
    store = SqliteSharedStore.open(tmp_path)
    store.add_question(make_author_question())
    store.close()

    (program,) = re.findall(r"```python\n(.*?)```", read("authoring.md"), re.DOTALL)
    exec(program, {})

    assert capsys.readouterr().out == "2026-11-22 question shop-adviser None May I lend a kettle?\n"


def test_a_term_is_defined_once() -> None:
    terms = re.findall(r"^\| ([^|]+) \|", read("glossary.md"), flags=re.MULTILINE)

    assert [term for term, count in Counter(terms).items() if count > 1 and term != "term"] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    linked = [page.parent / target.split("#")[0] for target in re.findall(r"\]\((?!https?:|#)([^)]+)\)", text)]
    named = [ROOT / path for path in re.findall(r"`((?:coach|evals|tests|knowledge|docs)/[\w./-]+)`", text)]

    assert [path for path in (*linked, *named) if not path.exists()] == []
