"""Read a dataset of one JSON record a line; what is wrong is named with file, line and remedy."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from coach.domain.record import Record
from evals.errors import DatasetError

R = TypeVar("R", bound=Record)


def read_records(path: Path, kind: type[R]) -> tuple[R, ...]:
    """Return the records of a file; blank lines are passed over.

    Raises:
        DatasetError: the file is missing, a line is malformed, or an `id` stands there twice.
    """
    records = tuple(record for _, record in read_numbered(path, kind))
    return records


def read_numbered(path: Path, kind: type[R]) -> tuple[tuple[int, R], ...]:
    """Return the records with their line numbers.

    Raises:
        DatasetError: the file is missing, a line is malformed, or an `id` stands there twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"The dataset {path.name} cannot be read ({error}). Put it back, as UTF-8.") from None
    rows = [(number, _record(path, number, line, kind)) for number, line in enumerate(lines, start=1) if line.strip()]
    _refuse_twice(path, ((number, getattr(record, "id", None)) for number, record in rows))
    return tuple(rows)


def _record(path: Path, number: int, line: str, kind: type[R]) -> R:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the line"
        raise DatasetError(
            f"{path.name}, line {number}: {place}: {first['msg']}. Mend the line; the card beside the file says what "
            "belongs there."
        ) from None


def _refuse_twice(path: Path, ids: Iterable[tuple[int, object]]) -> None:
    seen: dict[object, int] = {}
    for number, sample_id in ids:
        if sample_id is not None and sample_id in seen:
            raise DatasetError(
                f"{path.name}, line {number}: the id {sample_id!r} stands in line {seen[sample_id]} already. "
                "Give each sample an id of its own."
            )
        seen[sample_id] = number
