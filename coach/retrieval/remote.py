"""An index whose vectors come from a server: opened when first needed, and left alone for a while after a failure.

It only puts passages in order. Whether the knowledge base has an answer at all is decided on the vectors of the encoder
in this process, for which the abstention was fitted. So search goes on, with a remark, while the server is away.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from coach.embedding.cache import VectorCache
from coach.embedding.protocols import Encoder
from coach.errors import ModelError
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.build import open_index
from coach.retrieval.index import Index
from coach.retrieval.view import View, view

PATIENCE_S = 10.0
"""How long a question waits for the server before it is answered without."""
REST_S = 60.0
"""How long a server that failed is not asked again: one question waits for it, not every one."""


def remote_folder(home: Path) -> Path:
    """Return the folder for what belongs to encoders behind servers; the embedded encoder's index stays beside it."""
    return home / "remote"


def open_remote_index(knowledge: KnowledgeBase, encoder: Encoder, home: Path, *, exact_only: bool = False) -> Index:
    """Return the index that `encoder` makes of the knowledge, built if need be, vector by vector kept on the way.

    Raises:
        ModelError: the server failed; an index that was half built is not used.
    """
    folder = remote_folder(home)
    return open_index(knowledge, VectorCache(encoder, folder / "cache"), folder, exact_only=exact_only)


class RemoteIndex:
    """The index of an encoder behind a server."""

    def __init__(
        self,
        encoder: Encoder,
        *,
        open_index: Callable[[], Index],
        redact: Callable[[str], str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Search the index that `open_index` gives; `redact` takes personal data out of what is sent."""
        self._encoder = encoder
        self._open_index = open_index
        self._redact = redact
        self._clock = clock
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._failure: ModelError | None = None
        self._rests_until = 0.0

    def open(self) -> Index:
        """Return the index, built if need be.

        Raises:
            ModelError: the server failed now, or a short while ago.
        """
        with self._lock:
            if self._failure is not None and self._clock() < self._rests_until:
                raise self._failure
            if self._index is None:
                try:
                    self._index = self._open_index()
                except ModelError as error:
                    self._rest(error)
                    raise
            return self._index

    def view(self, query: str) -> View:
        """Return how near the passages are to a question.

        Raises:
            ModelError: the server failed now, or a short while ago.
        """
        index = self.open()
        try:
            vector = self._encoder.embed([self._redact(query)])[0]
        except ModelError as error:
            with self._lock:
                self._rest(error)
            raise
        return view(index, vector)

    def _rest(self, error: ModelError) -> None:
        self._failure = error
        self._rests_until = self._clock() + REST_S
        # The server may come back with another model under the same name, so the index is looked for afresh.
        self._index = None
