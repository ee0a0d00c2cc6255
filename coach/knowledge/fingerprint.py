"""Short hashes of a vision's behaviours: what was fitted for one vision, or read by it, is known from another's."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple

from coach.domain.knowledge import Behaviour, Role
from coach.knowledge.material import material_of


def fingerprint(behaviours: Iterable[Behaviour]) -> str:
    """Return a hash of the behaviours' ids, names and summaries; their order does not count."""
    texts = sorted(f"{behaviour.id}\n{behaviour.name}. {behaviour.summary}" for behaviour in behaviours)
    return hashlib.sha256("\n".join(texts).encode("utf-8")).hexdigest()[:16]


def asked_prints(role: Role, behaviours: Iterable[Behaviour]) -> dict[str, str]:
    """Return a short hash of what is asked of a role in each behaviour, by the behaviour's id.

    It is of the texts that accounts are compared with and of the expected point: where two differ, the same words may
    come to another state. Who owns a behaviour and when it is reviewed does not count.
    """
    asked = ((behaviour, role.expectation(behaviour.id)) for behaviour in behaviours)
    return {
        behaviour.id: _short_hash([astuple(material_of(behaviour)), item.point]) for behaviour, item in asked if item
    }


def _short_hash(parts: list[object]) -> str:
    return hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest()[:12]
