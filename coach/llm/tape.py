"""Record calls to a model on a tape, and replay them offline, byte for byte.

A tape is a file of JSON lines: a header, then one line for each call that ended. It holds requests as they were sent,
that is redacted, and no key; what would break that is refused.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Literal

from pydantic import ValidationError

from coach.domain.record import Line, Record
from coach.errors import Fault, ModelError, OutputError, SettingsError
from coach.llm.protocols import Reply, Request


class TapeHeader(Record):
    """The first line of a tape."""

    tape: Literal[1] = 1
    """The format; raised when a tape of before can no longer be read."""
    model: Line
    recorded_on: Line
    """A day, for people; nothing depends on it."""


class TapeFailure(Record):
    """How a recorded call failed."""

    type: Literal["ModelError", "OutputError"]
    message: str
    fault: Fault
    retryable: bool
    partial: str

    @classmethod
    def of(cls, error: ModelError) -> "TapeFailure":
        """Return what is to be kept of an error."""
        return cls(
            type="OutputError" if isinstance(error, OutputError) else "ModelError",
            message=str(error),
            fault=error.fault,
            retryable=error.retryable,
            partial=error.partial,
        )

    def error(self) -> ModelError:
        """Return the error again."""
        if self.type == "OutputError":
            return OutputError(self.message, partial=self.partial)
        return ModelError(self.message, fault=self.fault, retryable=self.retryable, partial=self.partial)


class TapeEntry(Record):
    """One call: what was asked, and all that came."""

    key: Line
    request: Request
    pieces: tuple[str, ...]
    outcome: Reply | TapeFailure


def request_key(request: Request) -> str:
    """Return what two requests have in common if and only if they are the same."""
    canonical = json.dumps(request.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


class TapeModel:
    """Answer from a tape: the same request gets the same pieces and the same end. Threads may share it.

    A request that came twice while recording has two answers, in that order.
    """

    def __init__(self, path: Path) -> None:
        """Read the tape.

        Raises:
            SettingsError: it cannot be read, or it is no tape.
        """
        self._name = f"tape:{path.name}"
        self._lock = Lock()
        self._entries = _read(path, self._name)
        self._left = list(self._entries)

    @property
    def name(self) -> str:
        """The tape, without its folder."""
        return self._name

    def stream(self, request: Request) -> Iterator[str | Reply]:
        """Yield what was recorded for this request.

        Raises:
            ModelError: the recorded call failed.
            SettingsError: the request is not on the tape, or not so often. No fallback hides that.
        """
        entry = self._take(request)
        yield from entry.pieces
        if isinstance(entry.outcome, TapeFailure):
            raise entry.outcome.error()
        yield entry.outcome

    def check_used(self) -> None:
        """Check that every recorded call was asked for.

        Raises:
            SettingsError: some were not, so the tape is not of what runs now.
        """
        with self._lock:
            left = [entry.request.prompt for entry in self._left]
        if left:
            raise SettingsError(
                f"{len(left)} of {len(self._entries)} calls on {self._name!r} were not asked for: "
                f"{', '.join(sorted(left))}. {_RECORD_AGAIN}"
            )

    def _take(self, request: Request) -> TapeEntry:
        key = request_key(request)
        with self._lock:
            for entry in self._left:
                if entry.key == key:
                    self._left.remove(entry)
                    return entry
        raise SettingsError(f"{self._difference(request, key)} {_RECORD_AGAIN}")

    def _difference(self, request: Request, key: str) -> str:
        prompt_id = request.prompt.partition("@")[0]
        same_prompt = [entry.request for entry in self._entries if entry.request.prompt.startswith(f"{prompt_id}@")]
        if any(entry.key == key for entry in self._entries):
            return f"A call of the prompt {prompt_id!r} came more often than it was recorded on {self._name!r}."
        if not same_prompt:
            known = sorted({entry.request.prompt.partition("@")[0] for entry in self._entries})
            return f"The prompt {prompt_id!r} is not on {self._name!r}, which has {', '.join(known) or 'no calls'}."
        recorded = [other.prompt for other in same_prompt]
        if request.prompt not in recorded:
            return f"The prompt {request.prompt!r} was changed since {self._name!r} was recorded with {recorded[0]!r}."
        nearest = max(same_prompt, key=lambda other: _same_fields(other, request))
        return f"The call of {prompt_id!r} is not on {self._name!r}: {_first_difference(nearest, request)}."


_RECORD_AGAIN = "Record again with COACH_RECORD."


def _read(path: Path, name: str) -> tuple[TapeEntry, ...]:
    try:
        # What follows the last line end was being written when the recording was killed.
        header, *lines = path.read_text(encoding="ascii").split("\n")[:-1]
        TapeHeader.model_validate(json.loads(header))
        entries = tuple(TapeEntry.model_validate(json.loads(line)) for line in lines)
    except OSError as error:
        raise SettingsError(
            f"{name!r} in COACH_MODEL or COACH_FALLBACK cannot be read ({type(error).__name__}). "
            f"Check that the file is there: {str(path)!r}."
        ) from None
    except (ValueError, ValidationError):
        raise SettingsError(f"{name!r} is no tape of this version: {str(path)!r}. {_RECORD_AGAIN}") from None
    altered = [entry.request.prompt for entry in entries if entry.key != request_key(entry.request)]
    if altered:
        raise SettingsError(f"{name!r} was altered by hand at the call of {altered[0]!r}. {_RECORD_AGAIN}")
    return entries


def _same_fields(first: Request, second: Request) -> int:
    same_messages = sum(one == other for one, other in zip(first.messages, second.messages, strict=False))
    same_rest = [first.output_schema == second.output_schema, first.max_output_tokens == second.max_output_tokens]
    return same_messages + sum(same_rest)


def _first_difference(recorded: Request, asked: Request) -> str:
    """Say where two requests of one prompt differ, without a word of what stands there."""
    if recorded.output_schema != asked.output_schema:
        return "another shape of reply is asked for"
    if recorded.max_output_tokens != asked.max_output_tokens:
        return f"it may be {asked.max_output_tokens} tokens long instead of {recorded.max_output_tokens}"
    if len(recorded.messages) != len(asked.messages):
        return f"it has {len(asked.messages)} messages instead of {len(recorded.messages)}"
    pairs = zip(recorded.messages, asked.messages, strict=True)
    number, before, now = next((i, a, b) for i, (a, b) in enumerate(pairs, start=1) if a != b)
    both = enumerate(zip(before.text, now.text, strict=False), start=1)
    place = next((i for i, (a, b) in both if a != b), min(len(before.text), len(now.text)) + 1)
    return f"message {number} ({now.role}) differs from character {place} on"
