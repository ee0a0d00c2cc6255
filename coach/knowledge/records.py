"""Turn the data of a file into typed records, with each misfit said in plain words."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from coach.domain.knowledge import Behaviour, Champion, JourneyStage, Resource, Role, Route, Story, Vision
from coach.domain.record import Record
from coach.domain.report import Organisation
from coach.knowledge.document import Document, Location
from coach.knowledge.problem import Problem, did_you_mean

Kind = Literal["vision", "stage", "behaviour", "role", "story", "resource", "champion", "route", "organisation"]

RECORD_TYPES: Mapping[Kind, type[Record]] = {
    "vision": Vision,
    "stage": JourneyStage,
    "behaviour": Behaviour,
    "role": Role,
    "story": Story,
    "resource": Resource,
    "champion": Champion,
    "route": Route,
    "organisation": Organisation,
}

ID_FIELDS: Mapping[Kind, str] = {kind: "topic" if kind == "route" else "id" for kind in RECORD_TYPES}
"""The field that tells the records of a kind apart."""

_NEVER_EMPTY: tuple[Kind, ...] = ("stage", "route")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One record as written in a file; `record` is None where it does not fit its type."""

    kind: Kind
    id: str
    """The file's name where the file holds one record, else the id as written, or "" where there is none."""
    document: Document
    location: Location
    """Where the record stands in its file; () where it is the whole file."""
    data: Mapping[str, object]
    record: Record | None

    def problem(self, location: Location, text: str) -> Problem:
        """Return an error of the field at `location` inside this record."""
        return self.document.problem((*self.location, *location), text)


def read_entry(document: Document, kind: Kind, file_id: str) -> tuple[Entry, list[Problem]]:
    """Read a file that holds one record, whose id must be the file's name."""
    entry, problems = read_single(document, kind)
    written = entry.data.get("id")
    if isinstance(written, str) and written != file_id:
        text = f"{_shown(written)} differs from the file's name {file_id!r}; make the two equal"
        problems.append(entry.problem(("id",), text))
    return replace(entry, id=file_id), problems


def read_single(document: Document, kind: Kind) -> tuple[Entry, list[Problem]]:
    """Read a file that holds the only record of its kind."""
    return _read(document, kind, (), document.data)


def read_entries(document: Document, kind: Kind, list_name: str) -> tuple[list[Entry], list[Problem]]:
    """Read a file that holds a list of records under one field."""
    if document.data is None:
        return [], []
    fields = document.data if isinstance(document.data, dict) else {}
    problems = [
        document.problem((name,), f"is not a field here; {did_you_mean(name, [list_name])}")
        for name in fields
        if name != list_name
    ]
    items = fields.get(list_name)
    if not isinstance(items, list):
        text = f"is not a list; write {list_name}: and below it the items, each with '- ', or {list_name}: []"
        return [], [*problems, document.problem((list_name,), text)]
    if not items and kind in _NEVER_EMPTY:
        problems.append(document.problem((list_name,), "has no items; write at least 1"))
    entries: list[Entry] = []
    for index, item in enumerate(items):
        entry, misfits = _read(document, kind, (list_name, index), item)
        entries.append(entry)
        problems += misfits
    return entries, problems


def _read(document: Document, kind: Kind, location: Location, data: object) -> tuple[Entry, list[Problem]]:
    entry = Entry(kind=kind, id="", document=document, location=location, data={}, record=None)
    if data is None and document.problems:
        return entry, []
    if not isinstance(data, dict):
        return entry, [entry.problem((), "is not a group of fields; write each as name: value")]
    written = data.get(ID_FIELDS[kind])
    entry = replace(entry, data=data, id=written if isinstance(written, str) else "")
    try:
        # Strict JSON: a number is not text, nor text a number; yet lists become tuples, and ISO dates become dates.
        record = RECORD_TYPES[kind].model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        return entry, list(_misfits(entry, error))
    return replace(entry, record=record), []


def _misfits(entry: Entry, error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        if detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
            continue  # pydantic counts only the items that fit, and those that do not have their own lines
        problem = entry.problem(detail["loc"], _explain(detail, RECORD_TYPES[entry.kind], entry.data))
        # What was refused on reading counts as empty; one line about it is enough.
        if problem.field not in entry.document.refused_fields:
            yield problem


def _explain(detail: ErrorDetails, record_type: type[Record], data: object) -> str:
    """Return what is wrong and the remedy, in an author's words."""
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "missing":
        return "is missing; add it"
    if kind == "extra_forbidden":
        return f"is not a field here; {_closest_field(detail['loc'], record_type, data)}"
    if kind == "value_error":
        return str(context["error"])
    if value is None:
        return "is empty; fill it in, or delete the line if the field may be left out"
    if kind == "literal_error":
        return f"{_shown(value)} is not possible here; {_closest_literal(value, context)}"
    return _MISFITS.get(kind, "{shown} does not fit: {message}; correct it").format(
        shown=_shown(value), message=detail["msg"], **context
    )


_WHOLE_NUMBER = "{shown} is not a whole number; write digits without quotes"
_DATE = "{shown} is not a date; write it as year-month-day, such as 2027-09-30"
_MISFITS = {
    "string_type": "{shown} is not text; put it in quotes",
    "string_too_short": "is too short; write at least {min_length} characters",
    "string_too_long": "is too long; write at most {max_length} characters",
    "string_pattern_mismatch": "{shown} is not an id; write lower-case words joined by hyphens, such as own-it",
    "tuple_type": "is not a list; start each item on its own line with '- '",
    "too_short": "has too few items; write at least {min_length}",
    "too_long": "has too many items; write at most {max_length}",
    "model_type": "is not a group of fields; write each as name: value",
    "int_type": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "greater_than_equal": "{shown} is too small; write {ge} or more",
    "less_than_equal": "{shown} is too large; write {le} or less",
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
}


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _closest_literal(value: object, context: Mapping[str, Any]) -> str:
    known = [part.strip("' ") for part in str(context["expected"]).replace(" or ", ", ").split(",")]
    return did_you_mean(str(value), known)


def _closest_field(location: Location, record_type: type[Record], data: object) -> str:
    """Return the remedy for an unknown field: the closest of the fields that are not written yet."""
    *above, name = location
    fields_type: type[Record] = record_type
    for part in above:
        if isinstance(part, str):
            fields_type = next(_record_types(fields_type.model_fields[part].annotation))
        data = data[part]  # type: ignore[index]  # pydantic walked the same way
    written = data if isinstance(data, dict) else {}
    free = [field for field in fields_type.model_fields if field not in written]
    if not free:
        return "delete it"
    return did_you_mean(str(name), free)


def _record_types(annotation: object) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    elif get_origin(annotation) in (tuple, Union, UnionType):
        for part in get_args(annotation):
            yield from _record_types(part)
