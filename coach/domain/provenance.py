"""What produced a result: so that it can be explained, repeated and marked as stale."""

from typing import Literal

from pydantic import Field

from coach.domain.record import Line, Record

Engine = Literal["embedded", "model"]
"""Which engine read the text; "embedded" uses quotes and rules, "model" also asks a language model."""


class Provenance(Record):
    """The line under each result: engine, model, versions."""

    engine: Engine
    model: Line
    """The encoder or language model, with its version."""
    prompts: tuple[Line, ...] = ()
    """The prompts that were sent, each as `id@version:hash`; none on the embedded engine."""
    knowledge_version: Line
    """The first characters of the knowledge files' content hash."""
    code_version: Line


class Spent(Record):
    """What the calls to a language model took for one plan or one answer."""

    calls: int = Field(default=0, ge=0)
    """Requests over the wire, repeated ones included."""
    input_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    is_estimated: bool = False
    """True where a server did not report its tokens, so that they were estimated from the text."""
    cost: float | None = Field(default=None, ge=0)
    """In the currency of the configured prices; None where no price is configured."""
    seconds: float = Field(default=0.0, ge=0)
    """From the first request to the end of the last reply."""
