"""Passages of the knowledge base, and what a search finds among them."""

from typing import Literal, Self

from pydantic import Field, model_validator

from coach.domain.record import Line, Record, Slug

PassageKind = Literal["vision", "behaviour", "anchor", "story", "resource", "role"]
PASSAGE_KINDS: tuple[PassageKind, ...] = ("vision", "behaviour", "anchor", "story", "resource", "role")


class Passage(Record):
    """One indexed unit of the knowledge base: words of one field, with a stable id."""

    id: Line
    """`kind:record-id:field[:n]`, for instance `behaviour:own-it:do:2`. Stable while the field stays."""
    kind: PassageKind
    record_id: Slug
    field: Line
    title: Line
    """What a reader sees as the source's name."""
    text: Line | str
    """The field's own words, unchanged."""
    source: Line
    """The file, relative to the knowledge folder."""
    role_ids: tuple[Slug, ...] = ()
    """The roles it is about; empty means every role."""
    behaviour_ids: tuple[Slug, ...] = ()


class Hit(Record):
    """A passage that a search found, with its place in each list."""

    passage: Passage
    rank: int = Field(ge=1)
    score: float
    """Reciprocal-rank-fusion score; it orders the hits of one query and means nothing across queries."""
    similarity: float
    """Cosine of query and passage, -1 to 1."""
    dense_rank: int | None
    lexical_rank: int | None


class Retrieval(Record):
    """What a search returned: hits, or an abstention with the nearest passages."""

    query: str
    hits: tuple[Hit, ...]
    abstained: bool
    support: float = Field(ge=0.0, le=1.0)
    """Calibrated share of such queries that the knowledge base can answer."""
    nearest: tuple[Hit, ...] = ()
    """The closest passages where the search abstained; shown, never used as an answer."""
    remark: str = ""
    """Said to the reader where the search ran in a reduced way (exact search instead of the index)."""

    @model_validator(mode="after")
    def _an_abstention_has_no_hits(self) -> Self:
        if self.abstained and self.hits:
            raise ValueError("an abstention cannot carry hits")
        return self
