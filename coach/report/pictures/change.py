"""What changed: for each behaviour the share of people who show it, period by period, up to the target."""

from coach.domain.report import Hidden, Trend
from coach.report.export.sheet import Names
from coach.report.export.sheets import vision_changed
from coach.report.pictures.canvas import Canvas
from coach.report.pictures.palette import Palette

_LABEL, _LINE, _GAP, _AXIS = 26.0, 20.0, 16.0, 24.0
_LEFT, _RIGHT = 0.30, 0.94
"""Where 0 and 100 percent are."""
_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
_DESCRIPTION = (
    "For each behaviour and period: the share of people whose accounts show it, with its interval, and the target. "
    "The same stands in the table below."
)


def change_picture(trends: tuple[Trend, ...], names: Names, palette: Palette) -> Canvas:
    """Return the picture."""
    canvas = Canvas(palette, _DESCRIPTION, height=_AXIS, head=_AXIS)
    for share in _QUARTERS:
        canvas.text(_at(share), _AXIS / 2, f"{round(100 * share)} %", palette.quiet, align="center", size=11)
    for trend in trends:
        _behaviour(canvas, trend, names.behaviour(trend.behaviour_id))
    return canvas


def _at(share: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * share


def _behaviour(canvas: Canvas, trend: Trend, name: str) -> None:
    palette, top = canvas.palette, canvas.height
    canvas.text(0.0, top + _LABEL / 2, name, palette.text, bold=True, room=0.72)
    bottom = top + _LABEL + _LINE * len(trend.points)
    for share in _QUARTERS:
        canvas.line(_at(share), _at(share), top + _LABEL, bottom, palette.border, wide=0.5)
    if trend.target is not None:
        canvas.line(_at(trend.target), _at(trend.target), top + _LABEL - 2, bottom, palette.accent, wide=2, dashed=True)
        words = f"target {round(100 * trend.target)} %"
        canvas.text(1.0, top + _LABEL / 2, words, palette.accent, align="right", size=12)
    for number in range(len(trend.points)):
        _point(canvas, trend, number, top + _LABEL + _LINE * (number + 0.5))
    canvas.end_row(bottom + _GAP)


def _point(canvas: Canvas, trend: Trend, number: int, y: float) -> None:
    palette, point = canvas.palette, trend.points[number]
    canvas.text(0.0, y, point.period.name, palette.quiet, size=12, narrow=point.period.id.upper(), room=_LEFT - 0.03)
    if vision_changed(trend.points, number):
        edge = y - _LINE / 2
        canvas.line(0.0, 1.0, edge, edge, palette.text, dashed=True)
        canvas.text(1.0, edge + 9, "vision changed", palette.text, align="right", size=11, narrow="new vision")
    if isinstance(point.cell, Hidden):
        canvas.shape(_at(0.0) + 0.02, y, "padlock", palette.quiet, size=60)
        canvas.tip(0.0, 1.0, y - _LINE / 2, y + _LINE / 2, f"{point.period.name}: {point.cell.words}")
        return
    shown, color = point.cell.shown, palette.states["shown"]
    canvas.line(_at(shown.low), _at(shown.high), y, y, color, wide=3)
    is_newest = number == len(trend.points) - 1
    mark = "diamond" if point.is_baseline else "circle"
    canvas.shape(_at(shown.share), y, mark, color, size=150 if is_newest or point.is_baseline else 80)
    share, low, high = (round(100 * value) for value in (shown.share, shown.low, shown.high))
    words = f"{point.period.name}: {shown.people} of {shown.n} people, {share} % ({low} to {high} %)"
    canvas.tip(0.0, 1.0, y - _LINE / 2, y + _LINE / 2, words)
