"""The role lens: which passages speak to this role, which speak of others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.domain.knowledge import Role
from coach.domain.passage import Passage

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Lens:
    """The roles a question is about: that of the person who asks, and those the question names."""

    role_ids: frozenset[str]

    def hides(self, passage: Passage) -> bool:
        """Say whether the passage describes another role: it would tell the reader what somebody else is asked for."""
        return passage.kind == "role" and not self.role_ids.intersection(passage.role_ids)

    def is_foreign(self, passage: Passage) -> bool:
        """Say whether the passage is about other roles only; it can be found, but stands behind."""
        return bool(passage.role_ids) and not self.role_ids.intersection(passage.role_ids)


class RoleNames:
    """Find the roles that a question names."""

    def __init__(self, roles: Sequence[Role]) -> None:
        """Know each role by its name and by what it is also called."""
        self._names = [(role.id, _spaced(name)) for role in roles for name in (role.name, *role.also_called)]
        self.role_ids = tuple(role.id for role in roles)

    def named_in(self, query: str) -> frozenset[str]:
        """Return the roles whose name stands in the question, in the singular or with an s."""
        words = _spaced(query)
        return frozenset(role_id for role_id, name in self._names if name in words or f"{name.rstrip()}s " in words)


def _spaced(text: str) -> str:
    return f" {_NOT_A_LETTER.sub(' ', text.lower()).strip()} "
