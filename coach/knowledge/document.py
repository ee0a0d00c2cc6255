"""Turn the text of one file into plain data whose every field knows its line, refusing what could do harm.

YAML is read event by event: no tag, anchor or alias is ever resolved, and nesting is bounded before it is entered,
so that a hostile file costs no more than its size.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import yaml

from coach.knowledge.problem import Problem, Severity

Location = tuple[str | int, ...]
"""The way from the top of a file to a value: field names and positions in lists."""

Value = object
"""Text, whole number, None, list or mapping with text keys; the record types check which."""

MAX_DEPTH = 8
MAX_FIELDS = 100
MAX_ITEMS = 2_000
MAX_NAME = 64

# The C parser is ten times faster than the Python one, but some platforms lack it.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_UNSAFE_CHARACTERS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters
    r"\u2028\u2029"  # line breaks that editors do not count
    r"\u202a-\u202e\u2066-\u2069"  # bidirectional overrides: text that reads otherwise than it is
    r"\ud800-\udfff\ufffe\uffff"  # not characters
    r"\U000e0000-\U000e007f]"  # invisible tags
)
# All else is text as written: the records know where a date belongs, and "no" or 9:30 mean just that to an author.
_EMPTY = ("", "~", "null")
_WHOLE_NUMBER = re.compile(r"[-+]?[0-9]{1,18}")
_FENCE = "---"
_NO_NAME = "?"

_E = TypeVar("_E", bound=yaml.Event)


@dataclass(frozen=True, kw_only=True)
class Document:
    """The data of one file, the line of each field, and what had to be refused."""

    path: str
    data: Value = None
    """None where the text could not be read."""
    lines: Mapping[Location, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @cached_property
    def refused_fields(self) -> frozenset[str]:
        """The fields whose value was refused on reading."""
        return frozenset(problem.field for problem in self.problems)

    def problem(self, location: Location, text: str, *, severity: Severity = "error") -> Problem:
        """Return a problem of the field at `location`, with the line of the field or of what should contain it."""
        known = next((location[:end] for end in range(len(location), -1, -1) if location[:end] in self.lines), None)
        line = None if known is None else self.lines[known]
        return Problem(path=self.path, line=line, field=render_location(location), text=text, severity=severity)


def render_location(location: Location) -> str:
    """Return the location as authors read it: `anchors[2].text`, items counted from 1."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part + 1}]"
        else:
            path += f".{part}" if path else part
    return path


def parse_yaml(text: str, path: str) -> Document:
    """Read a YAML file."""
    return _refuse_unsafe_characters(text, path) or _EventReader(text, path).document()


def parse_markdown(text: str, path: str) -> Document:
    """Read a Markdown file: YAML between two lines `---` gives the fields, the text after it the field `body`."""
    unsafe = _refuse_unsafe_characters(text, path)
    if unsafe:
        return unsafe
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip() == _FENCE]
    if len(fences) < 2 or fences[0] != 0:
        missing = "has no fields at its top; start it with a line ---, then the fields, then a line ---, then the text"
        return Document(path=path, problems=(Problem(path=path, line=1, text=missing),))
    end = fences[1]
    # An empty line stands for the first fence, so that lines are counted as in the file.
    front = _EventReader("\n".join(["", *lines[1:end]]), path).document()
    if not isinstance(front.data, dict):
        return front
    problems = front.problems
    if "body" in front.data:
        problems += (front.problem(("body",), f"is not a field; write the text below the second line {_FENCE}"),)
    body_line = next((number for number, line in enumerate(lines[end + 1 :], start=end + 2) if line.strip()), end + 1)
    data = {**front.data, "body": "\n".join(lines[end + 1 :]).strip()}
    return Document(path=path, data=data, lines={**front.lines, ("body",): body_line}, problems=problems)


def _refuse_unsafe_characters(text: str, path: str) -> Document | None:
    problems = [
        Problem(path=path, line=number, text=_unsafe_character(found.group()))
        for number, line in enumerate(text.split("\n"), start=1)
        if (found := _UNSAFE_CHARACTERS.search(line))
    ]
    return Document(path=path, problems=tuple(problems)) if problems else None


def _unsafe_character(character: str) -> str:
    return f"contains the control or invisible character U+{ord(character):04X}; delete it"


class _StopError(Exception):
    """The file goes beyond a limit; the problem is noted."""


class _EventReader:
    """Build data from YAML events, collecting what is refused on the way."""

    def __init__(self, text: str, path: str) -> None:
        self._loader: Any = _Loader(text)  # the stubs leave its event methods untyped
        self._path = path
        self._lines: dict[Location, int] = {}
        self._problems: list[Problem] = []

    def document(self) -> Document:
        """Return the whole file; data is None where it is empty or could not be read."""
        try:
            data = self._only_document()
        except _StopError:
            data = None
        except yaml.YAMLError as error:
            data = None
            self._refuse_broken(error)
        if data is None and not self._problems:
            self._refuse(1, (), "is empty; write its fields or delete it")
        return Document(path=self._path, data=data, lines=self._lines, problems=tuple(self._problems))

    def _only_document(self) -> Value:
        self._next(yaml.StreamStartEvent)
        if self._at(yaml.StreamEndEvent):
            return None
        self._next(yaml.DocumentStartEvent)
        data = self._value(())
        self._next(yaml.DocumentEndEvent)
        if not self._at(yaml.StreamEndEvent):
            line = _line(self._next(yaml.DocumentStartEvent))
            self._refuse(line, (), f"has a second part after a line {_FENCE}; keep one part in a file")
        return data

    def _at(self, event_type: type[yaml.Event]) -> bool:
        return bool(self._loader.check_event(event_type))

    def _next(self, event_type: type[_E]) -> _E:
        event = self._loader.get_event()
        assert isinstance(event, event_type)
        return event

    def _refuse(self, line: int | None, location: Location, text: str) -> None:
        self._problems.append(Problem(path=self._path, line=line, field=render_location(location), text=text))

    def _refuse_broken(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        what = getattr(error, "problem", None) or getattr(error, "context", None) or "it cannot be read"
        text = f"is not valid YAML ({what}); check the indentation, and put text that contains : or # in quotes"
        self._refuse(mark.line + 1 if mark else None, (), text)

    def _value(self, location: Location) -> Value:
        event = self._next(yaml.NodeEvent)
        line = _line(event)
        self._lines.setdefault(location, line)
        if len(location) > MAX_DEPTH:
            self._refuse(line, (), f"has more than {MAX_DEPTH} levels inside one another; write it flatter")
            raise _StopError
        if isinstance(event, yaml.AliasEvent):
            self._refuse(line, location, f"uses the alias *{event.anchor:.40}; write the text out again")
            return None
        self._refuse_anchor_and_tag(event, location)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(location)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, location)
        return self._sequence(location)

    def _refuse_anchor_and_tag(self, event: yaml.NodeEvent, location: Location) -> None:
        if event.anchor is not None:
            self._refuse(_line(event), location, f"has the anchor &{event.anchor:.40}; take the anchor away")
        tag = getattr(event, "tag", None)
        if tag is not None:
            text = f"has the tag {tag[:80]!r}; take the tag away, plain values are enough"
            self._refuse(_line(event), location, text)

    def _mapping(self, location: Location) -> dict[str, Value]:
        data: dict[str, Value] = {}
        while not self._at(yaml.MappingEndEvent):
            name, line = self._name(location)
            if len(data) == MAX_FIELDS:
                self._refuse(line, location, f"has more than {MAX_FIELDS} fields in one place; keep those that belong")
                raise _StopError
            place = (*location, name)
            first_line = self._lines.setdefault(place, line)
            if name in data:
                self._refuse(line, place, f"is written twice, first on line {first_line}; keep one of the two")
            data[name] = self._value(place)
        self._next(yaml.MappingEndEvent)
        return data

    def _name(self, location: Location) -> tuple[str, int]:
        event = self._loader.peek_event()
        line = _line(event)
        if isinstance(event, yaml.ScalarEvent) and event.value.isprintable() and len(event.value) <= MAX_NAME:
            self._next(yaml.ScalarEvent)
            self._refuse_anchor_and_tag(event, location)
            return event.value, line
        self._value((*location, _NO_NAME))  # read past it
        self._refuse(line, location, "has a field name that is not a plain word; write it as name: value")
        return _NO_NAME, line

    def _sequence(self, location: Location) -> list[Value]:
        data: list[Value] = []
        while not self._at(yaml.SequenceEndEvent):
            if len(data) == MAX_ITEMS:
                self._refuse(
                    self._lines[location], location, f"has more than {MAX_ITEMS} items; keep those that belong"
                )
                raise _StopError
            data.append(self._value((*location, len(data))))
        self._next(yaml.SequenceEndEvent)
        return data

    def _scalar(self, event: yaml.ScalarEvent, location: Location) -> Value:
        unsafe = _UNSAFE_CHARACTERS.search(event.value)
        if unsafe:  # written as an escape, such as "\0"
            self._refuse(_line(event), location, _unsafe_character(unsafe.group()))
            return None
        is_plain = event.implicit[0]
        if is_plain and event.value in _EMPTY:
            return None
        return int(event.value) if is_plain and _WHOLE_NUMBER.fullmatch(event.value) else event.value


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
