"""One thing that is wrong in the knowledge files, said so that an author can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "remark"]

_MAX_LISTED = 20


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong, where it stands, and what to do."""

    path: str
    """The file, relative to the knowledge folder."""
    text: str
    """What is wrong, a semicolon, the remedy."""
    line: int | None = None
    """Counted from 1; None where the problem has no line, such as a missing file."""
    field: str = ""
    """The path to the field, such as `expectations[2].behaviour_id`; items are counted from 1."""
    severity: Severity = "error"
    """An error stops the load; a remark does not."""

    def place(self) -> str:
        """Return where the problem stands: file:line."""
        return self.path if self.line is None else f"{self.path}:{self.line}"

    def line_text(self) -> str:
        """Return the problem as one line: file:line: field: what; remedy."""
        return ": ".join(part for part in (self.place(), self.field, self.text) if part)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the remedy for an unknown word: the closest known ones, or all if none is close and they are few."""
    names = sorted(set(known))
    close = get_close_matches(word, names, n=3, cutoff=0.7)
    if close:
        return f"did you mean {' or '.join(map(repr, close))}?"
    if not names:
        return "there are none yet"
    if len(names) > _MAX_LISTED:
        return f"none of the {len(names)} known ones is close"
    return f"use one of {', '.join(names)}"
