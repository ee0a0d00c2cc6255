"""Read the knowledge files and check them: every problem is collected, and one bad file never hides another."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from coach.domain.knowledge import Behaviour, Champion, JourneyStage, Resource, Role, Route, Story, Vision
from coach.domain.record import Record
from coach.errors import KnowledgeError
from coach.knowledge.checks import check_across_files
from coach.knowledge.document import Document, parse_markdown, parse_yaml
from coach.knowledge.folder import Found, decode, find_files, read_file
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.knowledge.problem import Problem
from coach.knowledge.records import Entry, read_entries, read_entry, read_single

MAX_PROBLEMS_PER_FILE = 50

_R = TypeVar("_R", bound=Record)


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """All files as found, good or bad."""

    root: Path
    version: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def load_knowledge(root: Path, *, today: date) -> KnowledgeBase:
    """Read all knowledge files and check them.

    Raises:
        KnowledgeError: something is wrong; its `problems` has one line for each error.
    """
    reading = _read_knowledge(root, today=today)
    errors = [problem.line_text() for problem in reading.problems if problem.severity == "error"]
    if errors:
        count = "1 problem" if len(errors) == 1 else f"{len(errors)} problems"
        raise KnowledgeError(
            f"The knowledge files in {str(root)!r} have {count}; mend each, then start again. First: {errors[0]}",
            errors,
        )
    return _knowledge_base(reading)


def check_knowledge(root: Path, *, today: date) -> tuple[Problem, ...]:
    """Return every error and every remark about the knowledge files, by file and line."""
    return _read_knowledge(root, today=today).problems


def _read_knowledge(root: Path, *, today: date) -> _Reading:
    files, problems = find_files(root)
    entries: list[Entry] = []
    digest = hashlib.sha256()
    for file in files:
        content = read_file(root, file.name)
        if isinstance(content, bytes):
            # The length keeps two different folders from running into the same bytes.
            digest.update(os.fsencode(file.name) + b"\0%d\0" % len(content) + content)
        document = _document(file, content)
        found, misfits = _records(file, document)
        entries += found
        problems += [*document.problems, *misfits]
    problems += check_across_files(entries, today=today)
    return _Reading(root=root, version=digest.hexdigest()[:12], entries=tuple(entries), problems=_in_order(problems))


def _document(file: Found, content: bytes | Problem) -> Document:
    text = decode(content, file.path) if isinstance(content, bytes) else content
    if isinstance(text, Problem):
        return Document(path=file.path, problems=(text,))
    return parse_markdown(text, file.path) if file.place.suffix == ".md" else parse_yaml(text, file.path)


def _records(file: Found, document: Document) -> tuple[list[Entry], list[Problem]]:
    place = file.place
    if place.list_name:
        return read_entries(document, place.kind, place.list_name)
    # The one vision is not called by its id, so its file keeps the same name in every organisation.
    entry, problems = read_single(document, place.kind) if place.only else read_entry(document, place.kind, file.stem)
    return [entry], problems


def _in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Order problems by file and line, and count instead of listing where a file has very many."""
    ordered = sorted(problems, key=lambda problem: (problem.path, problem.line or 0, problem.field, problem.text))
    kept: list[Problem] = []
    for path, group in groupby(ordered, key=lambda problem: problem.path):
        in_file = list(group)
        kept += in_file[:MAX_PROBLEMS_PER_FILE]
        more = len(in_file) - MAX_PROBLEMS_PER_FILE
        if more > 0:
            kept.append(Problem(path=path, text=f"has {more} more problems; mend these first, then check again"))
    return tuple(kept)


def _knowledge_base(reading: _Reading) -> KnowledgeBase:
    entries = reading.entries
    return KnowledgeBase(
        root=reading.root,
        version=reading.version,
        vision=_records_of(entries, Vision)[0],
        stages=_records_of(entries, JourneyStage),
        behaviours=tuple(sorted(_records_of(entries, Behaviour), key=lambda item: item.priority)),
        roles=tuple(sorted(_records_of(entries, Role), key=lambda item: item.id)),
        stories=tuple(sorted(_records_of(entries, Story), key=lambda item: item.id)),
        resources=tuple(sorted(_records_of(entries, Resource), key=lambda item: item.id)),
        champions=tuple(sorted(_records_of(entries, Champion), key=lambda item: item.id)),
        routes=_records_of(entries, Route),
        sources=MappingProxyType({f"{entry.kind}:{entry.id}": entry.document.path for entry in entries}),
    )


def _records_of(entries: Sequence[Entry], record_type: type[_R]) -> tuple[_R, ...]:
    return tuple(entry.record for entry in entries if isinstance(entry.record, record_type))
