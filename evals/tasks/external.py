"""Where data that others made lies: the folder named by COACH_EVAL_DATA, in which nothing is known by name.

A file is what its columns say. Each part is skipped with a clear line where it is absent.
"""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from coach.embedding.protocols import Vectors
from coach.errors import CoachError
from evals.errors import DatasetError
from evals.suite.engine import EngineUnderTest
from evals.suite.task import SkippedTask

OTHERS = "others; see SOURCE.md in the folder of external data"
Row = dict[str, Any]
Numbered = tuple[int, Row]
"""A line's number and its object."""


def external_root(engine: EngineUnderTest) -> Path:
    """Return the folder of external data.

    Raises:
        SkippedTask: there is none.
    """
    root = engine.settings.eval_data
    if root is None or not root.is_dir():
        raise SkippedTask("external data not found: set COACH_EVAL_DATA to its folder")
    return root


def external(engine: EngineUnderTest, what: str) -> Path:
    """Return a part of the external data.

    Raises:
        SkippedTask: it is not there.
    """
    path = external_root(engine) / what
    if not path.exists():
        raise SkippedTask(f"external data not found: {what}/ is not in the folder of COACH_EVAL_DATA")
    return path


def read_rows(path: Path, columns: Collection[str] = ()) -> Iterator[Numbered]:
    """Yield the JSON objects of a file with their line numbers.

    Raises:
        DatasetError: a line is no JSON object, or lacks a column.
    """
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise DatasetError(f"{path.name}, line {number}: no JSON ({error.msg}). Mend the line.") from None
        if not isinstance(row, dict):
            raise DatasetError(f"{path.name}, line {number}: not a JSON object. Mend the line.")
        if missing := [column for column in columns if column not in row]:
            raise DatasetError(f"{path.name}, line {number}: there is no {', '.join(missing)}. Add it.")
        yield number, row


def read_tables(folder: Path, columns: Collection[str]) -> Iterator[tuple[Path, tuple[Numbered, ...]]]:
    """Yield each file of JSON lines whose first line has the columns; a file without them is about something else.

    Raises:
        DatasetError: a line is malformed.
    """
    for path in sorted(folder.glob("*.jsonl")):
        first = next(read_rows(path), None)
        if first and set(columns) <= set(first[1]):
            yield path, tuple(read_rows(path, columns))


def read_json(path: Path) -> Any:
    """Return what a JSON file holds.

    Raises:
        DatasetError: it is no JSON.
    """
    try:
        return json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise DatasetError(f"{path.name}, line {error.lineno}: no JSON ({error.msg}). Mend the file.") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path.name} cannot be read ({error}). Put it there as UTF-8.") from None


def as_dataset_error(problem: CoachError, path: Path) -> DatasetError:
    """Return a fault in somebody's files as one of the data that a suite is run on."""
    return DatasetError(f"{path.name}: {problem}")


class KnownVectors:
    """Embed texts, each of them once."""

    def __init__(self, embed: Callable[[Sequence[str]], Vectors]) -> None:
        """Embed with `embed`."""
        self._embed = embed
        self._known: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text, in order."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._embed(new), strict=True))
        return np.stack([self._known[text] for text in texts])
