"""Tables of a report as files: CSV, XLSX and Markdown. No cell of any of them can be run as a formula."""

import csv
import re
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any, Literal

from coach.errors import SettingsError
from coach.plan.export.inert import make_inert
from coach.report.export.sheet import Sheet, Value

ReportForm = Literal["csv", "xlsx", "markdown", "pdf"]
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDEST = 60
_LONGEST_NAME = 31
"""Of a sheet in Excel."""


def guard(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: with an apostrophe in front where it begins like one."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


def render_csv(sheet: Sheet, about: Sequence[str]) -> str:
    """Return one table as CSV; what it is and how it was computed stands below it."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow([guard(name) for name in sheet.head])
    writer.writerows([[_guarded(value) for value in row] for row in sheet.rows])
    writer.writerow([])
    writer.writerows([[guard(line)] for line in (sheet.question, *_below(sheet), *about)])
    return file.getvalue()


def render_report(title: str, sheets: Sequence[Sheet], about: Sequence[str]) -> str:
    """Return tables as one Markdown file; every text in it is inert."""
    lines = ["---", "ai_generated: true", "generator: vision-coach", "---", "", f"# {make_inert(title)}", ""]
    lines += [f"{make_inert(line)}\n" for line in about]
    for sheet in sheets:
        lines += [f"## {sheet.question}", "", *_table(sheet), ""]
        lines += [f"{make_inert(line)}\n" for line in _below(sheet)]
    return "\n".join(lines)


def render_xlsx(title: str, sheets: Sequence[Sheet], about: Sequence[str]) -> bytes:
    """Return tables as an Excel file, a sheet each. Every text is written as text and every number as a number.

    Raises:
        SettingsError: the library for it is not installed.
    """
    # Only this form needs it, and the command line works without it.
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise SettingsError(
            "Excel files need the extra 'ui' (XlsxWriter). Install it, or choose CSV or Markdown."
        ) from None
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        book.set_properties({"title": title, "comments": "Made by a computer: Vision Coach."})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            _write(book.add_worksheet(sheet.question.rstrip("?")[:_LONGEST_NAME]), sheet, bold)
        _write_lines(book.add_worksheet("About this report"), [title, *about])
    return file.getvalue()


def _guarded(value: Value) -> Value:
    return guard(value) if isinstance(value, str) else value


def _below(sheet: Sheet) -> Iterator[str]:
    if sheet.remark:
        yield sheet.remark
    yield f"How this was computed. {' '.join(sheet.computed)}"


def _table(sheet: Sheet) -> Iterator[str]:
    if not sheet.rows:
        yield "There is nothing to tell here."
        return
    for row in (sheet.head, ("---",) * len(sheet.head), *sheet.rows):
        yield f"| {' | '.join(cell if cell == '---' else _cell(cell) for cell in row)} |"


def _cell(value: Value) -> str:
    if isinstance(value, str):
        # Within code nothing is escaped, yet a bar would end the cell there too.
        return re.sub(r"(?<!\\)\|", r"\\|", make_inert(value))
    return "" if value is None else f"{value:,}"


def _write(page: Any, sheet: Sheet, bold: Any) -> None:
    for row, cells in enumerate((sheet.head, *sheet.rows)):
        for column, value in enumerate(cells):
            if isinstance(value, str):
                page.write_string(row, column, guard(value), bold if row == 0 else None)
            elif value is not None:
                page.write_number(row, column, value)
    for column, name in enumerate(sheet.head):
        longest = max((len(str(row[column] or "")) for row in sheet.rows), default=0)
        page.set_column(column, column, min(max(longest, len(name)) + 2, _WIDEST))
    page.freeze_panes(1, 0)
    for place, line in enumerate(_below(sheet), len(sheet.rows) + 2):
        page.write_string(place, 0, guard(line))


def _write_lines(page: Any, lines: Sequence[str]) -> None:
    for row, line in enumerate(lines):
        page.write_string(row, 0, guard(line))
