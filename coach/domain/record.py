"""The base of every value that comes from a file, a model or a store."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
"""An id: lower-case words joined by hyphens."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
"""One non-empty line of text."""


class Record(BaseModel):
    """A frozen value that accepts no field it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
