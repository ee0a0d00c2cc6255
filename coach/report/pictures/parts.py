"""The picture of each question, and what a reader has to know to read it."""

from collections.abc import Callable
from dataclasses import replace

from coach.domain.finding import STATE_SHAPES
from coach.domain.report import CohortReport, Hidden
from coach.report.export.sheet import Names, Part
from coach.report.export.sheets import heaviest, hours, wanted
from coach.report.pictures.bars import Bar, bars_picture
from coach.report.pictures.canvas import Canvas
from coach.report.pictures.change import change_picture
from coach.report.pictures.heat_map import heat_map
from coach.report.pictures.palette import Palette

_MOST_BARS = 14
_MOST_ROADBLOCKS = 28
LEGENDS: dict[Part, str] = {
    "help": "The large number is the share of people with a gap: contrary or partly shown. The stronger the colour, "
    "the more. The small number (n) is how many people are asked for it and counted.",
    "change": f"{STATE_SHAPES['shown']} is the share of people whose accounts show it, ◆ the baseline, the line its "
    "95 % interval. Where the vision changed, the accounts of that period were read with another version of it.",
    "build": "Hatched: nothing in the catalogue meets it yet. Hours are for everybody together. "
    f"At most {_MOST_BARS} bars of a kind are drawn, the longest first; the table has all.",
    "way": f"At most {_MOST_ROADBLOCKS} bars are drawn, by owner; the table has all.",
}
"""What stands under each picture."""


def draw_part(part: Part, report: CohortReport, names: Names, palette: Palette, *, first: int = 1) -> Canvas | None:
    """Return the picture of one question, or None where there is nothing to draw.

    Behaviours are numbered from `first` where there is no room for their names.
    """
    if part == "help":
        return heat_map(report, names, palette, first=first)
    return _DRAW[part](report, names, palette)


def hidden_reasons(report: CohortReport) -> list[str]:
    """Return why cells of the heat map are hidden, each reason once."""
    return sorted(
        {cell.words for row in (report.total, *report.rows) for cell in row.cells if isinstance(cell, Hidden)}
    )


def _change(report: CohortReport, names: Names, palette: Palette) -> Canvas:
    return change_picture(report.trends, names, palette)


def _build(report: CohortReport, names: Names, palette: Palette) -> Canvas | None:
    if isinstance(report.demand, Hidden):
        return None
    lacking = sorted(report.demand.uncovered, key=lambda item: (-item.people, item.behaviour_id))
    bars = [
        Bar(label=names.behaviour(item.behaviour_id), people=item.people, beside=_people(item.people), hatched=True)
        for item in lacking
    ]
    supplied = [
        Bar(
            label=item.title or item.resource_id, people=item.steps, beside=f"{_people(item.steps)}{_time(hours(item))}"
        )
        for item in wanted(report.demand)
        if item.steps
    ]
    headed = [*_headed(bars, "Not in the catalogue"), *_headed(supplied, "In the catalogue")]
    if not headed:
        return None
    description = "What shared plans need, in people and hours. The same stands in the table below."
    return bars_picture(headed, palette, color=palette.accent, description=description)


def _headed(bars: list[Bar], heading: str) -> list[Bar]:
    return [replace(bar, heading="" if place else heading) for place, bar in enumerate(bars[:_MOST_BARS])]


def _way(report: CohortReport, names: Names, palette: Palette) -> Canvas | None:
    if isinstance(report.roadblocks, Hidden) or not report.roadblocks.items:
        return None
    bars, owner = [], ""
    for item in heaviest(report.roadblocks.items)[:_MOST_ROADBLOCKS]:
        heading = item.owner if item.owner != owner else ""
        owner = item.owner
        name = names.behaviour(item.behaviour_id)
        bars.append(Bar(label=name, people=item.people, beside=_people(item.people), heading=heading))
    description = "How many people name a roadblock, by whoever can remove it. The same stands in the table below."
    return bars_picture(bars, palette, color=palette.states["partly_shown"], description=description)


def _people(count: int) -> str:
    return f"{count:,} {'person' if count == 1 else 'people'}"


def _time(together: float | None) -> str:
    return "" if together is None else f", {together:,.0f} h" if together >= 10 else f", {together:g} h"


_DRAW: dict[Part, Callable[[CohortReport, Names, Palette], Canvas | None]] = {
    "change": _change,
    "build": _build,
    "way": _way,
}
