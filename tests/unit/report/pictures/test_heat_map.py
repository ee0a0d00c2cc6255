"""The heat map draws what the report says, and of what is hidden nothing but that it is."""

from typing import Any

import pytest

from coach.domain.report import CohortReport, View
from coach.report.compose import make_report
from coach.report.export.sheet import Names
from coach.report.pictures.heat_map import heat_map, wrap
from coach.report.pictures.palette import LIGHT
from tests.unit.report.building import make_block, make_closing, make_tally

NAMES = Names(roles={"adviser": "Shop adviser"}, stages={}, behaviours={"own-it": "Own it to the end"})
BLOCK = make_block(make_tally(shown=2, partly_shown=3, not_described=5))


def report(*values: str, behaviour_ids: tuple[str, ...] = ("own-it",)) -> CohortReport:
    view = View(period_id="spring", rows="role", values=values, behaviour_ids=behaviour_ids)
    return make_report([make_closing(BLOCK)], view)


def drawn(picture: CohortReport) -> list[dict[str, Any]]:
    layers: Any = heat_map(picture, NAMES, LIGHT).spec()["layer"]
    return [row for layer in layers for row in layer["data"]["values"]]


def written(picture: CohortReport) -> list[str]:
    return [row["words"] for row in drawn(picture) if "brief" in row]


def test_a_cell_has_the_share_with_a_gap_and_n() -> None:
    words = written(report("adviser"))

    assert words.count("30 %") == words.count("n 10") == 2
    assert {"Everybody", "Shop adviser", "10 people"} <= set(words)


def test_the_strip_is_as_long_as_the_share_and_silence_is_hatched() -> None:
    rects = [row for row in drawn(report()) if row.get("color") == LIGHT.states["partly_shown"]]
    hatches = [row for row in drawn(report()) if "x2" in row and row.get("color") == LIGHT.states["not_described"]]

    (strip,) = rects
    assert strip["x2"] - strip["x"] == pytest.approx(0.3 * 0.88)
    assert hatches
    assert max(row["x2"] for row in hatches) <= 0.94 + 1e-9


def test_a_hidden_group_is_one_line_with_a_padlock_and_no_figure() -> None:
    words = written(report("clerk"))

    assert {"clerk", "too few people"} <= set(words)
    assert words.count("30 %") == 1


def test_a_hidden_cell_has_a_padlock_and_its_reason() -> None:
    words = written(report("adviser", behaviour_ids=("own-it", "new-one")))

    assert words.count("few are asked") == 2


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("1 Own it", ["1 Own it"]),
        ("6 Hand over so nobody starts again", ["6 Hand over so", "nobody starts", "again"]),
        ("one two three four five six seven eight nine", ["one two three", "four five six", "seven eight nine"]),
        ("Donaudampfschifffahrtsgesellschaft", ["Donaudampfschifffahrtsgesellschaft"]),
    ],
)
def test_names_are_wrapped_at_words(words: str, lines: list[str]) -> None:
    assert wrap(words, 16, most=3) == lines
