"""A report as a PDF for a board: real text in an embedded font, tagged for those who listen, its pictures drawn in it.

Names come in as data and never as markup, no file but those of this folder is read, and nothing is fetched.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

from coach.domain.finding import STATE_SHAPES, STATE_WORDS, State
from coach.errors import SettingsError
from coach.report.export.computed import NOTICE
from coach.report.export.paper import paper_table, visible
from coach.report.export.sheet import Part, Sheet
from coach.report.pictures.bands import Mark, cut_bands
from coach.report.pictures.canvas import Canvas
from coach.report.pictures.palette import LIGHT, Palette
from coach.report.pictures.parts import LEGENDS

_HERE = Path(__file__).parent
_ORDER: tuple[State, ...] = ("contrary", "partly_shown", "shown")


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question of a report, on paper."""

    sheet: Sheet
    pictures: Sequence[Canvas]
    """None where there is nothing to draw."""
    numbered: Sequence[str] = ()
    """What the columns of the pictures are called, from 1."""
    hidden: Sequence[str] = ()
    """Why cells are hidden."""


def is_pdf_ready() -> bool:
    """Say whether what writes PDF files is installed."""
    return find_spec("typst") is not None


def render_pdf(title: str, questions: Sequence[Question], about: Sequence[str], *, note: str | None) -> bytes:
    """Return the report as a PDF that keeps to PDF/UA-1.

    Raises:
        SettingsError: the library for it is not installed.
    """
    # Only this form needs it, and everything else works without it.
    try:
        import typst
    except ImportError:
        raise SettingsError(
            "PDF files need the extra 'pdf' (typst). Install it with pip install \"vision-coach[pdf]\", or choose "
            "Excel or Markdown."
        ) from None
    boxed = {note, NOTICE}
    data = {
        "title": visible(title),
        "about": [{"words": visible(line), "boxed": line in boxed} for line in about],
        "questions": [_question(question) for question in questions],
        "palette": _colors(LIGHT),
    }
    written = typst.compile(
        _HERE / "report.typ",
        root=_HERE,
        font_paths=[_HERE / "fonts"],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        format="pdf",
        pdf_standards=["ua-1"],
    )
    return bytes(written)


def _question(question: Question) -> Mapping[str, object]:
    sheet = question.sheet
    return {
        "question": sheet.question,
        "pictures": [_picture(canvas) for canvas in question.pictures],
        "legend": LEGENDS[sheet.part],
        "marks": _marks(sheet.part),
        "hidden": list(question.hidden),
        "numbered": [visible(name) for name in question.numbered],
        "remark": visible(sheet.remark),
        "table": asdict(paper_table(sheet)),
        "computed": [visible(line) for line in sheet.computed],
    }


def _marks(part: Part) -> list[dict[str, str]]:
    """Return the signs of the heat map; the other pictures have their words beside them."""
    if part != "help":
        return []
    states = [
        {"sign": STATE_SHAPES[state], "words": STATE_WORDS[state], "color": LIGHT.states[state]} for state in _ORDER
    ]
    return [
        *states,
        {"sign": "", "words": "hatched: not described", "color": LIGHT.quiet},
        {"sign": "", "words": "empty: left open", "color": LIGHT.quiet},
    ]


def _picture(canvas: Canvas) -> Mapping[str, object]:
    head, bands = cut_bands(canvas)
    return {
        "description": canvas.description,
        "head": _band(head.height, head.marks) if head else None,
        "bands": [_band(band.height, band.marks) for band in bands],
    }


def _band(height: float, marks: Sequence[Mark]) -> Mapping[str, object]:
    return {
        "height": height,
        "marks": [mark | {"words": visible(str(mark["words"]))} if "words" in mark else mark for mark in marks],
    }


def _colors(palette: Palette) -> Mapping[str, str]:
    return {name: getattr(palette, name) for name in ("text", "quiet", "paper", "border", "accent")}
