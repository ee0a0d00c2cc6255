"""Calls that the product must never make, found in its syntax trees; each rule is shown to catch what it is for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = sorted([*(ROOT / "coach").rglob("*.py"), *(ROOT / "evals").rglob("*.py"), ROOT / "streamlit_app.py"])

BUILT_IN = ("eval", "exec", "compile", "__import__")
# A name stands for itself and for everything in it.
NAMES = {
    "markup from Python": ("streamlit.html", "streamlit.iframe", "streamlit.components"),
    "objects from bytes": ("pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle"),
    "objects from YAML": ("yaml.load", "yaml.load_all", "yaml.full_load", "yaml.unsafe_load", "yaml.UnsafeLoader"),
    "a guessable name for a file": ("tempfile.mktemp",),
    "a shell": ("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"),
    "a vector server": (
        "chromadb.HttpClient",
        "chromadb.AsyncHttpClient",
        "chromadb.app",
        "chromadb.cli",
        "chromadb.server",
    ),
    # Objects from a marked text, and templates that look into what they are given; ours are files and plain messages.
    "LangChain's loaders and templates": (
        "langchain_core.load",
        "langchain_core.prompts",
        "langchain_core.output_parsers",
        "langchain.load",
        "langchain.prompts",
        "langchain_classic",
        "langchain_community",
        "langchain_experimental",
    ),
    "a template of somebody else's": ("string.Template", "string.Formatter", "jinja2"),
    "the environment": ("os.environ", "os.environb", "os.getenv", "os.putenv"),
    "a cache for people's words": ("streamlit.cache_data",),
    "a shared object": ("streamlit.cache_resource",),
}
ALLOWED_IN = {
    # The second one reads nothing: it switches off what another library reports.
    "the environment": {"coach/settings.py", "coach/__init__.py"},
    # The one Coach, which belongs to nobody.
    "a shared object": {"coach/ui/resources.py"},
}
ARGUMENTS = {
    "markup from Markdown": ("unsafe_allow_html", True),
    "an unchecked certificate": ("verify", False),
    "a shell": ("shell", True),
    "objects from bytes": ("allow_pickle", True),
    "code with a model": ("trust_remote_code", True),
    "LangChain's loaders and templates": ("allow_dangerous_deserialization", True),
}
SQL = re.compile(
    r"\s*(select\b.*\bfrom\b|insert\s+into\b|update\s+\S+\s+set\b|delete\s+from\b|pragma\s|attach\s"
    r"|(create|drop|alter)\s+(table|index|view|trigger)\b)",
    re.IGNORECASE | re.DOTALL,
)


def violations(code: str, file: str) -> set[str]:
    """Return the rules that this code breaks, standing in this file."""
    tree = ast.parse(code)
    aliases = dict(_aliases(tree))
    broken = {rule for node in ast.walk(tree) for rule in _broken_by(node, aliases)}
    return {rule for rule in broken if file not in ALLOWED_IN.get(rule, set())}


def _aliases(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((name.asname or name.name, f"{node.module}.{name.name}") for name in node.names)
        elif isinstance(node, ast.Import):
            yield from ((name.asname, name.name) for name in node.names if name.asname)


def _broken_by(node: ast.AST, aliases: dict[str, str]) -> Iterator[str]:
    for name in _names(node, aliases):
        yield from (rule for rule, banned in NAMES.items() if any(_is_in(name, each) for each in banned))
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id in BUILT_IN:
            yield "code from text"
        for keyword in node.keywords:
            yield from (rule for rule, argument in ARGUMENTS.items() if _may_be(keyword, *argument))
    if _is_built_sql(node):
        yield "SQL from text"


def _names(node: ast.AST, aliases: dict[str, str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (name.name for name in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{name.name}" for name in node.names)
    elif isinstance(node, ast.Attribute | ast.Name):
        first, *rest = ast.unparse(node).split(".")
        yield ".".join([aliases.get(first, first), *rest])


def _is_in(name: str, banned: str) -> bool:
    return f"{name}.".startswith(f"{banned}.")


def _may_be(keyword: ast.keyword, name: str, value: bool) -> bool:
    """Tell whether a keyword argument has this value, or one that cannot be known from here."""
    is_known = isinstance(keyword.value, ast.Constant)
    return keyword.arg == name and not (is_known and ast.literal_eval(keyword.value) is not value)


def _is_built_sql(node: ast.AST) -> bool:
    """Tell whether a string with other values in it begins as SQL does."""
    match node:
        case ast.JoinedStr(values=parts) if any(isinstance(part, ast.FormattedValue) for part in parts):
            text = "".join(part.value if isinstance(part, ast.Constant) else "x" for part in parts)
        case ast.BinOp(op=ast.Mod() | ast.Add(), left=ast.Constant(value=str(text))):
            pass
        case ast.Call(func=ast.Attribute(attr="format", value=ast.Constant(value=str(text)))):
            pass
        case _:
            return False
    return bool(SQL.match(text))


@pytest.mark.parametrize("file", PRODUCT, ids=lambda file: str(file.relative_to(ROOT)))
def test_the_product_makes_no_banned_call(file: Path) -> None:
    assert violations(file.read_text(encoding="utf-8"), file.relative_to(ROOT).as_posix()) == set()


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("st.markdown(text, unsafe_allow_html=True)", "markup from Markdown"),
        ("st.markdown(text, unsafe_allow_html=flag)", "markup from Markdown"),
        ("import streamlit as st\nst.html(text)", "markup from Python"),
        ("from streamlit import html", "markup from Python"),
        ("import streamlit as st\nst.iframe(address)", "markup from Python"),
        ("import streamlit.components.v1 as components", "markup from Python"),
        ("import streamlit as st\nst.components.v1.html(text)", "markup from Python"),
        ("from streamlit.components.v1 import iframe", "markup from Python"),
        ("import streamlit as st\nst.components.v1.declare_component('x')", "markup from Python"),
        ("eval(text)", "code from text"),
        ("exec(text)", "code from text"),
        ("compile(text, 'x', 'exec')", "code from text"),
        ("__import__(text)", "code from text"),
        ("import pickle", "objects from bytes"),
        ("from pickle import loads", "objects from bytes"),
        ("import marshal", "objects from bytes"),
        ("import shelve", "objects from bytes"),
        ("import dill", "objects from bytes"),
        ("import joblib", "objects from bytes"),
        ("np.load(file, allow_pickle=True)", "objects from bytes"),
        ("import yaml\nyaml.load(text, Loader=yaml.FullLoader)", "objects from YAML"),
        ("from yaml import unsafe_load", "objects from YAML"),
        ("client.get(address, verify=False)", "an unchecked certificate"),
        ("subprocess.run(command, shell=True)", "a shell"),
        ("import os\nos.system(command)", "a shell"),
        ("import tempfile\ntempfile.mktemp()", "a guessable name for a file"),
        ("import chromadb\nchromadb.HttpClient()", "a vector server"),
        ("from chromadb.app import app", "a vector server"),
        ("AutoModel.load(name, trust_remote_code=True)", "code with a model"),
        ("from langchain_core.load import loads", "LangChain's loaders and templates"),
        ("import langchain_core.load as load", "LangChain's loaders and templates"),
        ("from langchain_core.prompts import PromptTemplate", "LangChain's loaders and templates"),
        ("from langchain_core.prompts import load_prompt", "LangChain's loaders and templates"),
        ("from langchain_core.output_parsers import JsonOutputParser", "LangChain's loaders and templates"),
        ("Index.load_local(path, allow_dangerous_deserialization=True)", "LangChain's loaders and templates"),
        ("from string import Template", "a template of somebody else's"),
        ("import jinja2", "a template of somebody else's"),
        ("import os\nos.environ['HOME']", "the environment"),
        ("from os import environ", "the environment"),
        ("import os\nos.getenv('HOME')", "the environment"),
        ("import streamlit as st\n@st.cache_data\ndef f(): ...", "a cache for people's words"),
        ("import streamlit as st\n@st.cache_resource()\ndef f(): ...", "a shared object"),
        ("connection.execute(f'SELECT * FROM t WHERE id = {id}')", "SQL from text"),
        ("connection.execute('DELETE FROM t WHERE id = %s' % id)", "SQL from text"),
        ("connection.execute('UPDATE t SET a = ' + value)", "SQL from text"),
        ("connection.execute('drop table {}'.format(name))", "SQL from text"),
        ("connection.execute(f'PRAGMA user_version = {version}')", "SQL from text"),
    ],
)
def test_each_banned_call_is_found(code: str, rule: str) -> None:
    assert violations(code, "coach/somewhere.py") == {rule}


@pytest.mark.parametrize(
    "code",
    [
        "import re\nre.compile(text)",
        "st.markdown(text, unsafe_allow_html=False)",
        "import yaml\nyaml.safe_load(text)",
        "from langchain_core.messages import AIMessageChunk",
        "model.eval()",
        "f'Select a role, {name}'.strip()",
        "connection.execute('SELECT 1')",
        "import os\nos.close(file)",
    ],
)
def test_what_only_looks_alike_is_not_found(code: str) -> None:
    assert violations(code, "coach/somewhere.py") == set()


def test_the_two_exceptions_hold_for_their_file_alone() -> None:
    read = "import os\nos.environ['HOME']"
    share = "import streamlit as st\n@st.cache_resource\ndef f(): ..."

    assert violations(read, "coach/settings.py") == violations(share, "coach/ui/resources.py") == set()
    assert violations(read, "coach/ui/resources.py") == {"the environment"}
    assert violations(share, "coach/settings.py") == {"a shared object"}
