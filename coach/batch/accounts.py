"""Read the list of accounts: one row each, in a CSV file, checked whole before anything is assessed."""

import csv
import hashlib
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from coach.domain.account import MAX_ACCOUNT_CHARACTERS, Account
from coach.errors import AccountError

_MAX_BYTES = 500_000_000
_MAX_ID = 200
_DELIMITERS = ",;\t"


@dataclass(frozen=True, kw_only=True)
class Columns:
    """What the columns of the file are called."""

    id: str = "id"
    role: str = "role"
    text: str = "account"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One account of the list."""

    id: str
    line: int
    """Where its row begins in the file."""
    account: Account

    @property
    def content(self) -> str:
        """The hash of what is read: another role or another word is another content."""
        return hashlib.sha256(f"{self.account.role_id}\n{self.account.text}".encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What a file lists, and what is wrong with it."""

    items: tuple[Item, ...]
    problems: tuple[str, ...]
    """One line each: file, line, column, what is wrong and the remedy. With problems nothing is assessed."""


def read_accounts(path: Path, columns: Columns, *, role_ids: Collection[str]) -> Listed:
    """Read the file and check every row.

    Raises:
        AccountError: the file cannot be read as a CSV file with these columns.
    """
    (_, header), *numbered = _rows(_read(path), path.name) or [(1, [])]
    places = _places(header, columns, path)
    check = _Check(path.name, columns, role_ids)
    items = tuple(item for line, row in numbered if (item := check.row(line, row, places)) is not None)
    if not numbered:
        check.say(1, columns.id, "the file lists no account; add one row for each")
    return Listed(items=items, problems=tuple(check.problems))


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise AccountError(
            f"The file {str(path)!r} cannot be read ({error.strerror}). Name a CSV file with one account in each row."
        ) from error
    if len(content) > _MAX_BYTES:
        raise AccountError(f"The file {path.name!r} is larger than {_MAX_BYTES // 1_000_000} MB. Split it.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise AccountError(
            f"The file {path.name!r} is not UTF-8 text (line {line}). Save it as “CSV UTF-8”."
        ) from error


def _places(header: list[str], columns: Columns, path: Path) -> tuple[int, int, int]:
    names = [name.strip() for name in header]
    wanted = (("--id-column", columns.id), ("--role-column", columns.role), ("--text-column", columns.text))
    for option, name in wanted:
        if names.count(name) != 1:
            how_often = "no column" if name not in names else "more than one column"
            raise AccountError(
                f"The file {path.name!r} has {how_often} {name!r}; its first line names "
                f"{', '.join(map(repr, names[:20])) or 'nothing'}. Name the column with {option}, or correct the line."
            )
    return names.index(columns.id), names.index(columns.role), names.index(columns.text)


def _rows(text: str, file: str) -> list[tuple[int, list[str]]]:
    """Return each row that is not blank with the line it begins in."""
    first, _, _ = text.partition("\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count), strict=True)
    rows, begins = [], 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((begins, row))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise AccountError(
            f"The file {file!r} is no sound CSV file: line {reader.line_num}: {error}. "
            "Put a text that holds commas, quotes or line ends between double quotes, and double the quotes in it."
        ) from error
    return rows


class _Check:
    """Check row by row, and remember what stood before."""

    def __init__(self, file: str, columns: Columns, role_ids: Collection[str]) -> None:
        self.problems: list[str] = []
        self._file = file
        self._columns = columns
        self._role_ids = role_ids
        self._lines: dict[str, int] = {}

    def say(self, line: int, column: str, problem: str) -> None:
        self.problems.append(f"{self._file}:{line}: {column}: {problem}")

    def row(self, line: int, row: list[str], places: tuple[int, int, int]) -> Item | None:
        """Return the row's account, or None where something is wrong with it."""
        before = len(self.problems)
        if len(row) <= max(places):
            self.say(line, self._columns.text, f"the row has only {len(row)} columns; fill in the others")
            return None
        item_id, role_id, text = (row[place] for place in places)
        self._check_id(line, item_id.strip())
        self._check_role(line, role_id.strip())
        self._check_text(line, text)
        if len(self.problems) > before:
            return None
        return Item(id=item_id.strip(), line=line, account=Account(text=text, role_id=role_id.strip()))

    def _check_id(self, line: int, item_id: str) -> None:
        if not item_id:
            self.say(line, self._columns.id, "it is empty; give each account an id of its own")
        elif len(item_id) > _MAX_ID or not item_id.isprintable():
            self.say(line, self._columns.id, f"an id is one line of at most {_MAX_ID} characters; shorten it")
        elif item_id in self._lines:
            first = self._lines[item_id]
            self.say(line, self._columns.id, f"{item_id!r} is also in line {first}; give each account an id of its own")
        else:
            self._lines[item_id] = line

    def _check_role(self, line: int, role_id: str) -> None:
        if role_id not in self._role_ids:
            known = "`coach roles` lists the ids of all roles"
            self.say(line, self._columns.role, f"there is no role {role_id[:_MAX_ID]!r}; {known}")

    def _check_text(self, line: int, text: str) -> None:
        if not text.strip():
            self.say(line, self._columns.text, "it is empty; write the account there, or take the row out")
        elif len(text) > MAX_ACCOUNT_CHARACTERS:
            most = f"{MAX_ACCOUNT_CHARACTERS:,}"
            self.say(line, self._columns.text, f"it has {len(text):,} characters, and {most} is the most; shorten it")
