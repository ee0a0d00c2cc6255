"""What the product imports is what it declares."""

import ast
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


def test_the_product_without_screens_needs_no_extra() -> None:
    files = set(ROOT.glob("coach/**/*.py")) - set(SCREENS)

    assert _imported(files) - _names(PROJECT["dependencies"]) == set()


def test_every_declared_package_is_imported_and_every_imported_one_is_declared() -> None:
    declared = _names([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["ui"]])

    assert _imported([*ROOT.glob("coach/**/*.py"), *SCREENS]) == declared
