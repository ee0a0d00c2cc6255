"""The roles file: who has which access roles, and where they work; it is read anew when it changes."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Self

from pydantic import Field, ValidationError, model_validator

from coach.domain.access import ACCESS_ROLES, AccessRole, Workplace
from coach.domain.record import Line, Record
from coach.errors import SettingsError
from coach.knowledge.document import Document, Location, parse_yaml
from coach.knowledge.folder import MAX_FILE_BYTES, decode
from coach.knowledge.problem import Problem, did_you_mean
from coach.signon.claims import SignOnClaims

_CLOSED = "Until it is mended, nobody gets in. What was saved is safe."


class _Person(Record):
    email: Line | None = None
    sub: Line | None = None
    roles: tuple[AccessRole, ...] = ()
    team: Line | None = None
    site: Line | None = None

    @model_validator(mode="after")
    def _is_named_once(self) -> Self:
        if (self.email is None) == (self.sub is None):
            raise ValueError("name the person by email or by sub, and not by both")
        return self


class RolesFile(Record):
    """What the roles file says."""

    people: tuple[_Person, ...] = ()
    claim_values: Mapping[Line, tuple[AccessRole, ...]] = Field(default_factory=dict)
    """The access roles that come with a value of the claim COACH_ROLES_CLAIM; without any, a value is a role's name."""

    def roles_of(self, claims: SignOnClaims) -> frozenset[AccessRole]:
        """Return the access roles of somebody who signed on; everybody is an employee."""
        named = {role for person in self._entries(claims) for role in person.roles}
        return frozenset({"employee", *named, *self._claimed(claims)})

    def workplace_of(self, claims: SignOnClaims) -> Workplace:
        """Return where somebody works, as this file says, else as the provider says."""
        entries = self._entries(claims)
        team = next((entry.team for entry in entries if entry.team), claims.team)
        site = next((entry.site for entry in entries if entry.site), claims.site)
        return Workplace(team=team, site=site)

    def _entries(self, claims: SignOnClaims) -> tuple[_Person, ...]:
        email = claims.email.casefold() if claims.email else None
        return tuple(
            person
            for person in self.people
            if person.sub == claims.subject or (person.email and person.email.casefold() == email)
        )

    def _claimed(self, claims: SignOnClaims) -> Iterator[AccessRole]:
        for value in claims.role_values:
            if self.claim_values:
                yield from self.claim_values.get(value, ())
            else:
                yield from (role for role in ACCESS_ROLES if role == value)


NO_ROLES_FILE = RolesFile()


class WatchedRoles:
    """The roles file as it stands on the disk at this moment; threads may share it."""

    def __init__(self, path: Path) -> None:
        """Watch the file at `path`."""
        self._path = path
        self._lock = Lock()
        self._read: tuple[tuple[int, ...], RolesFile | str] | None = None

    def current(self) -> RolesFile:
        """Return what the file says now.

        Raises:
            SettingsError: it is missing or has an error; the message names line, field and remedy, and nobody in it.
        """
        with self._lock:
            seen = self._seen()
            if self._read is None or self._read[0] != seen:
                self._read = (seen, self._load())
            outcome = self._read[1]
        if isinstance(outcome, str):
            raise SettingsError(outcome)
        return outcome

    def _seen(self) -> tuple[int, ...]:
        """Return what changes whenever the file does."""
        try:
            status = self._path.stat()
        except OSError:
            return ()
        return (status.st_mtime_ns, status.st_size, status.st_ino)

    def _load(self) -> RolesFile | str:
        try:
            return load_roles_file(self._path)
        except SettingsError as error:
            return str(error)


def load_roles_file(path: Path) -> RolesFile:
    """Read and check a roles file.

    Raises:
        SettingsError: it is missing or has an error; the message names line, field and remedy, and nobody in it.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise _refusal(path, f"it cannot be read ({os.strerror(error.errno or 0)}); put it back.") from None
    if len(content) > MAX_FILE_BYTES:
        raise _refusal(path, f"it is larger than {MAX_FILE_BYTES // 1000} kB; use claims of the provider instead.")
    text = decode(content, path.name)
    document = parse_yaml(text, path.name) if isinstance(text, str) else Document(path=path.name, problems=(text,))
    if document.problems:
        raise _refusal(path, _lines(document.problems))
    return _record(path, document)


def _record(path: Path, document: Document) -> RolesFile:
    try:
        read = RolesFile.model_validate_json(json.dumps(document.data), strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=True)
        problems = tuple(
            document.problem(_place(item["loc"]), _explain(item["type"], item["msg"], item["input"])) for item in found
        )
        raise _refusal(path, _lines(problems)) from None
    twice = tuple(_named_twice(document, read))
    if twice:
        raise _refusal(path, _lines(twice))
    return read.model_copy(update={"claim_values": MappingProxyType(dict(read.claim_values))})


def _named_twice(document: Document, read: RolesFile) -> Iterator[Problem]:
    first: dict[tuple[str | None, str | None], int] = {}
    for index, person in enumerate(read.people):
        name = (person.email.casefold() if person.email else None, person.sub)
        if name in first:
            earlier = document.problem(("people", first[name]), "").line
            yield document.problem(("people", index), f"names the person of line {earlier} again; keep one of the two")
        first.setdefault(name, index)


def _place(location: tuple[int | str, ...]) -> Location:
    # A key of a mapping is reported as a step of its own.
    return tuple(part for part in location if part != "[key]")


def _explain(kind: str, message: str, value: object) -> str:
    if kind == "literal_error":
        shown = value[:40] if isinstance(value, str) else "this"
        return f"{shown!r} is no access role; {did_you_mean(shown, ACCESS_ROLES)}"
    return {
        "extra_forbidden": "is not a field here; use people and claim_values, and below people: email or sub, roles, "
        "team, site",
        "tuple_type": "is not a list; write it as [reviewer, author], or each item on its own line with '- '",
        "model_type": "is not a group of fields; write each as name: value",
        "string_type": "is not text; put it in quotes",
        "value_error": message.removeprefix("Value error, "),
    }.get(kind, f"does not fit ({message}); correct it")


def _lines(problems: tuple[Problem, ...]) -> str:
    more = f" There are {len(problems) - 1} more." if len(problems) > 1 else ""
    return f"{problems[0].line_text()}.{more}"


def _refusal(path: Path, what: str) -> SettingsError:
    return SettingsError(f"The roles file {path.name!r} (COACH_ROLES_FILE) cannot be used: {what} {_CLOSED}")
