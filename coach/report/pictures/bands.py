"""A picture in bands that may stand on different sheets of paper, with its head to repeat on each."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from coach.report.pictures.canvas import PADLOCK, Canvas

Mark = dict[str, float | str | bool]


@dataclass(frozen=True)
class Band:
    """A part of a picture, as wide as it is; places are counted from its own top."""

    height: float
    marks: tuple[Mark, ...]
    """In the order in which they are drawn; `kind` is rect, line, shape or text."""


def cut_bands(canvas: Canvas) -> tuple[Band | None, tuple[Band, ...]]:
    """Return the head of a picture, if it has one, and its rows."""
    marks = list(_marks(canvas))
    edges = [0.0, *([canvas.head] if canvas.head else []), *canvas.cuts]
    bands = tuple(_band(marks, top, bottom) for top, bottom in pairwise(edges))
    return (bands[0], bands[1:]) if canvas.head else (None, bands)


def _band(marks: list[Mark], top: float, bottom: float) -> Band:
    here = (mark for mark in marks if top <= _middle(mark) < bottom)
    return Band(height=bottom - top, marks=tuple(_raised(mark, top) for mark in here))


def _middle(mark: Mark) -> float:
    return (float(mark["y"]) + float(mark.get("y2", mark["y"]))) / 2


def _raised(mark: Mark, top: float) -> Mark:
    return mark | {name: float(mark[name]) - top for name in ("y", "y2") if name in mark}


def _marks(canvas: Canvas) -> Iterator[Mark]:
    yield from ({"kind": "rect", **row} for row in canvas.rects)
    for (wide, dashed), rows in canvas.lines.items():
        yield from ({"kind": "line", "wide": wide, "dashed": dashed, **row} for row in rows)
    for row in canvas.shapes:
        yield {"kind": "shape", **row, "shape": "padlock" if row["shape"] == PADLOCK else row["shape"]}
    for (align, size, bold), rows in canvas.texts.items():
        yield from ({"kind": "text", "align": align, "points": size, "bold": bold, **row} for row in rows)
