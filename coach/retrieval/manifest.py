"""The manifest of an index folder: what it holds, for which knowledge and encoder, and the hash of every file.

An index is judged by its manifest before Chroma is loaded, because Chroma answers wrongly from some damaged files and
dies on others. `chroma.sqlite3` has no hash: Chroma rewrites it whenever it opens it. SQLite's own check reads it.
"""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from pydantic import ValidationError

from coach.domain.passage import PassageKind
from coach.domain.record import Line, Record
from coach.errors import StaleIndexError
from coach.retrieval.chroma import DATABASE

MANIFEST = "manifest.json"
PASSAGES = "passages.jsonl"
CUES = "cues.jsonl"
VECTORS = "vectors.npy"
CHROMA = "chroma"


class Manifest(Record):
    """What an index folder holds."""

    knowledge_version: Line
    encoder: Line
    dimension: int
    passage_format: Line
    counts: dict[PassageKind, int]
    cues: int
    texts: tuple[str, ...]
    """SHA-256 of what was embedded, one for each row of the vectors: passages first, then cues."""
    files: dict[str, str]
    """SHA-256 by name relative to the folder."""


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def hash_files(folder: Path) -> dict[str, str]:
    """Return the hash of every file that must not change."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): _hash_file(path)
        for path in files
        if path.name != MANIFEST and not path.name.startswith(DATABASE)
    }


def write_manifest(folder: Path, manifest: Manifest) -> str:
    """Write the manifest and return its own hash."""
    text = manifest.model_dump_json(indent=1)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return hash_text(text)


def read_manifest(folder: Path, digest: str) -> Manifest:
    """Return the manifest if it is the one that `digest` names.

    Raises:
        StaleIndexError: it is missing, altered or not a manifest.
    """
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StaleIndexError(f"The index in {str(folder)!r} has no readable manifest. Build it again.") from error
    if hash_text(text) != digest:
        raise StaleIndexError(f"The manifest in {str(folder)!r} was altered. Build the index again.")
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise StaleIndexError(f"The manifest in {str(folder)!r} has another form. Build the index again.") from error


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compare every file with the manifest, and let SQLite check its own.

    Raises:
        StaleIndexError: a file is missing, altered or damaged; the message names it.
    """
    for name, digest in manifest.files.items():
        try:
            found = _hash_file(folder / name)
        except OSError as error:
            raise StaleIndexError(f"{name!r} of the index in {str(folder)!r} is missing. Build it again.") from error
        if found != digest:
            raise StaleIndexError(f"{name!r} of the index in {str(folder)!r} was altered. Build it again.")
    _check_database(folder / CHROMA / DATABASE)


def _check_database(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            verdict = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise StaleIndexError(f"The database {str(path)!r} is damaged ({error}). Build the index again.") from error
    if verdict != "ok":
        raise StaleIndexError(f"The database {str(path)!r} is damaged ({verdict}). Build the index again.")


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
