"""Where groups need help: a row of cells for each group, a cell for each behaviour."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.domain.finding import STATE_SHAPES, STATE_WORDS, State
from coach.domain.report import Cell, CohortReport, Hidden, Row
from coach.report.export.computed import coverage_words
from coach.report.export.sheet import Names
from coach.report.pictures.canvas import Canvas
from coach.report.pictures.palette import Palette

COLUMNS_AT_ONCE = 8
"""How many behaviours one picture has room for."""
_HEAD, _LABEL, _CELL, _GAP = 58.0, 24.0, 58.0, 12.0
_STRIP = (22.0, 38.0)
_INSET, _SPACE = 0.06, 0.03
"""In parts of one column."""
_HATCHES = 12
_ORDER: tuple[State, ...] = ("contrary", "partly_shown", "shown")
_WRAPS_AT = 17
_DESCRIPTION = (
    "For each group and behaviour: how many people have a gap, and how many accounts do not describe it. "
    "The same stands in the table below."
)
_BRIEF_REASONS = {"small_group": "too few", "few_asked": "few are asked", "mixed_roles": "mixed roles"}


@dataclass
class _Column:
    """Where one column begins, and how wide it is."""

    start: float
    width: float

    def at(self, part: float) -> float:
        return self.start + part * self.width


def heat_map(report: CohortReport, names: Names, palette: Palette, *, first: int = 1) -> Canvas:
    """Return the picture; its columns are numbered from `first` where there is no room for names."""
    canvas = Canvas(palette, _DESCRIPTION, head=_HEAD)
    count = len(report.view.behaviour_ids)
    columns = [_Column(place / count, 1 / count) for place in range(count)]
    for number, (column, behaviour_id) in enumerate(zip(columns, report.view.behaviour_ids, strict=True), first):
        _heading(canvas, column, f"{number}", names.behaviour(behaviour_id))
    canvas.height = _HEAD
    for row in (report.total, *report.rows):
        _row(canvas, report, row, columns, names)
    return canvas


def _heading(canvas: Canvas, column: _Column, number: str, name: str) -> None:
    lines = wrap(f"{number} {name}", _WRAPS_AT, most=3)
    for place, line in enumerate(lines):
        narrow = number if place == len(lines) - 1 else ""
        y = _HEAD - 10 - 15 * (len(lines) - 1 - place)
        canvas.text(
            column.at(0.5), y, line, canvas.palette.text, align="center", size=12, narrow=narrow, room=column.width
        )


def _row(canvas: Canvas, report: CohortReport, row: Row, columns: Sequence[_Column], names: Names) -> None:
    palette, top = canvas.palette, canvas.height
    label = names.group(report.view.rows, row.value)
    middle = top + _LABEL / 2
    canvas.text(0.0, middle, label, palette.text, bold=True, room=0.66)
    if isinstance(row.n, Hidden):
        _hidden_row(canvas, label, row.n)
        return
    canvas.text(1.0, middle, _people(row), palette.quiet, align="right", size=12, narrow=_people(row, brief=True))
    for behaviour_id, column, cell in zip(report.view.behaviour_ids, columns, row.cells, strict=True):
        box = (column.at(_SPACE), column.at(1 - _SPACE), top + _LABEL, top + _LABEL + _CELL)
        if isinstance(cell, Hidden):
            _hidden(canvas, column, box, cell)
        else:
            _cell(canvas, column, box, cell)
        canvas.tip(*box, f"{label}, {names.behaviour(behaviour_id)}: {describe(cell)}")
    canvas.end_row(top + _LABEL + _CELL + _GAP)


def _hidden_row(canvas: Canvas, label: str, reason: Hidden) -> None:
    """Draw a group of which nothing is told as one line: its cells would all say the same."""
    palette, top = canvas.palette, canvas.height
    canvas.shape(0.985, top + _LABEL / 2, "padlock", palette.quiet, size=80)
    words = _BRIEF_REASONS[reason.reason]
    canvas.text(0.955, top + _LABEL / 2, f"{words} people", palette.quiet, align="right", size=12, narrow=words)
    canvas.line(0.0, 1.0, top + _LABEL + 4, top + _LABEL + 4, palette.border, wide=0.5)
    canvas.tip(0.0, 1.0, top, top + _LABEL, f"{label}: {reason.words}")
    canvas.end_row(top + _LABEL + _GAP)


def _people(row: Row, *, brief: bool = False) -> str:
    if isinstance(row.n, Hidden):
        return ""
    coverage = coverage_words(row.coverage)
    words = f"{row.n:,}" if brief and coverage else f"{row.n:,} people"
    return f"{words}, {coverage}" if coverage else words


_Box = tuple[float, float, float, float]


def _hidden(canvas: Canvas, column: _Column, box: _Box, cell: Hidden) -> None:
    palette, top = canvas.palette, box[2]
    canvas.rect(*box, palette.paper, border=palette.border)
    canvas.shape(column.at(0.5), top + 22, "padlock", palette.quiet, size=110)
    words = _BRIEF_REASONS[cell.reason]
    canvas.text(column.at(0.5), top + 46, words, palette.quiet, align="center", size=11, narrow="", room=column.width)


def _cell(canvas: Canvas, column: _Column, box: _Box, cell: Cell) -> None:
    palette, top = canvas.palette, box[2]
    gap = gap_share(cell)
    canvas.rect(*box, palette.step(gap), border=palette.border)
    share = f"{round(100 * gap)}"
    centre = column.at(0.5)
    canvas.text(centre, top + 12, f"{share} %", palette.text, align="center", bold=True, narrow=share)
    _strip(canvas, column, top, cell)
    canvas.text(
        centre, top + 48, f"n {cell.n:,}", palette.quiet, align="center", size=11, narrow=f"{cell.n}", room=column.width
    )


def _strip(canvas: Canvas, column: _Column, top: float, cell: Cell) -> None:
    palette, at = canvas.palette, _INSET
    y0, y1 = top + _STRIP[0], top + _STRIP[1]
    whole = 1 - 2 * _INSET
    canvas.rect(column.at(_INSET), column.at(1 - _INSET), y0, y1, palette.paper, border=palette.quiet)
    for state in _ORDER:
        part = whole * getattr(cell, state).people / cell.n
        if part:
            canvas.rect(column.at(at), column.at(at + part), y0, y1, palette.states[state])
            _sign(canvas, column, at + part / 2, (y0 + y1) / 2, STATE_SHAPES[state], part)
        at += part
    silent = whole * cell.not_described.people / cell.n
    _hatch(canvas, column, at, at + silent, y0, y1)


def _sign(canvas: Canvas, column: _Column, at: float, y: float, sign: str, part: float) -> None:
    wide = sign if part > 0.12 else ""
    canvas.text(
        column.at(at), y, wide, canvas.palette.paper, align="center", size=10, narrow=sign if part > 0.3 else ""
    )


def _hatch(canvas: Canvas, column: _Column, start: float, end: float, y0: float, y1: float) -> None:
    lean = 0.6 / _HATCHES
    place = start
    while place < end:
        stop = min(place + lean, end)
        # The last line is cut where the area ends.
        high = y1 - (y1 - y0) * (stop - place) / lean
        canvas.line(column.at(place), column.at(stop), y1, high, canvas.palette.quiet)
        place += 1 / _HATCHES
    if end > start:
        canvas.line(column.at(start), column.at(start), y0, y1, canvas.palette.quiet)


def gap_share(cell: Cell) -> float:
    """Return the share of people who are told to have a gap."""
    return (cell.contrary.people + cell.partly_shown.people) / cell.n


def describe(cell: Cell | Hidden) -> str:
    """Return what a cell says, in words."""
    if isinstance(cell, Hidden):
        return cell.words
    counts = (f"{getattr(cell, state).people} {STATE_WORDS[state]}" for state in (*_ORDER, "not_described"))
    left_open = f", {cell.open} left open" if cell.open else ""
    return f"of {cell.n} people, {', '.join(counts)}{left_open}"


def wrap(words: str, width: int, *, most: int) -> list[str]:
    """Return words in at most so many lines of about `width` characters; what is too long ends in the last one."""
    lines: list[str] = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width and len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
