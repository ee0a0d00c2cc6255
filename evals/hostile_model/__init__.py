"""A model server that misbehaves on command: the double that every test of the model engine stands on."""

from evals.hostile_model.faults import FAULTS, HARMLESS, TRUNCATIONS
from evals.hostile_model.server import MODES, HostileModel
from evals.hostile_model.wire import Call

__all__ = ["FAULTS", "HARMLESS", "MODES", "TRUNCATIONS", "Call", "HostileModel"]
