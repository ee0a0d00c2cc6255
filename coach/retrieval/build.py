"""Open the index of a knowledge base; build it first where it is missing, stale or damaged.

An index is a cache named by the knowledge, the encoder and the passage format. A new one is built beside the live
one, checked in a child process and switched to; vectors of unchanged texts are taken over.
"""

import hashlib
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from coach.domain.passage import Passage
from coach.embedding.protocols import Encoder, Vectors
from coach.errors import StaleIndexError, StoreError
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.check import check_in_child
from coach.retrieval.chroma import build_chroma
from coach.retrieval.cues import Cue, build_cues
from coach.retrieval.index import Index, IndexRows, open_rows, read_rows, write_rows
from coach.retrieval.live import LOCK_WAIT_S, Pointer, building, index_root, read_pointer, switch_to
from coach.retrieval.manifest import (
    CHROMA,
    VECTORS,
    Manifest,
    check_files,
    hash_files,
    hash_text,
    read_manifest,
    write_manifest,
)
from coach.retrieval.passages import PASSAGE_FORMAT, build_passages, index_text


def index_name(knowledge: KnowledgeBase, encoder: Encoder) -> str:
    """Return the name of the index that fits this knowledge and this encoder."""
    parts = "\n".join((knowledge.version, encoder.name, PASSAGE_FORMAT))
    return hashlib.sha256(parts.encode("utf-8")).hexdigest()[:16]


def is_live(index: Index, home: Path) -> bool:
    """Say whether `index` is still the one that new readers open; another process may have switched."""
    try:
        return read_pointer(index_root(home)).name == index.name
    except StaleIndexError:
        return False


def open_index(
    knowledge: KnowledgeBase,
    encoder: Encoder,
    home: Path,
    *,
    exact_only: bool = False,
    lock_wait_s: float = LOCK_WAIT_S,
) -> Index:
    """Return the index of `knowledge`, built if need be.

    Where it cannot be built or saved, it lives in memory, and its remark says so. With `exact_only` the index on disk
    is the same, but Chroma is never loaded to search it: right for a process that answers one question.
    """
    root = index_root(home)
    try:
        return _open_live(root, index_name(knowledge, encoder), encoder, exact_only=exact_only)
    except StaleIndexError:
        pass
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with building(root, wait_s=lock_wait_s):
            return _open_or_build(knowledge, encoder, root, exact_only=exact_only)
    except (OSError, StoreError, StaleIndexError) as error:
        return _open_in_memory(knowledge, encoder, error)


def _open_live(root: Path, name: str, encoder: Encoder, *, exact_only: bool) -> Index:
    pointer = read_pointer(root)
    if pointer.name != name:
        raise StaleIndexError(
            f"The index {pointer.name!r} belongs to other knowledge or another encoder. Build it again."
        )
    folder = root / pointer.name
    manifest = read_manifest(folder, pointer.digest)
    check_files(folder, manifest)
    rows = read_rows(folder, manifest)
    return open_rows(rows, encoder=encoder.name, folder=folder, exact_only=exact_only)


def _open_or_build(knowledge: KnowledgeBase, encoder: Encoder, root: Path, *, exact_only: bool) -> Index:
    name = index_name(knowledge, encoder)
    try:
        # Another process may have built it while this one waited.
        return _open_live(root, name, encoder, exact_only=exact_only)
    except StaleIndexError as stale:
        reason = str(stale)
    rows, embedded = embed_knowledge(knowledge, encoder, _known_vectors(root, encoder))
    with tempfile.TemporaryDirectory(dir=root, prefix="new-", ignore_cleanup_errors=True) as scratch:
        fresh = Path(scratch) / name
        digest = _write_index(fresh, rows, knowledge, encoder)
        check_in_child(fresh, digest)
        folder = switch_to(root, fresh, Pointer(name, digest))
    index = open_rows(rows, encoder=encoder.name, folder=folder, exact_only=exact_only)
    return replace(index, embedded=embedded, reused=len(rows.vectors) - embedded, reason=reason)


def _open_in_memory(knowledge: KnowledgeBase, encoder: Encoder, error: Exception) -> Index:
    rows, embedded = embed_knowledge(knowledge, encoder, {})
    remark = "The search index could not be built, so every passage was compared one by one."
    index = open_rows(rows, encoder=encoder.name, folder=None, exact_only=True, remark=remark)
    return replace(index, embedded=embedded, reason=str(error))


def _write_index(folder: Path, rows: IndexRows, knowledge: KnowledgeBase, encoder: Encoder) -> str:
    """Write everything into a new folder and return the manifest's hash."""
    folder.mkdir()
    write_rows(folder, rows)
    build_chroma(folder / CHROMA, rows.passages, rows.passage_vectors)
    manifest = Manifest(
        knowledge_version=knowledge.version,
        encoder=encoder.name,
        dimension=encoder.dimension,
        passage_format=PASSAGE_FORMAT,
        counts=dict(Counter(passage.kind for passage in rows.passages)),
        cues=len(rows.cues),
        texts=tuple(hash_text(text) for text in _texts(rows.passages, rows.cues)),
        files=hash_files(folder),
    )
    return write_manifest(folder, manifest)


def embed_knowledge(knowledge: KnowledgeBase, encoder: Encoder, known: Mapping[str, Vectors]) -> tuple[IndexRows, int]:
    """Return the rows of an index, and how many texts had to be embedded because `known` lacks them."""
    passages, cues = build_passages(knowledge), build_cues(knowledge)
    texts = {hash_text(text): text for text in _texts(passages, cues)}
    missing = [key for key in texts if key not in known]
    fresh = dict(zip(missing, encoder.embed([texts[key] for key in missing]), strict=True))
    vectors = np.zeros((len(passages) + len(cues), encoder.dimension), dtype=np.float32)
    for row, text in enumerate(_texts(passages, cues)):
        key = hash_text(text)
        vectors[row] = fresh[key] if key in fresh else known[key]
    return IndexRows(passages=passages, cues=cues, vectors=vectors), len(missing)


def _known_vectors(root: Path, encoder: Encoder) -> Mapping[str, Vectors]:
    """Return the vectors of the live index by the hash of their text; none if they cannot be trusted."""
    try:
        pointer = read_pointer(root)
        manifest = read_manifest(root / pointer.name, pointer.digest)
        if manifest.encoder != encoder.name or hash_files(root / pointer.name).get(VECTORS) != manifest.files[VECTORS]:
            return {}
        vectors: Vectors = np.load(root / pointer.name / VECTORS, allow_pickle=False)
        return dict(zip(manifest.texts, vectors, strict=True))
    except (StaleIndexError, OSError, ValueError):
        return {}


def _texts(passages: tuple[Passage, ...], cues: tuple[Cue, ...]) -> list[str]:
    return [*(index_text(passage) for passage in passages), *(cue.text for cue in cues)]
