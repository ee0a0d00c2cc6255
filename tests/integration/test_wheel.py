"""The wheel holds what the product needs to run, and nothing else."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[2]

# What of the checkout is shipped, and the folder of the wheel that it is put under.
SHIPPED = (
    ("coach/**/*.py", ""),
    ("coach/assess/*.json", ""),
    ("coach/chat/*.json", ""),
    ("coach/llm/personal/lists/*", ""),
    ("coach/report/export/*.typ", ""),
    ("coach/report/export/fonts/*", ""),
    ("coach/retrieval/*.json", ""),
    ("coach/ui/assets/*", ""),
    ("coach/embedding/minilm/*", ""),
    ("coach/embedding/reader/*", ""),
    ("knowledge/**/*", "coach/content/"),
    ("prompts/**/*", "coach/content/"),
    ("streamlit_app.py", "coach/content/"),
    (".streamlit/config.toml", "coach/content/"),
)
METADATA = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def _files(pattern: str) -> list[str]:
    found = (path for path in ROOT.glob(pattern) if path.is_file() and "__pycache__" not in path.parts)
    return [path.relative_to(ROOT).as_posix() for path in found]


def test_the_wheel_holds_the_product_and_nothing_else(wheel: Path) -> None:
    product = [folder + name for pattern, folder in SHIPPED for name in _files(pattern)]
    metadata = [f"{'-'.join(wheel.name.split('-')[:2])}.dist-info/{name}" for name in METADATA]

    assert sorted(ZipFile(wheel).namelist()) == sorted(product + metadata)


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in SHIPPED])
def test_each_kind_of_content_that_the_product_needs_is_there(pattern: str) -> None:
    assert _files(pattern)
