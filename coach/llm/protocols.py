"""What the rest of the product asks of a language model."""

from collections.abc import Iterator, Mapping
from typing import Literal, Protocol

from pydantic import Field, JsonValue

from coach.domain.record import Line, Record
from coach.errors import OutputError


class Message(Record):
    """One message of a request."""

    role: Literal["system", "user", "assistant"]
    text: str


class Request(Record):
    """One call: everything that decides what the model sees, and nothing that is private in clear."""

    prompt: Line
    """The prompt as `id@version:hash`."""
    messages: tuple[Message, ...] = Field(min_length=1)
    output_schema: Mapping[str, JsonValue] | None = None
    """A JSON schema for the reply; None asks for prose."""
    max_output_tokens: int = Field(ge=1)
    """A reply that grows beyond it is cut."""


class Usage(Record):
    """The tokens of one call."""

    input_tokens: int = Field(ge=0)
    output_tokens: int = Field(ge=0)
    is_estimated: bool = False
    """True where the server did not report them."""


class Reply(Record):
    """A whole reply: it ended by itself, within its limits."""

    text: str
    model: Line
    """The model as the server names it."""
    usage: Usage
    calls: int = Field(default=1, ge=1)
    """Requests that went over the wire for it, repeated ones included."""


class ChatModel(Protocol):
    """A language model, wherever it runs. Threads may share one."""

    @property
    def name(self) -> str:
        """The model as configured, such as `openai:gpt-5-mini`."""

    def stream(self, request: Request) -> Iterator[str | Reply]:
        """Yield the reply in pieces as they come, and at the end the whole Reply.

        Closing the iterator cancels the call. Every call ends in time: by itself, or with an error. An empty piece is
        no part of the reply: it says that nothing came for a moment, so that whoever listens can stop.

        Raises:
            ModelError: the call failed; `fault` says how, and `partial` holds what had come of prose until then.
        """


def complete(model: ChatModel, request: Request) -> Reply:
    """Return the whole reply.

    Raises:
        ModelError: the call failed.
    """
    for piece in model.stream(request):
        if isinstance(piece, Reply):
            return piece
    raise OutputError(f"The model {model.name!r} ended without a reply. Try again.")
