"""No cell of a file can be run as a formula, become mark-up, or lose what it says."""

import csv
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from coach.report.export.files import guard, render_csv, render_report, render_xlsx
from coach.report.export.sheet import Sheet

FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    '=HYPERLINK("http://x.example","y")',
    "=IMPORTXML(1)",
    "-2+3+cmd|' /C calc'!D2",
)
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def make_sheet(*texts: str, numbers: tuple[float, ...] = ()) -> Sheet:
    rows = (*((text, None) for text in texts), *(("n", number) for number in numbers))
    return Sheet(part="way", head=("Who", "People"), rows=rows, names=1, computed=("By counting.",))


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guard(text) == f"'{text}"
    assert guard(guard(text)) == guard(text)


@pytest.mark.parametrize("text", ["Head of shops", "", "3 = three", "a+b", "’tis"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert guard(text) == text


def test_no_cell_of_a_csv_file_begins_like_a_formula() -> None:
    file = render_csv(make_sheet(*FORMULAS, numbers=(-3,)), ("=about",))

    cells = [cell for row in csv.reader(StringIO(file, newline="")) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == ["-3"]
    assert all(f"'{text}" in cells for text in FORMULAS)
    assert "'=about" in cells


def test_an_excel_file_has_numbers_and_texts_and_no_formula_and_no_link() -> None:
    file = render_xlsx("=Title", [make_sheet(*FORMULAS, "http://x.example/", numbers=(7, 0.5))], ("=about",))

    with ZipFile(BytesIO(file)) as book:
        names = [name for name in book.namelist() if name.startswith("xl/worksheets")]
        sheets = [ElementTree.fromstring(book.read(name)) for name in names if name.endswith(".xml")]
        texts = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    assert not any("_rels" in name for name in names)
    assert [node.tag for sheet in sheets for node in sheet.iter() if node.tag in formula_tags()] == []
    numbers = [cell for cell in sheets[0].iter(f"{SPREADSHEET}c") if cell.get("t") is None]
    assert [cell.findtext(f"{SPREADSHEET}v") for cell in numbers] == ["7", "0.5"]
    kept = ["".join(item.itertext()) for item in texts]
    assert {"'=1+1", "'@SUM(A1)", "'=about", "http://x.example/"} <= set(kept)


def formula_tags() -> set[str]:
    return {f"{SPREADSHEET}f", f"{SPREADSHEET}hyperlink"}


def test_markdown_shows_marks_and_obeys_none() -> None:
    hostile = ("![x](http://x.example/y.png)", "a | b", "<script>", "http://x.example/a|b")
    text = render_report("A <b>", [make_sheet(*hostile)], ("# About",))

    assert "| `![x](http://x.example/y.png)` |" in text
    assert "| `http://x.example/a\\|b` |" in text
    assert "<script>" not in text
    assert "a \\| b" in text
    assert "\n# About" not in text


def test_an_empty_table_says_so() -> None:
    assert "There is nothing to tell here." in render_report("T", [make_sheet()], ())
