"""What is slow to make is made once and shared: the encoder, the demo organisation, vectors and an index."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.bootstrap import build_coach
from coach.domain.account import Account
from coach.embedding.minilm import MiniLM
from coach.knowledge.files import load_knowledge
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.service import Coach
from coach.settings import Settings
from tests.builders import ACCOUNT_TEXT, ME, write_knowledge

ROOT = Path(__file__).resolve().parents[1]
pytest_plugins = ("tests.hostile",)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def encoder() -> MiniLM:
    """Return the shipped encoder."""
    return MiniLM.load()


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    """Return the demo organisation."""
    return load_knowledge(ROOT / "knowledge", today=NOW.date())


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home that all test processes fill together; nobody's words are ever kept in it."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "prepared-home"


@pytest.fixture(scope="session")
def reading_coach(prepared_home: Path) -> Coach:
    """Return a Coach of the demo organisation for reading accounts; keep nothing with it."""
    coach = build_coach(Settings(home=prepared_home), clock=Clock(), exact_only=True)
    coach.assess(coach.example_account(principal=ME), principal=ME)
    return coach


@pytest.fixture(scope="session")
def demo_home(reading_coach: Coach, prepared_home: Path) -> Path:
    """Return a home with the vectors of the demo organisation. Change only copies of it."""
    return prepared_home


@pytest.fixture(scope="session")
def tiny_knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the tiny organisation of `tests.builders`."""
    return write_knowledge(tmp_path_factory.mktemp("tiny-knowledge"))


@pytest.fixture(scope="session")
def tiny_home(tiny_knowledge: Path, prepared_home: Path) -> Path:
    """Return a home with the vectors and the index of the tiny organisation. Change only copies of it."""
    home = prepared_home.with_name("tiny-home")
    coach = build_coach(Settings(home=home, knowledge=tiny_knowledge), clock=Clock(), exact_only=True)
    coach.search("Who owns a problem?", principal=ME)
    coach.assess(Account(text=ACCOUNT_TEXT, role_id="shop-adviser"), principal=ME)
    return home


def copy_home(home: Path, copy: Path) -> Path:
    """Copy a home without what another test process is writing into it at the moment."""
    return shutil.copytree(home, copy, ignore=shutil.ignore_patterns("*.tmp", "new-*"))


class Clock:
    """Says what it was told."""

    def __init__(self, now: datetime = NOW) -> None:
        """Start at the tests' own present."""
        self.now = now

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now
