"""A short hash of a vision's behaviours: what was fitted for one vision must not be used for another."""

import hashlib
from collections.abc import Iterable

from coach.domain.knowledge import Behaviour


def fingerprint(behaviours: Iterable[Behaviour]) -> str:
    """Return a hash of the behaviours' ids, names and summaries; their order does not count."""
    texts = sorted(f"{behaviour.id}\n{behaviour.name}. {behaviour.summary}" for behaviour in behaviours)
    return hashlib.sha256("\n".join(texts).encode("utf-8")).hexdigest()[:16]
