"""Which modules know the vendors of language models: what these raise stays with them."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = sorted([*(ROOT / "coach").rglob("*.py"), *(ROOT / "evals").rglob("*.py"), ROOT / "streamlit_app.py"])
VENDORS = ("langchain", "langgraph", "langsmith", "openai", "httpx", "anthropic", "litellm", "requests", "aiohttp")
ADAPTERS = {
    "coach/embedding/endpoint.py",
    "coach/llm/call.py",
    "coach/llm/faults.py",
    "coach/llm/heard.py",
    "coach/llm/openai.py",
    "coach/llm/transport.py",
}


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the name of every module that is imported, by a statement or by its name in a text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Call) and "import_module" in ast.unparse(node.func):
            yield from (
                text.value for text in node.args if isinstance(text, ast.Constant) and isinstance(text.value, str)
            )


def vendors_in(code: str) -> set[str]:
    return {vendor for vendor in VENDORS for name in imported(ast.parse(code)) if name.split(".")[0].startswith(vendor)}


def test_only_the_adapters_import_a_vendor() -> None:
    knowing = {path.relative_to(ROOT).as_posix() for path in PRODUCT if vendors_in(path.read_text(encoding="utf-8"))}

    assert knowing == ADAPTERS


def test_an_import_is_found_however_it_is_written() -> None:
    assert vendors_in("import langchain_core.messages as messages") == {"langchain"}
    assert vendors_in("def f():\n    from openai import OpenAI") == {"openai"}
    assert vendors_in("import_module('httpx2')") == {"httpx"}
    assert vendors_in("from coach.llm.openai import OpenAIModel") == set()
