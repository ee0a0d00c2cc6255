"""Texts with personal data marked in them, as in `I rang {name:Mrs Okafor} on {phone:07700 900123}`."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from coach.domain.account import Span
from coach.domain.redaction import Private

KINDS: tuple[Private, ...] = get_args(Private)
_MARK = re.compile(rf"\{{({'|'.join(KINDS)}):([^{{}}]+)\}}")


@dataclass(frozen=True)
class Mark:
    """One piece of personal data."""

    kind: Private
    span: Span


@dataclass(frozen=True)
class Marked:
    """A text, and where its personal data stand."""

    text: str
    marks: tuple[Mark, ...]


def parse(marked: str) -> Marked:
    """Return the text without its marks, and where they were."""
    parts: list[str] = []
    marks: list[Mark] = []
    done = length = 0
    for match in _MARK.finditer(marked):
        before, inside = marked[done : match.start()], match.group(2)
        parts += before, inside
        start = length + len(before)
        done, length = match.end(), start + len(inside)
        kind = next(kind for kind in KINDS if kind == match.group(1))
        marks.append(Mark(kind, Span(start=start, end=length)))
    return Marked("".join([*parts, marked[done:]]), tuple(marks))


def read_marked(path: Path) -> Iterator[Marked]:
    """Read a data set, one text a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield parse(json.loads(line)["text"])
