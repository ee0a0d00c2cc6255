"""The PDF says what the report says: real text, tagged, with its pictures, and nothing in a name is read as markup."""

import re
import sys
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from coach.domain.report import View
from coach.errors import SettingsError
from coach.report.compose import make_report
from coach.report.export.board import make_question
from coach.report.export.computed import NOTICE
from coach.report.export.pdf import render_pdf
from coach.report.export.sheet import PARTS, QUESTIONS, Names
from coach.report.export.sheets import make_sheet
from tests.unit.report.building import make_block, make_closing, make_tally

HOSTILE = '<b onload=x>*Desk* #read("/etc/passwd") $x$ @me [a](http://x.example)\u202e\x07 _z_'
AS_SHOWN = '<b onload=x>*Desk* #read("/etc/passwd") $x$ @me [a](http://x.example) _z_'
BLOCK = make_block(make_tally(shown=2, partly_shown=3, not_described=5))


def make_pdf(*, role: str = "Shop adviser", values: tuple[str, ...] = ("adviser", "clerk")) -> PdfReader:
    """Return a report of ten people, five of whom tell nothing, and of a group of which nothing is told."""
    names = Names(roles={"adviser": role}, stages={}, behaviours={"own-it": "Own it to the end"})
    view = View(period_id="spring", rows="role", values=values, behaviour_ids=("own-it", "new-one"))
    report = make_report([make_closing(BLOCK)], view)
    questions = [make_question(report, make_sheet(report, part, names), names, in_columns=(report,)) for part in PARTS]
    return PdfReader(BytesIO(render_pdf("Larkmoor: insights", questions, ("A note.", NOTICE), note="A note.")))


def text_of(file: PdfReader) -> str:
    """Return all words, with one blank between each two; where a line ends is no matter of what is said."""
    return " ".join(" ".join(page.extract_text() for page in file.pages).split())


@pytest.fixture(scope="module")
def pdf() -> PdfReader:
    return make_pdf()


def test_every_question_is_answered_with_its_figures_and_how_they_came_about(pdf: PdfReader) -> None:
    text = text_of(pdf)

    for words in ("Larkmoor: insights", "A note.", NOTICE, *QUESTIONS.values()):
        assert words in text
    assert text.count("How this was computed") == 4
    assert "Behaviour n ● shown ◐ partly shown ○ not described Left open" in text.replace("▲ contrary ", "")
    assert "Shop adviser · People: 10" in text
    assert "Own it to the end 10 2 3 0 5 0" in text


def test_what_is_hidden_has_its_reason_and_no_figure(pdf: PdfReader) -> None:
    text = text_of(pdf)

    assert "clerk · Too few people to be shown, perhaps nobody." in text
    assert "new-one Too few people here are asked for this." in text
    assert re.search(r"(clerk|new-one) [0-9]", text) is None


def test_the_pictures_are_in_it_as_real_text_with_a_description(pdf: PdfReader) -> None:
    text = text_of(pdf)

    # Once for everybody and once for the shop advisers.
    assert (text.count("30 %"), text.count("n 10"), text.count("few are asked")) == (2, 2, 2)
    assert "For each group and behaviour: how many people have a gap" in descriptions(pdf)


def descriptions(file: PdfReader) -> str:
    """Return what is read out in place of the pictures."""
    found: list[str] = []
    waiting = [file.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        item = waiting.pop().get_object()
        if isinstance(item, DictionaryObject):
            found.append(str(item.get("/Alt", "")))
            children = item.get("/K", [])
            waiting += children if isinstance(children, list) else [children]
    return "\n".join(found)


def test_it_has_a_title_a_language_tags_page_numbers_and_its_own_letters(pdf: PdfReader) -> None:
    root = pdf.trailer["/Root"]

    assert pdf.metadata is not None
    assert pdf.metadata.title == "Larkmoor: insights"
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
    count = len(pdf.pages)
    assert all(f"{number} of {count}" in page.extract_text() for number, page in enumerate(pdf.pages, 1))
    fonts = [font for page in pdf.pages for font in page["/Resources"]["/Font"].values()]
    assert {font.get_object()["/BaseFont"].rpartition("+")[2].split("-")[0] for font in fonts} == {
        "DejaVuSansCondensed"
    }
    assert all("+" in font.get_object()["/BaseFont"] for font in fonts)


def test_nothing_in_a_name_is_markup_and_what_turns_text_around_is_left_out() -> None:
    hostile = make_pdf(role=HOSTILE)

    assert f"{AS_SHOWN} · People: 10" in text_of(hostile)
    assert [page for page in hostile.pages if "/Annots" in page] == []


def test_many_groups_of_which_nothing_is_told_stand_in_the_table_alone() -> None:
    teams = tuple(f"clerk-{number}" for number in range(9))
    text = text_of(make_pdf(values=("adviser", *teams)))

    assert "Nothing is told of 9 groups. They are not drawn; the table names them." in text
    assert [text.count(f"{team} · Too few people") for team in teams] == [1] * 9
    assert [text.count(team) for team in teams] == [1] * 9


def test_without_the_library_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)

    with pytest.raises(SettingsError, match="need the extra 'pdf'"):
        make_pdf()
