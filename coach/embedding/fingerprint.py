"""Which model is it really? A name says little: a server may load another model under the same name.

The vector of one fixed sentence tells models apart. It is kept in a file, and its hash becomes part of the encoder's
name, so that an index or a cache that another model made never fits.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import numpy as np

from coach.embedding.protocols import Vectors

PROBE = "A customer rings twice about a parcel that has not arrived."
SAME_MODEL = 0.999
"""Cosine from which two vectors of the sentence come from the same model.

A model differs from itself in the last digits, by rounding. Even a compressed copy is further away: the int8 copy of
MiniLM gives 0.992 to 0.994.
"""


def is_same_model(probed: Vectors, known: Vectors) -> bool:
    """Say whether unit vectors of the sentence, one or several, come from the model that made `known`."""
    return probed.shape[-1] == known.shape[-1] and float(np.min(probed @ known)) >= SAME_MODEL


def fingerprint(probed: Vectors, path: Path) -> str:
    """Return the hash of the vector kept in `path` if `probed` is from the same model, else keep this one.

    A file that cannot be read or written costs a new index, never a wrong one.
    """
    kept = _read(path)
    if kept is None or not is_same_model(probed, kept):
        kept = probed
        _write(path, kept)
    return hashlib.sha256(kept.tobytes()).hexdigest()[:8]


def _read(path: Path) -> Vectors | None:
    try:
        kept: Vectors = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError, SyntaxError, TypeError):
        return None
    sound = kept.dtype == np.float32 and kept.ndim == 1 and bool(np.isfinite(kept).all())
    return kept if sound else None


def _write(path: Path, vector: Vectors) -> None:
    scratch = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with scratch.open("wb") as file:
            np.save(file, vector, allow_pickle=False)
        scratch.replace(path)
    except OSError:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)
