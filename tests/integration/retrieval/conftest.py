"""One index of the tiny organisation, built once; every test takes a copy."""

import shutil
from pathlib import Path

import pytest

from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.build import open_index
from tests.builders import HashEncoder, make_knowledge


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a sound index; only to be copied."""
    built = tmp_path_factory.mktemp("built")
    open_index(make_knowledge(), HashEncoder(), built)
    return built


@pytest.fixture
def knowledge() -> KnowledgeBase:
    """Return the tiny organisation."""
    return make_knowledge()


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    """Return a home with a sound index of the test's own."""
    own = tmp_path / "home"
    shutil.copytree(built_home, own)
    return own
