"""What the product imports is what it declares."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OWN = {"coach"}
# LangChain imports the package of the vendor that `init_chat_model` is asked for.
LOADED_BY_NAME = {"langchain-openai"}
# Loaded where somebody asks for such a file, which the screens offer; without it the coach says what to install.
FILES = {"typst", "xlsxwriter"}
# The screens.
SCREENS = [*ROOT.glob("coach/ui/**/*.py"), ROOT / "streamlit_app.py"]


def _imported(files: Iterable[Path]) -> set[str]:
    """Return the distributions of others that these files import anywhere."""
    roots = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                roots |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                roots.add(node.module.partition(".")[0])
    owners = packages_distributions()
    foreign = roots - set(sys.stdlib_module_names) - OWN
    return {canonicalize_name(name) for root in foreign for name in owners.get(root, [root])}


def _names(lines: Iterable[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in lines}


def test_the_product_without_screens_and_models_needs_no_extra() -> None:
    files = set(ROOT.glob("coach/**/*.py")) - set(SCREENS)
    edge = _imported(ROOT.glob("coach/llm/*.py")) | _imported(ROOT.glob("coach/embedding/*.py"))
    models = edge & _names(PROJECT["optional-dependencies"]["model"])

    assert _imported(files) - _names(PROJECT["dependencies"]) == models | FILES


def test_nothing_of_a_model_is_loaded_before_one_is_chosen(tmp_path: Path) -> None:
    absent = ("langchain", "langchain_core", "langchain_openai", "openai", "httpx2")
    program = f"""
import sys
sys.modules.update(dict.fromkeys({absent!r}))
from coach.bootstrap import build_coach
from coach.domain.access import local_principal
from coach.errors import SettingsError
from coach.settings import Settings
from pathlib import Path
home = Path({str(tmp_path)!r})
me = local_principal("me")
build_coach(Settings(home=home)).health(principal=me)
try:
    build_coach(Settings(home=home, model="openai:any")).assess(
        build_coach(Settings(home=home)).example_account(principal=me), principal=me
    )
except SettingsError as error:
    print(error)
"""
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT)

    assert 'pip install "vision-coach[model]"' in told.stdout


def test_every_declared_package_is_imported_and_every_imported_one_is_declared() -> None:
    optional = PROJECT["optional-dependencies"]
    declared = _names([*PROJECT["dependencies"], *optional["ui"], *optional["pdf"], *optional["model"]])

    assert _imported([*ROOT.glob("coach/**/*.py"), *SCREENS]) == declared - LOADED_BY_NAME
