"""The product, put together as for a person, with a model that means harm."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.bootstrap import build_coach
from evals.hostile_model import HostileModel
from tests.conftest import Clock, copy_home
from tests.integration.hostile.world import Watch, World, settings_for

_WATCH = Watch()


@pytest.fixture(scope="session")
def watch() -> Watch:
    """Return a list of all addresses that this process connects to from now on."""
    if not _WATCH.is_on:
        _WATCH.is_on = True
        sys.addaudithook(_WATCH.note)
    return _WATCH


@pytest.fixture(scope="module")
def server() -> Iterator[HostileModel]:
    """Run one hostile model for a file of tests; each test sets its mode."""
    with HostileModel() as server:
        yield server


@pytest.fixture(scope="module")
def world(server: HostileModel, demo_home: Path, watch: Watch, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return the product with this model, and with somebody else's words in its databases."""
    home = copy_home(demo_home, tmp_path_factory.mktemp("hostile") / "home")
    coach = build_coach(settings_for(server, home), clock=Clock(), exact_only=True)
    world = World(coach, home, server, watch)
    world.add_somebody_else()
    return world
