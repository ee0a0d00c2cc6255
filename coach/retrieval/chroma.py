"""The dense index in Chroma: one collection per kind of passage, in a folder that can always be built again."""

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from coach.domain.passage import PASSAGE_KINDS, Passage, PassageKind
from coach.embedding.protocols import Vectors
from coach.errors import StaleIndexError
from coach.retrieval.protocols import Neighbour, Vector

if TYPE_CHECKING:
    import chromadb
    from chromadb.api.client import Client

DATABASE = "chroma.sqlite3"
_SPACE = "cosine"
_SYNC_AT_ONCE = 2
"""Chroma's smallest threshold: with the default of 1,000 the vectors of a small collection never reach their files."""
_SAMPLES = 5
_SELF_RECALL_AMONG = 3
_SAME = 0.9999
"""Cosine from which two passages count as the same words."""


def build_chroma(folder: Path, passages: Sequence[Passage], vectors: Vectors) -> None:
    """Write a new index into `folder`, which must be empty or new.

    Raises:
        StaleIndexError: Chroma could not write it, or did not keep the cosine space.
    """
    with _chroma_failures(folder), _open_client(folder) as client:
        for kind in PASSAGE_KINDS:
            rows = [row for row, passage in enumerate(passages) if passage.kind == kind]
            if rows:
                _fill(_new_collection(client, kind), rows, passages, vectors, size=client.get_max_batch_size())


def check_chroma(folder: Path, passages: Sequence[Passage], vectors: Vectors) -> None:
    """Compare the index in `folder` with what it should hold: counts, space, and passages that find themselves.

    Raises:
        StaleIndexError: it differs, or Chroma cannot read it.
    """
    index = ChromaIndex(folder, passages)
    try:
        for kind in index.kinds:
            index.check_self_recall(kind, vectors, samples=_SAMPLES)
    finally:
        index.close()


class ChromaIndex:
    """Search the collections; Chroma itself is loaded by the first question."""

    remark = ""

    def __init__(self, folder: Path, passages: Sequence[Passage]) -> None:
        """Search the index in `folder`, which holds `passages`."""
        self._folder = folder
        self._row = {passage.id: row for row, passage in enumerate(passages)}
        self._rows: dict[PassageKind, list[int]] = {}
        for row, passage in enumerate(passages):
            self._rows.setdefault(passage.kind, []).append(row)
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._collections: Mapping[PassageKind, chromadb.Collection] = {}

    @property
    def kinds(self) -> tuple[PassageKind, ...]:
        """The kinds that have passages."""
        return tuple(self._rows)

    def search(
        self, vector: Vector, kind: PassageKind, *, limit: int, record_ids: Collection[str] | None = None
    ) -> list[Neighbour]:
        """Return at most `limit` passages of one kind, nearest first.

        Raises:
            StaleIndexError: Chroma cannot read the index, or the index holds what it should not.
        """
        if kind not in self._rows:
            return []
        where = None if record_ids is None else {"record_id": {"$in": sorted(record_ids)}}
        with _chroma_failures(self._folder):
            found = self._collection(kind).query(
                query_embeddings=vector.reshape(1, -1),
                n_results=min(limit, len(self._rows[kind])),
                where=where,  # type: ignore[arg-type]
                include=["distances"],
            )
            ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
            return [
                Neighbour(self._row[passage_id], 1.0 - float(distance))
                for passage_id, distance in zip(ids, distances, strict=True)
            ]

    def check_self_recall(self, kind: PassageKind, vectors: Vectors, *, samples: int) -> None:
        """Search some passages of a kind by their own vectors.

        Raises:
            StaleIndexError: one of them does not find itself.
        """
        rows = self._rows[kind]
        for row in rows[:: max(1, len(rows) // samples)]:
            found = self.search(vectors[row], kind, limit=_SELF_RECALL_AMONG)
            twins_only = all(neighbour.similarity >= _SAME for neighbour in found)
            if row not in [neighbour.row for neighbour in found] and not (found and twins_only):
                raise StaleIndexError(
                    f"The index in {str(self._folder)!r} no longer finds passage {row}. Build it again."
                )

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            if self._client is not None:
                self._client.close()
            self._client = None

    def _collection(self, kind: PassageKind) -> "chromadb.Collection":
        with self._lock:
            if self._client is None:
                # Chroma would make a new, empty database in a folder that is gone.
                if not (self._folder / DATABASE).is_file():
                    raise StaleIndexError(f"The index in {str(self._folder)!r} is gone. Build it again.")
                self._client = _new_client(self._folder)
                self._collections = self._open_collections(self._client)
        return self._collections[kind]

    def _open_collections(self, client: "Client") -> Mapping[PassageKind, "chromadb.Collection"]:
        collections = {kind: client.get_collection(_name(kind), embedding_function=None) for kind in self._rows}
        for kind, collection in collections.items():
            count = collection.count()
            if count != len(self._rows[kind]) or _space(collection) != _SPACE:
                raise StaleIndexError(
                    f"The collection {_name(kind)!r} has {count} passages in {_space(collection)!r} space; "
                    f"{len(self._rows[kind])} in {_SPACE!r} space were expected. Build the index again."
                )
        return collections


def _new_client(folder: Path) -> "Client":
    # Imported here because it takes more than a second, and a search can do without it until the first question.
    import chromadb
    from chromadb.config import Settings

    # No .env file of the working directory, and no telemetry whatever the environment says.
    settings = Settings(_env_file=None, anonymized_telemetry=False, chroma_otel_collection_endpoint="")
    return cast("Client", chromadb.PersistentClient(folder, settings=settings))


@contextmanager
def _open_client(folder: Path) -> "Iterator[Client]":
    client = _new_client(folder)
    try:
        yield client
    finally:
        client.close()


def _new_collection(client: "Client", kind: PassageKind) -> "chromadb.Collection":
    configuration: Any = {"hnsw": {"space": _SPACE, "sync_threshold": _SYNC_AT_ONCE, "batch_size": _SYNC_AT_ONCE}}
    # Without None here Chroma would fetch a model of its own from the network.
    client.create_collection(_name(kind), embedding_function=None, configuration=configuration)
    collection = client.get_collection(_name(kind), embedding_function=None)
    if _space(collection) != _SPACE:
        raise StaleIndexError(f"Chroma made {_name(kind)!r} in {_space(collection)!r} space instead of {_SPACE!r}.")
    return collection


def _fill(
    collection: "chromadb.Collection", rows: Sequence[int], passages: Sequence[Passage], vectors: Vectors, *, size: int
) -> None:
    for start in range(0, len(rows), size):
        batch = rows[start : start + size]
        collection.add(
            ids=[passages[row].id for row in batch],
            embeddings=vectors[np.array(batch)],
            metadatas=[{"record_id": passages[row].record_id} for row in batch],
        )


def _space(collection: "chromadb.Collection") -> str:
    hnsw: Mapping[str, object] = collection.configuration_json.get("hnsw") or {}
    return str(hnsw.get("space"))


def _name(kind: PassageKind) -> str:
    return f"passages-{kind}"


@contextmanager
def _chroma_failures(folder: Path) -> Iterator[None]:
    """Turn whatever Chroma raises into one error: its own errors, those of its Rust core, of SQLite and of the disk."""
    try:
        yield
    except StaleIndexError:
        raise
    except Exception as error:
        raise StaleIndexError(f"Chroma cannot use the index in {str(folder)!r} ({error}). Build it again.") from error
