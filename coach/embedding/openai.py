"""An encoder behind any server that speaks OpenAI's embeddings protocol."""

import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ValidationError

from coach.embedding.cache import file_stem
from coach.embedding.endpoint import Endpoint
from coach.embedding.faults import unusable
from coach.embedding.fingerprint import PROBE, fingerprint, is_same_model
from coach.embedding.protocols import Vectors
from coach.errors import ModelError, OutputError

AT_ONCE = 31
"""Texts in one request; with the sentence that tells models apart it holds 32, which common servers take."""


class _Row(BaseModel):
    embedding: list[float]
    index: int | None = None


class _Reply(BaseModel):
    """What we read of a reply; servers add fields of their own."""

    data: list[_Row]


class _Identity(NamedTuple):
    name: str
    probe: Vectors


class OpenAIEncoder:
    """Turn texts into unit vectors by asking a server; every reply must come from the model that was met first."""

    def __init__(self, endpoint: Endpoint, folder: Path) -> None:
        """Ask `endpoint`; remember in `folder` how its model looked."""
        self._endpoint = endpoint
        self._path = folder / f"{file_stem(f'openai:{endpoint.model}')}.probe.npy"
        self._lock = threading.Lock()
        self._identity: _Identity | None = None

    @property
    def name(self) -> str:
        """The model with its fingerprint, as `openai:<model>@<fingerprint>`.

        Raises:
            ModelError: the server was asked for the first time, and failed.
        """
        return self._identify().name

    @property
    def dimension(self) -> int:
        """The length of a vector, learnt from the first reply.

        Raises:
            ModelError: the server was asked for the first time, and failed.
        """
        return len(self._identify().probe)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, in order.

        Raises:
            ModelError: the server failed, or its reply cannot be used; no vector of the call is returned.
        """
        identity = self._identify()
        if not texts:
            return np.zeros((0, len(identity.probe)), dtype=np.float32)
        try:
            probes, vectors = self._ask([texts[start : start + AT_ONCE] for start in range(0, len(texts), AT_ONCE)])
            if not is_same_model(probes, identity.probe):
                raise self._unusable("vectors of another model than before")
        except ModelError:
            # Who answers next time may be another one.
            self._identity = None
            raise
        return vectors

    def _identify(self) -> _Identity:
        with self._lock:
            if self._identity is None:
                ((probe,), _) = self._ask([[]])
                self._identity = _Identity(f"openai:{self._endpoint.model}@{fingerprint(probe, self._path)}", probe)
            return self._identity

    def _ask(self, batches: Sequence[Sequence[str]]) -> tuple[Vectors, Vectors]:
        """Return one vector of the probe per batch, and one per text."""
        replies = self._endpoint.post([self._body([PROBE, *batch]) for batch in batches])
        read = [self._read(reply, len(batch) + 1) for batch, reply in zip(batches, replies, strict=True)]
        rows = [first for first, *_ in read] + [row for _, *rest in read for row in rest]
        if len({len(row) for row in rows}) != 1 or not rows[0]:
            raise self._unusable("vectors of different lengths")
        vectors = np.array(rows, dtype=np.float64)
        with np.errstate(over="ignore"):
            lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not lengths.all():
            raise self._unusable("a vector that is zero or no number")
        unit: Vectors = (vectors / lengths).astype(np.float32)
        return unit[: len(read)], unit[len(read) :]

    def _body(self, texts: Sequence[str]) -> str:
        return json.dumps({"model": self._endpoint.model, "input": list(texts), "encoding_format": "float"})

    def _read(self, reply: bytes, count: int) -> list[list[float]]:
        try:
            rows = _Reply.model_validate_json(reply, strict=True).data
        except ValidationError:
            raise self._unusable("something else than vectors") from None
        if len(rows) != count:
            raise self._unusable(f"{len(rows)} vectors for {count} texts")
        places = [place if row.index is None else row.index for place, row in enumerate(rows)]
        by_place = dict(zip(places, rows, strict=True))
        if by_place.keys() != set(range(count)):
            raise self._unusable("vectors without saying to which text each belongs")
        return [by_place[place].embedding for place in range(count)]

    def _unusable(self, what: str) -> OutputError:
        return unusable(self._endpoint.server, what)
