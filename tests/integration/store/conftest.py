from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.store.private import SqlitePrivateStore
from tests.integration.store.children import TickingClock


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Iterator[SqlitePrivateStore]:
    opened = SqlitePrivateStore.open(home, clock=TickingClock())
    yield opened
    opened.close()
