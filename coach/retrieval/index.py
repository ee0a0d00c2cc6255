"""An opened index: passages, cues, their vectors, and the two ways to search them."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from coach.domain.passage import Passage
from coach.embedding.protocols import Vectors
from coach.errors import StaleIndexError
from coach.retrieval.chroma import ChromaIndex
from coach.retrieval.cues import Cue
from coach.retrieval.exact import ExactIndex, GuardedIndex
from coach.retrieval.lexical import LexicalIndex
from coach.retrieval.manifest import CHROMA, CUES, PASSAGES, VECTORS, Manifest
from coach.retrieval.passages import index_text
from coach.retrieval.protocols import DenseIndex


@dataclass(frozen=True, kw_only=True)
class IndexRows:
    """What is indexed: the rows of the vectors are the passages, then the cues."""

    passages: tuple[Passage, ...]
    cues: tuple[Cue, ...]
    vectors: Vectors

    @property
    def passage_vectors(self) -> Vectors:
        """The rows that can be found."""
        return self.vectors[: len(self.passages)]


@dataclass(frozen=True, kw_only=True)
class Index:
    """What a retriever needs, ready to search."""

    name: str
    """The folder's name; empty for an index that lives in memory only."""
    encoder: str
    rows: IndexRows
    lexical: LexicalIndex = field(repr=False)
    dense: DenseIndex = field(repr=False)
    embedded: int = 0
    """How many texts were embedded to open it; 0 where the index was there already."""
    reused: int = 0
    """How many vectors were taken from the index before it."""
    reason: str = ""
    """Why it was built; empty where it was there already."""


def write_rows(folder: Path, rows: IndexRows) -> None:
    """Write passages, cues and vectors."""
    _write_lines(folder / PASSAGES, [passage.model_dump_json() for passage in rows.passages])
    _write_lines(folder / CUES, [cue.model_dump_json() for cue in rows.cues])
    np.save(folder / VECTORS, rows.vectors, allow_pickle=False)


def read_rows(folder: Path, manifest: Manifest) -> IndexRows:
    """Read what `write_rows` wrote, after the files were checked against the manifest.

    Raises:
        StaleIndexError: the files agree with their hashes and yet not with the manifest.
    """
    try:
        passages = tuple(Passage.model_validate_json(line) for line in _read_lines(folder / PASSAGES))
        cues = tuple(Cue.model_validate_json(line) for line in _read_lines(folder / CUES))
        vectors: Vectors = np.load(folder / VECTORS, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise StaleIndexError(f"The index in {str(folder)!r} cannot be read ({error}). Build it again.") from error
    if vectors.shape != (len(passages) + len(cues), manifest.dimension):
        raise StaleIndexError(f"The vectors in {str(folder)!r} do not fit the passages. Build the index again.")
    return IndexRows(passages=passages, cues=cues, vectors=vectors)


def open_rows(rows: IndexRows, *, encoder: str, folder: Path | None, exact_only: bool, remark: str = "") -> Index:
    """Return an index over `rows`; without a folder, or with `exact_only`, Chroma is not used."""
    exact = ExactIndex(rows.passages, rows.passage_vectors, remark=remark)
    dense: DenseIndex = exact
    if folder is not None and not exact_only:
        dense = GuardedIndex(ChromaIndex(folder / CHROMA, rows.passages), exact)
    lexical = LexicalIndex([index_text(passage) for passage in rows.passages])
    return Index(name=folder.name if folder else "", encoder=encoder, rows=rows, lexical=lexical, dense=dense)


def _write_lines(path: Path, lines: list[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _read_lines(path: Path) -> list[str]:
    # Not splitlines: a text may hold other characters that count as line ends.
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line]
