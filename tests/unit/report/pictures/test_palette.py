"""Pictures have the theme's own colours, and what is written in them can be read."""

import pytest

from coach.report.pictures.palette import DARK, LIGHT, Palette
from coach.ui.components.marks import MARKS
from tests.unit.ui.test_theme import TEXT, THEME, contrast

PALETTES = [("light", LIGHT), ("dark", DARK)]


@pytest.mark.parametrize(("name", "palette"), PALETTES)
def test_the_colours_are_those_of_the_theme(name: str, palette: Palette) -> None:
    theme = THEME[name]

    assert palette.states == {state: theme[f"{mark.color}Color"] for state, mark in MARKS.items()}
    assert (palette.text, palette.paper, palette.border) == (
        theme["textColor"],
        theme["backgroundColor"],
        theme["borderColor"],
    )


@pytest.mark.parametrize(("name", "palette"), PALETTES)
def test_words_and_marks_stand_out_from_what_is_under_them(name: str, palette: Palette) -> None:
    for under in (palette.paper, *palette.steps):
        assert contrast(palette.text, under) >= TEXT, under
        assert contrast(palette.quiet, under) >= TEXT, under
    for color in palette.states.values():
        assert contrast(color, palette.paper) >= TEXT, color


@pytest.mark.parametrize(("share", "step"), [(0.0, 0), (0.19, 0), (0.2, 1), (0.99, 4), (1.0, 4)])
def test_the_colour_follows_the_share(share: float, step: int) -> None:
    assert LIGHT.step(share) == LIGHT.steps[step]
