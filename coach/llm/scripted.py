"""A model that says what it was told to: for tests, and for demos without a network."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock

import yaml
from pydantic import TypeAdapter, ValidationError

from coach.domain.record import Line, Record
from coach.errors import Fault, ModelError, OutputError, SettingsError
from coach.llm.protocols import Reply, Request, Usage
from coach.llm.tokens import estimate_input, estimate_tokens

Scripted = str | ModelError | Sequence[str | ModelError]
"""One reply: a text, its pieces, or an error in place of the rest."""

_ANY_PROMPT = ""


class ScriptedModel:
    """Give the replies of a script, each once: in order, or in order for each prompt. Threads may share it."""

    def __init__(
        self, replies: Sequence[Scripted] | Mapping[str, Sequence[Scripted]], *, name: str = "scripted:replies"
    ) -> None:
        """Take the replies as they are to come, or by the id of the prompt that they answer, such as `assess/read`."""
        by_prompt = replies if isinstance(replies, Mapping) else {_ANY_PROMPT: replies}
        self._lock = Lock()
        self._name = name
        self._left = {prompt_id: list(those) for prompt_id, those in by_prompt.items()}
        self._requests: list[Request] = []

    @classmethod
    def load(cls, path: Path) -> "ScriptedModel":
        """Read a YAML file: a list of replies, or a list for each prompt id.

        A reply is a text, or a list of pieces; a piece `{fault: slow}` fails there, also with a `message` of its own.

        Raises:
            SettingsError: the file cannot be read or has another form.
        """
        name = f"scripted:{path.name}"
        try:
            data = _SCRIPT.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeError) as error:
            raise SettingsError(
                f"The file of {name!r} in COACH_MODEL or COACH_FALLBACK cannot be read "
                f"({type(error).__name__}). Check that it is there: {str(path)!r}."
            ) from None
        except (yaml.YAMLError, ValidationError):
            raise SettingsError(
                f"The file of {name!r} is no script. Write a YAML list of replies, or a list under each prompt's id; "
                "a reply is a text in quotes, or a list of texts and {fault: slow}."
            ) from None
        if isinstance(data, Mapping):
            return cls({prompt_id: _scripted(replies) for prompt_id, replies in data.items()}, name=name)
        return cls(_scripted(data), name=name)

    @property
    def name(self) -> str:
        """The model as configured."""
        return self._name

    @property
    def requests(self) -> tuple[Request, ...]:
        """Every request that came, in order."""
        with self._lock:
            return tuple(self._requests)

    @property
    def unused(self) -> tuple[Scripted, ...]:
        """The replies that were not asked for."""
        with self._lock:
            return tuple(reply for replies in self._left.values() for reply in replies)

    def stream(self, request: Request) -> Iterator[str | Reply]:
        """Yield the next reply.

        Raises:
            ModelError: the script says so; `partial` holds the pieces before it.
            SettingsError: the script has no reply left. No fallback hides that.
        """
        scripted = self._next(request)
        said = ""
        for piece in [scripted] if isinstance(scripted, str | ModelError) else scripted:
            if isinstance(piece, ModelError):
                raise _with_partial(piece, said)
            said += piece
            yield piece
        usage = Usage(input_tokens=estimate_input(request), output_tokens=estimate_tokens(said), is_estimated=True)
        yield Reply(text=said, model=self._name, usage=usage)

    def _next(self, request: Request) -> Scripted:
        prompt_id = request.prompt.partition("@")[0]
        with self._lock:
            self._requests.append(request)
            left = self._left.get(prompt_id) or self._left.get(_ANY_PROMPT)
            if left:
                return left.pop(0)
        raise SettingsError(
            f"The script {self._name!r} has no reply left for the prompt {prompt_id!r}. Add one, or start again."
        )


class _Failure(Record):
    fault: Fault
    message: Line = "The script of this model says that it fails here."


_Reply = str | _Failure | list[str | _Failure]
_SCRIPT: TypeAdapter[list[_Reply] | dict[str, list[_Reply]]] = TypeAdapter(list[_Reply] | dict[str, list[_Reply]])


def _scripted(replies: Iterable[_Reply]) -> list[Scripted]:
    return [[_piece(part) for part in reply] if isinstance(reply, list) else _piece(reply) for reply in replies]


def _piece(part: str | _Failure) -> str | ModelError:
    if isinstance(part, str):
        return part
    return OutputError(part.message) if part.fault == "unusable" else ModelError(part.message, fault=part.fault)


def _with_partial(error: ModelError, said: str) -> ModelError:
    """Return the error anew: an exception that is raised twice collects the tracebacks of both."""
    partial = error.partial or said
    if isinstance(error, OutputError):
        return OutputError(str(error), partial=partial)
    return ModelError(str(error), fault=error.fault, retryable=error.retryable, partial=partial)
