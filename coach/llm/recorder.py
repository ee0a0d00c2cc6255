"""Write a tape while a model works."""

import json
import os
import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from pathlib import Path
from threading import Lock

from coach.domain.record import Record
from coach.errors import ModelError, SettingsError
from coach.llm.protocols import ChatModel, Reply, Request
from coach.llm.stopping import close, stopping
from coach.llm.tape import TapeEntry, TapeFailure, TapeHeader, request_key

_ODD = re.compile(r"[^A-Za-z0-9.]+")


class TapeRecorder:
    """Pass calls on to a model and keep each that ends on a tape of this run. Threads may share it.

    A call that is stopped half way is not kept: it has no end to replay.
    """

    def __init__(
        self,
        model: ChatModel,
        folder: Path,
        *,
        looks_private: Callable[[str], bool],
        secrets: Collection[str] = (),
        today: Callable[[], date],
    ) -> None:
        """Record into a new file under `folder`, which is made at the first call.

        Nothing is written that holds one of the `secrets`, or in which `looks_private` finds personal data.
        """
        self._model = model
        self._folder = folder
        self._looks_private = looks_private
        self._secrets = tuple(secret for secret in secrets if secret)
        self._today = today
        self._lock = Lock()
        self._path: Path | None = None

    @property
    def name(self) -> str:
        """The model that is recorded."""
        return self._model.name

    @property
    def path(self) -> Path | None:
        """The tape; None until something was recorded."""
        return self._path

    def stream(self, request: Request) -> Iterator[str | Reply]:
        """Yield the reply of the model.

        Raises:
            ModelError: the call failed, or it holds what must not be on a tape; then nothing of it was recorded.
            SettingsError: the tape cannot be written.
        """
        # Before the call: what must not be on a tape should not be sent either.
        self._refuse_private(*(message.text for message in request.messages))
        pieces: list[str] = []
        with stopping(self._recorded(request, pieces)) as stream:
            for piece in stream:
                if isinstance(piece, Reply):
                    self._keep(request, pieces, piece)
                yield piece

    def _recorded(self, request: Request, pieces: list[str]) -> Iterator[str | Reply]:
        """Yield the reply and collect its pieces; keep the call if it fails."""
        with stopping(self._model.stream(request)) as stream:
            while True:
                try:
                    piece = next(stream)
                except StopIteration:
                    return
                except ModelError as error:
                    self._keep(request, pieces, TapeFailure.of(error))
                    raise
                if piece and not isinstance(piece, Reply):
                    pieces.append(piece)
                yield piece

    def close(self) -> None:
        """Let go of the model, where it holds something."""
        close(self._model)

    def _keep(self, request: Request, pieces: list[str], outcome: Reply | TapeFailure) -> None:
        if isinstance(outcome, TapeFailure):
            text, ours = outcome.partial, outcome.message
        else:
            text, ours = outcome.text, outcome.model
        self._refuse_private("".join(pieces), text)
        # Messages and names of models hold addresses and versions, which look private and are not.
        self._refuse_secrets(ours)
        entry = TapeEntry(key=request_key(request), request=request, pieces=tuple(pieces), outcome=outcome)
        with self._lock:
            try:
                if self._path is None:
                    self._path = self._make()
                _append(self._path, _line(entry))
            except OSError as error:
                raise SettingsError(
                    f"The call was made, but could not be recorded under COACH_RECORD={str(self._folder)!r} "
                    f"({type(error).__name__}). Name a folder that you can write to and that has room, or none."
                ) from None

    def _refuse_secrets(self, *texts: str) -> None:
        if any(secret in text for text in texts for secret in self._secrets):
            raise _refusal("a key")

    def _refuse_private(self, *texts: str) -> None:
        self._refuse_secrets(*texts)
        if any(self._looks_private(text) for text in texts):
            raise _refusal("what looks like an address or a number of somebody's")

    def _make(self) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        stem = _ODD.sub("-", self.name).strip("-.")[:100]
        number = 1
        while True:
            path = self._folder / f"{stem}-{number}.jsonl"
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            except FileExistsError:
                number += 1
            else:
                _append(path, _line(TapeHeader(model=self.name, recorded_on=self._today().isoformat())))
                return path


def _refusal(what: str) -> ModelError:
    return ModelError(
        f"The call holds {what}, which must not be on a tape, and COACH_RECORD is set. It was not recorded. "
        "Take it out of the text, or run without COACH_RECORD.",
        fault="settings",
    )


def _line(record: Record) -> bytes:
    return json.dumps(record.model_dump(mode="json"), separators=(",", ":")).encode("ascii") + b"\n"


def _append(path: Path, line: bytes) -> None:
    """Add a whole line or nothing; who is killed in between leaves a line without its end, which is not read."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND)
    try:
        length = os.fstat(file).st_size
        if os.write(file, line) < len(line):
            os.ftruncate(file, length)
            raise OSError(f"no room for {len(line)} bytes")
    finally:
        os.close(file)
