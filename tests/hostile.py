"""The hostile model as a fixture, and the lists that tests of the model engine run over."""

from collections.abc import Iterator

import pytest

from evals.hostile_model import FAULTS as _FAULTS
from evals.hostile_model import HARMLESS, TRUNCATIONS, HostileModel

__all__ = ["CHAT_FAULTS", "FAULTS", "HARMLESS", "TRUNCATIONS", "hostile"]

FAULTS = tuple(fault.id for fault in _FAULTS)
"""The id of every fault; `HostileModel.mode` takes it."""
CHAT_FAULTS = tuple(fault.id for fault in _FAULTS if fault.scope != "embeddings")


@pytest.fixture
def hostile() -> Iterator[HostileModel]:
    """Run a hostile model of this test's own, in the mode `honest` until the test sets another."""
    with HostileModel() as server:
        yield server
