"""A home of its own for every test of a screen, with the caches that take seconds to make copied in."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from coach.bootstrap import build_coach
from coach.domain.account import Account
from coach.service import Coach
from coach.settings import Settings
from coach.ui import resources
from tests.app.screens.drafts import keep_read_draft
from tests.app.screens.reading import ACCOUNT
from tests.app.serving import Served, serve_app
from tests.builders import ME


@pytest.fixture(scope="session")
def warm_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which the index and the vectors are made, and nothing is kept about anybody."""
    home = tmp_path_factory.mktemp("warm")
    coach = build_coach(Settings(home=home))
    coach.answer("Who is my customer?", role_id="warehouse-picker", principal=ME)
    coach.assess(Account(text=ACCOUNT, role_id="warehouse-picker"), principal=ME)
    return home


@pytest.fixture
def home(warm_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return an empty home that the app uses; the app starts anew in it."""
    folder = tmp_path / "home"
    shutil.copytree(warm_home, folder, ignore=shutil.ignore_patterns("*.db*"))
    monkeypatch.setenv("COACH_HOME", str(folder))
    st.cache_resource.clear()
    yield folder
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def served(warm_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the app for one file of browser tests, in a home that holds one account that was read."""
    home = tmp_path_factory.mktemp("served")
    shutil.copytree(warm_home, home / "coach", ignore=shutil.ignore_patterns("*.db*"))
    (home / "coach").chmod(0o700)
    keep_read_draft(build_coach(Settings(home=home / "coach")))
    with serve_app(home) as running:
        yield running


@pytest.fixture
def coach(home: Path) -> Coach:
    """Return the Coach that the app of this test uses."""
    return resources.coach()
