"""Vectors of knowledge texts, kept on disk between starts. Never used for what employees write."""

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from coach.embedding.protocols import Encoder, Vectors

_AT_ONCE = 128
"""Texts between two savings, should the encoder fail on the way."""
_LONGEST_STEM = 100


def file_stem(name: str) -> str:
    """Return a file name for an encoder's name, which may hold slashes and colons; different names stay different."""
    plain = re.sub(r"[^A-Za-z0-9._@-]", "_", name)[:_LONGEST_STEM]
    return plain if plain == name else f"{plain}-{hashlib.sha256(name.encode('utf-8')).hexdigest()[:8]}"


class VectorCache:
    """Embed texts, and take the vectors of texts seen before from one file per encoder.

    The file is a cache: a missing, damaged or unwritable one costs time, never a result.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        """Keep vectors of `encoder` in `folder`."""
        self._encoder = encoder
        self._path = folder / f"{file_stem(encoder.name)}.npz"

    @property
    def name(self) -> str:
        """The encoder with its version."""
        return self._encoder.name

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._encoder.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, in order; where the encoder fails half-way, the first half is kept."""
        keys = [hashlib.sha256(text.encode("utf-8")).hexdigest() for text in texts]
        known = self._load()
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        try:
            for batch in _batches(list(missing)):
                known |= dict(zip(batch, self._encoder.embed([missing[key] for key in batch]), strict=True))
        finally:
            wanted = {key: known[key] for key in sorted(set(keys)) if key in known}
            if wanted and (missing or len(known) > len(wanted)):
                self._save(wanted)
        rows = [known[key] for key in keys]
        return np.stack(rows) if rows else np.zeros((0, self._encoder.dimension), dtype=np.float32)

    def _load(self) -> dict[str, Vectors]:
        try:
            with self._path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                keys, vectors = stored["keys"].tolist(), stored["vectors"]
        except (OSError, ValueError, KeyError, EOFError, SyntaxError, TypeError, BadZipFile):
            return {}
        fits = vectors.dtype == np.float32 and vectors.shape == (len(keys), self._encoder.dimension)
        return dict(zip(keys, vectors, strict=True)) if fits and np.isfinite(vectors).all() else {}

    def _save(self, vectors: Mapping[str, Vectors]) -> None:
        """Keep what this knowledge version uses; what it no longer uses goes."""
        scratch = self._path.with_suffix(f".{os.getpid()}.tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with scratch.open("wb") as file:
                np.savez(file, keys=np.array(list(vectors)), vectors=np.stack(list(vectors.values())))
            scratch.replace(self._path)
        except OSError:
            with suppress(OSError):
                scratch.unlink(missing_ok=True)


def _batches(keys: Sequence[str]) -> list[Sequence[str]]:
    return [keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE)]
