"""The embedded encoders: all-MiniLM-L6-v2, and the reader made from it; int8, run in this process by ONNX Runtime.

Source of the model: Reimers and Gurevych, "Sentence-BERT" (2019), and `sentence-transformers/all-MiniLM-L6-v2`.
"""

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from pydantic import Field, ValidationError

from coach.domain.record import Line, Record
from coach.embedding.protocols import Reading, Vectors
from coach.errors import EmbeddingError

FOLDER = Path(__file__).resolve().parent / "minilm"
READER = Path(__file__).resolve().parent / "reader"
"""The same model, trained further to tell what a statement of work shows from its opposite (`evals.training`)."""


class _Digests(Record):
    model: Line = Field(alias="model.onnx")
    tokenizer: Line = Field(alias="tokenizer.json")


class _Manifest(Record):
    """What the export of the encoder wrote about it."""

    name: Line
    origin: Line
    original_sha256: Line
    dimension: int
    wording_dimension: int
    max_tokens: int
    sha256: _Digests


class MiniLM:
    """Turn texts into unit vectors of 384 numbers, on the processor, without a network."""

    def __init__(self, *, name: str, dimension: int, wording_dimension: int, tokenizer: Any, session: Any) -> None:
        """Keep the loaded parts; use `MiniLM.load` to build one."""
        self.name = name
        self.dimension = dimension
        self.wording_dimension = wording_dimension
        self._tokenizer = tokenizer
        self._session = session
        self._lock = threading.Lock()

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Load the encoder from `folder`.

        Raises:
            EmbeddingError: a file is missing, altered or cannot be run.
        """
        manifest = _read_manifest(folder)
        model = _checked(folder / "model.onnx", manifest.sha256.model)
        tokens = _checked(folder / "tokenizer.json", manifest.sha256.tokenizer)
        # Imported here because it takes longer than everything else that `coach --help` needs.
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # Waiting threads would turn in circles for the next sentence, which doubles the time on a busy machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            tokenizer = Tokenizer.from_buffer(tokens)
            session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise EmbeddingError(f"The encoder in {str(folder)!r} cannot be run ({error}). Install again.") from error
        tokenizer.enable_truncation(manifest.max_tokens)
        tokenizer.no_padding()
        return cls(
            name=_name(manifest),
            dimension=manifest.dimension,
            wording_dimension=manifest.wording_dimension,
            tokenizer=tokenizer,
            session=session,
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, in order."""
        return self.read(texts).vectors

    def read(self, texts: Sequence[str]) -> Reading:
        """Return one unit vector and one wording vector per text, in order."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        wording = np.zeros((len(texts), self.wording_dimension), dtype=np.float32)
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        # int8 activations are scaled per call, so texts are run one by one: a vector never depends on its neighbours.
        for row, ids in enumerate(tokens):
            vectors[row], wording[row] = self._run(ids)
        return Reading(vectors, wording)

    def _run(self, ids: list[int]) -> tuple[Vectors, Vectors]:
        feed = {
            "input_ids": np.array([ids], dtype=np.int64),
            "attention_mask": np.ones((1, len(ids)), dtype=np.int64),
        }
        with self._lock:
            embedding, wording = self._session.run(["embedding", "wording"], feed)
        return embedding[0], wording[0]


def encoder_name(folder: Path = FOLDER) -> str:
    """Return the encoder's name and version without loading it."""
    return _name(_read_manifest(folder))


def _name(manifest: _Manifest) -> str:
    return f"{manifest.name}@{manifest.sha256.model[:8]}"


def _read_manifest(folder: Path) -> _Manifest:
    try:
        return _Manifest.model_validate_json((folder / "manifest.json").read_bytes())
    except (OSError, ValidationError) as error:
        raise EmbeddingError(f"The encoder in {str(folder)!r} has no sound manifest. Install again.") from error


def _checked(path: Path, digest: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EmbeddingError(f"The encoder's file {path.name!r} is missing. Install again.") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise EmbeddingError(f"The encoder's file {path.name!r} was altered: its SHA-256 is wrong. Install again.")
    return content
