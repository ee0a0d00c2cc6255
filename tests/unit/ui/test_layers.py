"""Where the app may reach: one module for what a session remembers, and Coach for everything else."""

import ast
from pathlib import Path

import coach.ui

UI = Path(coach.ui.__file__).parent
SESSION = ("session_state", "query_params")
ENGINES = ("coach.assess.pipeline", "coach.retrieval", "coach.store", "coach.embedding", "coach.chat")


def modules() -> dict[str, ast.Module]:
    return {
        path.relative_to(UI).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(UI.rglob("*.py"))
    }


def imported(tree: ast.Module) -> set[str]:
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return names | {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}


def test_only_two_modules_read_what_a_session_remembers() -> None:
    users = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in SESSION
    }

    assert users == {"address_bar.py", "state.py"}


def test_pages_reach_the_engine_and_the_stores_through_coach_alone() -> None:
    reaching = {
        (name, module) for name, tree in modules().items() for module in imported(tree) if module.startswith(ENGINES)
    }

    assert reaching == set()
