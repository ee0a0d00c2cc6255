"""A backup as a file: the databases in a ZIP archive, with a list of what is in it."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Literal, get_args
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from pydantic import AwareDatetime, Field

from coach.domain.record import Record
from coach.errors import StoreError
from coach.store.failures import plain_failures
from coach.store.migrate import DatabaseName, revisions

MANIFEST = "manifest.json"
DATABASES: tuple[DatabaseName, ...] = get_args(DatabaseName)
_LONGEST_MANIFEST = 100_000
_BLOCK = 1 << 20
_NOTHING_CHANGED = "Nothing was changed."


class BackedUp(Record):
    """One database in a backup."""

    name: DatabaseName
    revision: str
    """The revision of its tables."""
    size: int = Field(ge=0)
    sha256: str

    @property
    def file_name(self) -> str:
        """The name of its file, in the archive and in a home folder."""
        return file_name(self.name)


class Manifest(Record):
    """What is in a backup."""

    format: Literal["vision-coach/backup"] = "vision-coach/backup"
    format_version: Literal[1] = 1
    made_at: AwareDatetime
    code_version: str
    databases: tuple[BackedUp, ...] = Field(min_length=1, max_length=len(DATABASES))


def file_name(name: DatabaseName) -> str:
    """Return the name of a database's file."""
    return f"{name}.db"


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as content:
        return _copy(content, None)


def write_archive(path: Path, manifest: Manifest, folder: Path) -> None:
    """Write the archive from the files in a folder."""
    # Not compressed: an archive of any size then holds no more than it is long.
    with ZipFile(path, "w", ZIP_STORED) as archive:
        archive.writestr(MANIFEST, manifest.model_dump_json(indent=2))
        for database in manifest.databases:
            archive.write(folder / database.file_name, database.file_name)


def check_archive(path: Path) -> Manifest:
    """Return what is in a backup once every byte of it is what was written.

    Raises:
        StoreError: it is no backup, it is damaged, or a newer version made it; nothing was written anywhere.
    """
    with _opened(path) as archive:
        manifest = _manifest(archive, path)
        for database in manifest.databases:
            _check_version(database, path)
            _unpack(archive, database, path, None)
        return manifest


def unpack_archive(path: Path, folder: Path) -> None:
    """Write the databases of a backup into an empty folder, for their owner alone."""
    with _opened(path) as archive:
        for database in _manifest(archive, path).databases:
            file = folder / database.file_name
            file.touch(mode=0o600, exist_ok=False)
            with file.open("wb") as unpacked:
                _unpack(archive, database, path, unpacked)


@contextmanager
def _opened(path: Path) -> Iterator[ZipFile]:
    if not path.is_file():
        raise StoreError(f"There is no file {str(path)!r}. {_NOTHING_CHANGED} Name a file that `coach backup` wrote.")
    with plain_failures(path, outcome=_NOTHING_CHANGED):
        try:
            with ZipFile(path) as archive:
                yield archive
        except (BadZipFile, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError, struct.error):
            raise _unsound(path) from None


def _manifest(archive: ZipFile, path: Path) -> Manifest:
    if archive.getinfo(MANIFEST).file_size > _LONGEST_MANIFEST:
        raise _unsound(path)
    manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    listed = [MANIFEST, *(database.file_name for database in manifest.databases)]
    # Nothing is unpacked by a name that the archive chose, or twice, or to more than the archive is long.
    entries = archive.infolist()
    if sorted(entry.filename for entry in entries) != sorted(listed) or len(set(listed)) != len(listed):
        raise _unsound(path)
    if any(entry.compress_type != ZIP_STORED for entry in entries):
        raise _unsound(path)
    if sum(entry.file_size for entry in entries) > path.stat().st_size:
        raise _unsound(path)
    return manifest


def _check_version(database: BackedUp, path: Path) -> None:
    known = revisions(database.name)
    if database.revision not in known:
        raise StoreError(
            f"The backup {str(path)!r} was made by a newer version of Vision Coach ({database.name} tables "
            f"{database.revision!r}; this version knows up to {known[-1]!r}). {_NOTHING_CHANGED} Install the newer "
            "version, then restore with it."
        )


def _unpack(archive: ZipFile, database: BackedUp, path: Path, to: IO[bytes] | None) -> None:
    if archive.getinfo(database.file_name).file_size != database.size:
        raise _unsound(path)
    with archive.open(database.file_name) as packed:
        if _copy(packed, to) != database.sha256:
            raise _unsound(path)


def _copy(source: IO[bytes], to: IO[bytes] | None) -> str:
    digest = sha256()
    while block := source.read(_BLOCK):
        digest.update(block)
        if to is not None:
            to.write(block)
    return digest.hexdigest()


def _unsound(path: Path) -> StoreError:
    return StoreError(
        f"The file {str(path)!r} is no whole backup of Vision Coach: it is something else, was cut short or was "
        f"altered. {_NOTHING_CHANGED} Take another backup."
    )
