"""A table of a report as it stands on paper: what a row is about first, groups under a line of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from coach.plan.export.inert import is_visible
from coach.report.export.sheet import Sheet, Value


@dataclass(frozen=True)
class PaperRow:
    """A line of cells."""

    cells: tuple[str, ...]
    reason: str = ""
    """Why nothing is told in this line; it takes the place of all cells but the first."""
    is_group: bool = False
    """Whether the one cell goes across all columns, and names a group of lines."""
    has_lines: bool = True
    """Whether lines of this group follow."""


@dataclass(frozen=True)
class PaperTable:
    """What is written in each cell."""

    head: tuple[str, ...]
    numbers: tuple[bool, ...]
    """Which columns hold numbers."""
    rows: tuple[PaperRow, ...]


def paper_table(sheet: Sheet) -> PaperTable:
    """Return the table without columns in which nothing is told."""
    told = [row for row in sheet.rows if not _reason(sheet, row)]
    columns = (
        sheet.names - 1,
        *(place for place in range(_first(sheet), len(sheet.head)) if any(row[place] is not None for row in told)),
    )
    return PaperTable(
        head=tuple(visible(sheet.head[place]) for place in columns),
        numbers=tuple(_is_number(sheet, place) for place in columns),
        rows=tuple(_lines(sheet, columns)),
    )


def visible(text: str) -> str:
    """Return one line of text without what would not be seen in it or would turn its direction."""
    return " ".join("".join(filter(is_visible, word)) for word in text.split())


def _is_number(sheet: Sheet, place: int) -> bool:
    return all(isinstance(row[place], int | float) for row in sheet.rows if row[place] is not None)


def _lines(sheet: Sheet, columns: Sequence[int]) -> Iterator[PaperRow]:
    if sheet.names == 1:
        yield from (_line(sheet, row, columns) for row in sheet.rows)
        return
    for _, group in groupby(sheet.rows, key=lambda row: row[0]):
        yield from _group(sheet, list(group), columns)


def _group(sheet: Sheet, rows: Sequence[tuple[Value, ...]], columns: Sequence[int]) -> Iterator[PaperRow]:
    of_group = range(sheet.names, _first(sheet))
    title = [
        words(rows[0][0]),
        *(f"{sheet.head[at]}: {words(rows[0][at])}" for at in of_group if rows[0][at] is not None),
    ]
    reasons = {_reason(sheet, row) for row in rows}
    # A group of which nothing is told would say so for every behaviour.
    is_hidden = len(reasons) == 1 and "" not in reasons
    yield PaperRow((" · ".join([*title, *(reasons if is_hidden else ())]),), is_group=True, has_lines=not is_hidden)
    if not is_hidden:
        yield from (_line(sheet, row, columns) for row in rows)


def _line(sheet: Sheet, row: tuple[Value, ...], columns: Sequence[int]) -> PaperRow:
    if reason := _reason(sheet, row):
        return PaperRow((words(row[columns[0]]),), reason=reason)
    return PaperRow(tuple(words(row[place]) for place in columns))


def _reason(sheet: Sheet, row: tuple[Value, ...]) -> str:
    """Return what the last column says, where it is all that the line says."""
    *others, last = row[_first(sheet) :]
    return words(last) if isinstance(last, str) and not any(value is not None for value in others) else ""


def _first(sheet: Sheet) -> int:
    return sheet.names + sheet.of_group


def words(value: Value) -> str:
    """Return what stands in a cell."""
    return "" if value is None else visible(value) if isinstance(value, str) else f"{value:,}"
