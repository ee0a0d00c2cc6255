"""What produced a result: so that it can be explained, repeated and marked as stale."""

from typing import Literal

from coach.domain.record import Line, Record

Engine = Literal["embedded"]
"""Which engine read the text; "embedded" uses quotes and rules, no language model."""


class Provenance(Record):
    """The line under each result: engine, model, versions."""

    engine: Engine
    model: Line
    """The encoder or language model, with its version."""
    knowledge_version: Line
    """The first characters of the knowledge files' content hash."""
    code_version: Line
