"""Find the knowledge files in their folder and read their bytes; nothing outside the folder is ever opened."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from coach.knowledge.problem import Problem, did_you_mean
from coach.knowledge.records import Kind

MAX_FILE_BYTES = 200_000


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a place in the knowledge folder holds."""

    kind: Kind
    suffix: str = ".yaml"
    list_name: str = ""
    """The field with the records, where one file holds them all."""
    only: str = ""
    """The one file that a folder may hold."""
    when_missing: str = ""
    """What is lost without the file; empty where the coach cannot do without it."""


FOLDERS = {
    "vision": Place(kind="vision", only="vision.yaml"),
    "behaviours": Place(kind="behaviour"),
    "roles": Place(kind="role"),
    "stories": Place(kind="story", suffix=".md"),
}
LIST_FILES = {
    "journey.yaml": Place(kind="stage", list_name="stages"),
    "resources.yaml": Place(kind="resource", list_name="resources"),
    "champions.yaml": Place(kind="champion", list_name="champions"),
    "routes.yaml": Place(
        kind="route",
        list_name="routes",
        when_missing="the coach cannot say whom to turn to in distress, with a legal question or with a grievance",
    ),
}
_NOT_KNOWLEDGE = ("README.md", "schema", "example-account.md")


@dataclass(frozen=True, kw_only=True)
class Found:
    """One knowledge file: its name relative to the folder, with / between the parts."""

    name: str
    place: Place

    @property
    def path(self) -> str:
        """The name as it may be shown: characters that cannot be printed are escaped."""
        return _printable(self.name)

    @property
    def stem(self) -> str:
        """The file's name without its folder and suffix."""
        return PurePosixPath(self.path).stem


def find_files(root: Path) -> tuple[list[Found], list[Problem]]:
    """Return the knowledge files by name, and a problem for whatever is missing or does not belong."""
    if not root.is_dir():
        text = "this folder is missing; create it, or set COACH_KNOWLEDGE to the folder with the knowledge files"
        return [], [Problem(path=_printable(str(root)), text=text)]
    found: list[Found] = []
    problems: list[Problem] = []
    names = _list(root, problems)
    for name, place in LIST_FILES.items():
        if name in names:
            found.append(Found(name=name, place=place))
        else:
            problems.append(_missing(name, place))
    for name, place in FOLDERS.items():
        if name in names:
            found += _find_in_folder(root, name, place, problems)
        else:
            problems.append(Problem(path=name, text=f"this folder is missing; create it with {_wanted(place)}"))
    for name in names:
        if name not in LIST_FILES and name not in FOLDERS:
            remedy = did_you_mean(name, [*FOLDERS, *LIST_FILES])
            problems.append(Problem(path=_printable(name), text=f"does not belong here; {remedy} Else move it away"))
    return sorted(found, key=lambda item: item.name), problems


def read_file(root: Path, name: str) -> bytes | Problem:
    """Return the bytes of one file, or why it is refused."""
    path = root / name
    shown = _printable(name)
    if not _is_inside(root, path):
        return Problem(path=shown, text="is a link that leads out of the knowledge folder; put the file itself here")
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return Problem(path=shown, text="is not a plain file; replace it with one")
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        return Problem(path=shown, text=f"cannot be read ({error.strerror}); check that it exists and its permissions")
    if len(content) > MAX_FILE_BYTES:
        return Problem(path=shown, text=f"is larger than {MAX_FILE_BYTES // 1000} kB; split it or shorten it")
    return content


def decode(content: bytes, path: str) -> str | Problem:
    """Return the text with plain line ends, or say where it is not UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(path=path, line=line, text="is not UTF-8 text; save the file in the encoding UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _find_in_folder(root: Path, folder: str, place: Place, problems: list[Problem]) -> list[Found]:
    path = root / folder
    if not path.is_dir():
        problems.append(Problem(path=folder, text="is not a folder; replace it with one"))
        return []
    if not _is_inside(root, path):
        text = "is a link that leads out of the knowledge folder; put the folder itself here"
        problems.append(Problem(path=folder, text=text))
        return []
    found = []
    for name in _list(path, problems):
        if name == place.only or (not place.only and name.endswith(place.suffix)):
            found.append(Found(name=f"{folder}/{name}", place=place))
        else:
            text = f"does not belong here; this folder holds {_wanted(place)}; rename it or move it away"
            problems.append(Problem(path=_printable(f"{folder}/{name}"), text=text))
    if not found:
        problems.append(Problem(path=folder, text=f"this folder has no records; add {_wanted(place)}"))
    return found


def _missing(name: str, place: Place) -> Problem:
    remedy = f"create it with the list {place.list_name}"
    if not place.when_missing:
        return Problem(path=name, text=f"is missing; {remedy}")
    return Problem(path=name, text=f"is missing, so {place.when_missing}; {remedy}", severity="remark")


def _wanted(place: Place) -> str:
    return f"the file {place.only}" if place.only else f"one {place.suffix} file for each {place.kind}"


def _list(folder: Path, problems: list[Problem]) -> list[str]:
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        text = f"this folder cannot be read ({error.strerror}); check its permissions"
        problems.append(Problem(path=_printable(folder.name), text=text))
        return []
    return [name for name in names if not name.startswith(".") and name not in _NOT_KNOWLEDGE]


def _is_inside(root: Path, path: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def _printable(name: str) -> str:
    return name if name.isprintable() else ascii(name)[1:-1]
