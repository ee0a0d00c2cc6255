"""What a model has said so far in one reply, and what it cost."""

import re

from langchain_core.messages import AIMessageChunk

from coach.llm.protocols import Reply, Request, Usage
from coach.llm.tokens import estimate_input, estimate_tokens

# Reported figures may be so far from our estimate: other languages, chat templates, thoughts that stay hidden.
_TIMES = 4
_TEMPLATE_TOKENS = 4_000
_TIMES_ALLOWED = 10

# A server can send anything in its place, and it stands under every result.
_MODEL_NAME = re.compile(r"(?!.*//)[\w./:@+~-]{1,200}", re.ASCII)
# Half letters can be written to no file and no screen.
_HALF_LETTER = re.compile("[\ud800-\udfff]")


class Heard:
    """One reply as it comes."""

    def __init__(self, request: Request, *, model: str) -> None:
        """Begin with nothing said; `model` is its name until the server gives one."""
        self._request = request
        self._model = model
        self._pieces: list[str] = []
        self._reported: tuple[int, int] | None = None
        self.finish_reason: str | None = None
        self.is_over = False
        """Nothing more is worth waiting for."""

    def read(self, chunk: AIMessageChunk) -> str:
        """Note what the chunk says about the reply, and return the text in it."""
        told = chunk.response_metadata
        self.finish_reason = self.finish_reason or told.get("finish_reason")
        self._model = as_model_name(told.get("model_name")) or self._model
        if chunk.usage_metadata:
            self._reported = chunk.usage_metadata["input_tokens"], chunk.usage_metadata["output_tokens"]
        knows_all = self.finish_reason is not None and self._reported is not None
        self.is_over = knows_all or chunk.chunk_position == "last"
        return _whole_letters(chunk.text)

    def keep(self, piece: str) -> None:
        """Count a piece of text as said."""
        self._pieces.append(piece)

    @property
    def text(self) -> str:
        """Return everything said so far."""
        return "".join(self._pieces)

    def reply(self, *, calls: int) -> Reply:
        """Return what was said as a whole reply, after so many requests."""
        return Reply(text=self.text, model=self._model, usage=self._usage(), calls=calls)

    def _usage(self) -> Usage:
        read, wrote = estimate_input(self._request), estimate_tokens(self.text)
        most_read = _TIMES * read + _TEMPLATE_TOKENS
        most_wrote = _TIMES * wrote + _TIMES_ALLOWED * self._request.max_output_tokens
        # Figures beyond these are not believed: one reply could spend the whole day's budget.
        if self._reported and 0 <= self._reported[0] <= most_read and 0 <= self._reported[1] <= most_wrote:
            return Usage(input_tokens=self._reported[0], output_tokens=self._reported[1])
        return Usage(input_tokens=read, output_tokens=wrote, is_estimated=True)


def as_model_name(name: object) -> str:
    """Return what a server calls a model, or nothing where that is no name."""
    return name if isinstance(name, str) and _MODEL_NAME.fullmatch(name) else ""


def _whole_letters(text: str) -> str:
    return _HALF_LETTER.sub("\ufffd", text)
