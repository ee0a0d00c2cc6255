"""Bars with their words above them: what to build, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.report.pictures.canvas import Canvas
from coach.report.pictures.palette import Palette

_LABEL, _BAR, _GAP, _HEAD = 20.0, 14.0, 14.0, 30.0
_LONGEST = 0.80
_HATCH_PX = 0.012


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar."""

    label: str
    people: int
    beside: str
    """What stands at its end."""
    hatched: bool = False
    """Whether nothing meets it yet."""
    heading: str = ""
    """What begins with this bar."""


def bars_picture(bars: Sequence[Bar], palette: Palette, *, color: str, description: str) -> Canvas:
    """Return the picture; the longest bar has most people."""
    canvas = Canvas(palette, description)
    most = max(bar.people for bar in bars)
    for bar in bars:
        _bar(canvas, bar, most, color)
    return canvas


def _bar(canvas: Canvas, bar: Bar, most: int, color: str) -> None:
    palette, top = canvas.palette, canvas.height
    if bar.heading:
        canvas.text(0.0, top + _HEAD / 2, bar.heading, palette.text, bold=True)
        top += _HEAD
    canvas.text(0.0, top + _LABEL / 2, bar.label, palette.text)
    y0, y1, end = top + _LABEL, top + _LABEL + _BAR, _LONGEST * bar.people / most
    if bar.hatched:
        canvas.rect(0.0, end, y0, y1, palette.paper, border=color)
        place = _HATCH_PX
        while place < end:
            canvas.line(place - _HATCH_PX, place, y1, y0, color, wide=1.5)
            place += _HATCH_PX
    else:
        canvas.rect(0.0, end, y0, y1, color)
    canvas.text(end + 0.015, (y0 + y1) / 2, bar.beside, palette.text, size=12)
    canvas.tip(0.0, 1.0, top, y1, f"{bar.label}: {bar.beside}")
    canvas.end_row(y1 + _GAP)
