"""What sessions share belongs to nobody: the one Coach and the sign-on, both without anybody's words or name."""

import ast
from pathlib import Path

import coach.ui

UI = Path(coach.ui.__file__).parent


def cached(tree: ast.Module) -> set[str]:
    """Return the functions under a cache of Streamlit, and every other use of one."""
    kept = {"cache_data", "cache_resource"}
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name) and _name(node) in kept]
    under = {
        function.name: [node for item in function.decorator_list for node in ast.walk(item) if node in uses]
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and not function.args.args
    }
    names = {name for name, nodes in under.items() if nodes}
    return names | {"elsewhere" for use in uses if not any(use in nodes for nodes in under.values())}


def _name(node: ast.Attribute | ast.Name) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id


def test_nothing_is_cached_but_the_coach_and_the_sign_on() -> None:
    found = {
        (path.relative_to(UI).as_posix(), name)
        for path in UI.rglob("*.py")
        for name in cached(ast.parse(path.read_text(encoding="utf-8")))
    }

    assert found == {("resources.py", "coach"), ("resources.py", "sign_on")}
