"""The file of results: one JSON line for each account, written as it finishes, that survives being killed.

While a batch runs, lines are only added, and the last one of an account counts. At the end the file is put in the order
of the accounts, with one line for each.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator

from coach.domain.finding import Assessment
from coach.domain.provenance import Engine, Provenance
from coach.domain.record import Line, Record
from coach.errors import StoreError

_START = b'{"id":'


class ReadBy(Record):
    """What was asked to read an account. Another version of one of these reads it again."""

    engine: Engine
    model: Line
    prompts: tuple[Line, ...]
    knowledge_version: Line

    @classmethod
    def of(cls, made: Provenance) -> Self:
        """Return what a provenance says that can change a result; prompts for other work cannot."""
        prompts = tuple(prompt for prompt in made.prompts if prompt.startswith("assess/"))
        return cls(engine=made.engine, model=made.model, prompts=prompts, knowledge_version=made.knowledge_version)


class Result(Record):
    """One line: what an account shows, or why it could not be read."""

    id: str = Field(min_length=1)
    content: str
    """The hash of the account and its role."""
    read_by: ReadBy
    assessment: Assessment | None
    failure: str | None

    @model_validator(mode="after")
    def _is_one_or_the_other(self) -> Self:
        if (self.assessment is None) == (self.failure is None):
            raise ValueError("a result has an assessment or a failure")
        return self


@dataclass(frozen=True)
class Kept:
    """What is remembered of a line: everything but the assessment."""

    content: str
    read_by: ReadBy
    is_read: bool
    start: int
    end: int


class ResultFile:
    """An open file of results, which no other batch can write to."""

    def __init__(self, path: Path, handle: int) -> None:
        """Read the file behind `handle`; use `open_results` to get one."""
        self._path = path
        self._handle = handle
        self.kept: dict[str, Kept] = {}
        self.torn = 0
        """Bytes of a last line that a kill had cut short, and that were taken away."""
        self._end = 0
        self._load()

    def append(self, result: Result) -> None:
        """Write one line, and return when it is on the disk.

        Raises:
            StoreError: the disk refused.
        """
        line = result.model_dump_json().encode() + b"\n"
        try:
            _write(self._handle, line)
            os.fsync(self._handle)
        except OSError as error:
            raise self._refused(error) from error
        self._remember(result, len(line))

    def tidy(self, ids: Iterable[str]) -> int:
        """Put the file in the order of `ids`; return how many lines of other accounts stand behind them.

        Raises:
            StoreError: the disk refused; the file is as it was.
        """
        wanted = [item_id for item_id in dict.fromkeys(ids) if item_id in self.kept]
        listed = set(wanted)
        others = [item_id for item_id in self.kept if item_id not in listed]
        scratch = self._path.with_name(f"{self._path.name}.new")
        try:
            with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                for item_id in (*wanted, *others):
                    kept = self.kept[item_id]
                    file.write(os.pread(self._handle, kept.end - kept.start, kept.start))
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(self._path)
            _sync_folder(self._path)
        except OSError as error:
            scratch.unlink(missing_ok=True)
            raise self._refused(error) from error
        return len(others)

    def _load(self) -> None:
        for number, line in enumerate(_lines(self._handle), start=1):
            if not line.endswith(b"\n"):
                self._cut(line)
                return
            try:
                result = Result.model_validate_json(line)
            except ValidationError as error:
                raise StoreError(
                    f"Line {number} of {str(self._path)!r} is no result of `coach batch`. "
                    "Nothing was changed. Name another file with --out."
                ) from error
            self._remember(result, len(line))

    def _cut(self, line: bytes) -> None:
        """Take away a last line without an end, if it is the beginning of one of ours."""
        if not (line.startswith(_START) or _START.startswith(line)):
            raise StoreError(
                f"{str(self._path)!r} does not hold results of `coach batch`. Nothing was changed. "
                "Name another file with --out."
            )
        try:
            os.ftruncate(self._handle, self._end)
        except OSError as error:
            raise self._refused(error) from error
        self.torn = len(line)

    def _remember(self, result: Result, length: int) -> None:
        start, self._end = self._end, self._end + length
        is_read = result.assessment is not None
        self.kept[result.id] = Kept(result.content, result.read_by, is_read, start, self._end)

    def _refused(self, error: OSError) -> StoreError:
        return StoreError(
            f"The results cannot be written to {str(self._path)!r} ({error.strerror}). What was written before is "
            "kept. Make room or name another place, and start again: what is done is not done twice."
        )


@contextmanager
def open_results(path: Path) -> Iterator[ResultFile]:
    """Open the file, or make it, and hold it against other batches.

    Raises:
        StoreError: it cannot be opened, another batch writes to it, or it holds something else.
    """
    handle = _open(path)
    try:
        yield ResultFile(path, handle)
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(
                f"The results cannot be written to {str(path)!r} ({error.strerror}). Name another file with --out."
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            raise StoreError(
                f"Another `coach batch` writes to {str(path)!r}. Wait for it, or name another file with --out."
            ) from error
        # A batch that ended in this moment has put another file in the place of the one that was opened.
        if path.exists() and path.samefile(f"/dev/fd/{handle}"):
            return handle
        os.close(handle)


def _lines(handle: int) -> Iterator[bytes]:
    with os.fdopen(os.dup(handle), "rb") as file:
        file.seek(0)
        yield from file


def _write(handle: int, line: bytes) -> None:
    while line:
        line = line[os.write(handle, line) :]


def _sync_folder(path: Path) -> None:
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
