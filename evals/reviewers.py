"""Findings that reviewers corrected: read from a file, checked line by line, and joined as a slice of their own.

The format: `evals/datasets/reviewed_format.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from coach.domain.finding import State
from coach.domain.record import Record, Slug
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.llm.redact import looks_private
from evals.errors import DatasetError
from evals.golden import DATASETS, Mark, state_of
from evals.jsonl import read_numbered, read_records

FOLDER = DATASETS / "reviewed"
NAME = "findings.jsonl"
REVIEWED = FOLDER / NAME
"""Where imported lines are kept; without the file there is no such slice."""


class ReviewedFinding(Record):
    """One finding about one account, as two readers saw it and as it was settled."""

    id: Slug
    text: str = Field(min_length=1, max_length=20_000)
    """The account, redacted."""
    role_id: Slug
    behaviour_id: Slug
    evidence: tuple[Mark, ...]
    """The words that bear on the behaviour; none where it is not described."""
    state: State
    """As settled; it follows from the marks by the published rule."""
    reader_1: State
    reader_2: State | None = None
    """None until a second reader has read it without sight of the first."""
    consent: bool
    """Whether the person who wrote the account agreed that it is used to measure the coach."""
    source: Literal["reviewers"] = "reviewers"

    @model_validator(mode="after")
    def _each_mark_stands_in_the_account(self) -> Self:
        for mark in self.evidence:
            if mark.quote not in self.text:
                raise ValueError(f"the quote {mark.quote!r} is not in the account; copy it letter by letter")
            if (mark.bearing == "showing") != (mark.point is not None):
                raise ValueError(f"{mark.bearing} words have point {mark.point}: showing has one, contrary none")
        return self

    @property
    def may_join(self) -> bool:
        """Tell whether it was consented to and read twice."""
        return self.consent and self.reader_2 is not None


@dataclass(frozen=True)
class Imported:
    """What became of the lines of a file."""

    joined: tuple[ReviewedFinding, ...]
    known: int
    """Lines that had joined before."""
    without_consent: int
    read_once: int

    @property
    def in_words(self) -> str:
        """Say how many joined, and why the others did not."""
        return (
            f"{len(self.joined)} joined, {self.known} had joined before, {self.without_consent} left out without "
            f"consent, {self.read_once} left out because only one reader has read them."
        )


def import_reviews(file: Path, knowledge: KnowledgeBase, folder: Path = FOLDER) -> Imported:
    """Check a file, and add its lines that may join to those in the folder. One wrong line, and nothing is written.

    Raises:
        DatasetError: a line is malformed, still looks private, does not fit the knowledge files, or has the id of
            another one that joined before.
    """
    target = folder / NAME
    before = {item.id: item for item in read_reviewed(target)}
    rows = list(_checked(file, knowledge))
    consented = [(number, item) for number, item in rows if item.consent]
    twice_read = [(number, item) for number, item in consented if item.may_join]
    for number, item in twice_read:
        if before.get(item.id, item) != item:
            raise DatasetError(
                f"{file.name}, line {number}: {item.id!r} joined before with other content. Give it an id of its own, "
                f"or take the line out of {target.name}."
            )
    new = tuple(item for _, item in twice_read if item.id not in before)
    if new:
        _write(target, (*before.values(), *new))
    return Imported(
        joined=new,
        known=len(twice_read) - len(new),
        without_consent=len(rows) - len(consented),
        read_once=len(consented) - len(twice_read),
    )


def read_reviewed(path: Path = REVIEWED) -> tuple[ReviewedFinding, ...]:
    """Return the lines that joined; none where nothing was imported.

    Raises:
        DatasetError: a line is malformed, or was never allowed to join.
    """
    if not path.is_file():
        return ()
    found = read_records(path, ReviewedFinding)
    for item in found:
        if not item.may_join:
            raise DatasetError(
                f"{path.name}: {item.id!r} has no consent or only one reader. Take the line out, and import reviews "
                "with: python -m evals import-reviews FILE"
            )
    return found


def _checked(file: Path, knowledge: KnowledgeBase) -> Iterator[tuple[int, ReviewedFinding]]:
    for number, item in read_numbered(file, ReviewedFinding):
        if problem := _problem(item, knowledge):
            raise DatasetError(f"{file.name}, line {number}: {problem}")
        yield number, item


def _problem(item: ReviewedFinding, knowledge: KnowledgeBase) -> str:
    if looks_private(item.text):
        return (
            f"text: the account of {item.id!r} still looks private: it holds an address, a number or a code of "
            "somebody's. Redact it; names too, which no rule can find for sure."
        )
    role = next((role for role in knowledge.roles if role.id == item.role_id), None)
    if role is None:
        return f"role_id: the role {item.role_id!r} is not in the knowledge files. Correct it."
    asked = next((asked for asked in role.expectations if asked.behaviour_id == item.behaviour_id), None)
    if asked is None:
        return f"behaviour_id: {item.role_id!r} is not asked for {item.behaviour_id!r}. Take the line out."
    follows = state_of(item.evidence, asked.point)
    if follows != item.state:
        return (
            f"state: {item.state!r} does not follow from the marks; {follows!r} does. Mark what the reviewer saw, or "
            "correct the state."
        )
    return ""


def _write(path: Path, items: tuple[ReviewedFinding, ...]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(".new")
    scratch.write_text("".join(f"{item.model_dump_json()}\n" for item in items), encoding="utf-8")
    scratch.replace(path)
