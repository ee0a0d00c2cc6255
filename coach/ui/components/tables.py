"""A table of a report as Markdown, narrow enough for a phone; every cell is shown as it is."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from coach.report.export.sheet import Sheet, Value
from coach.ui.safe_text import one_line


def table(sheet: Sheet) -> str:
    """Return the table, or one for each group of rows: what a row is about, and all that is told of it beside that."""
    if sheet.names == 1:
        return _rows(sheet, sheet.rows)
    groups = groupby(sheet.rows, key=lambda row: row[0])
    return "\n\n".join(_group(sheet, list(rows)) for _, rows in groups)


def _group(sheet: Sheet, rows: Sequence[tuple[Value, ...]]) -> str:
    told = _told(sheet, rows[0], sheet.names, sheet.names + sheet.of_group)
    name = f"**{one_line(_words(rows[0][0]))}**{f' · {one_line(told)}' if told else ''}"
    said = {_told(sheet, row, sheet.names + sheet.of_group, len(row)) for row in rows}
    # A group of which nothing is told would say so for every behaviour.
    is_hidden = len(rows) > 1 and len(said) == 1
    return f"{name} · {one_line(said.pop())}" if is_hidden else f"{name}\n\n{_rows(sheet, rows)}"


def _rows(sheet: Sheet, rows: Sequence[tuple[Value, ...]]) -> str:
    return "\n".join(_lines(sheet, rows))


def _lines(sheet: Sheet, rows: Sequence[tuple[Value, ...]]) -> Iterator[str]:
    yield f"| {one_line(sheet.head[sheet.names - 1])} | What is told |"
    yield "| --- | --- |"
    for row in rows:
        told = _told(sheet, row, sheet.names + sheet.of_group, len(row))
        yield f"| {one_line(_words(row[sheet.names - 1]))} | {one_line(told)} |"


def _told(sheet: Sheet, row: Sequence[Value], start: int, end: int) -> str:
    told = zip(sheet.head[start:end], row[start:end], strict=True)
    return " · ".join(f"{name}: {_words(value)}" for name, value in told if value is not None)


def _words(value: Value) -> str:
    return "" if value is None else value if isinstance(value, str) else f"{value:,}"
