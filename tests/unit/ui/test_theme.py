"""The colours of the theme can be read, in light and in dark: WCAG's contrast of 4.5 for text and 3 for shapes."""

import re
import tomllib

import pytest

from coach.ui.server import app_script

THEME = tomllib.loads((app_script().parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
MODES = ("light", "dark")
COLORS = ("green", "blue", "orange", "yellow", "red", "gray")
TEXT = 4.5
SHAPE = 3.0
# Captions have the colour of text at this opacity.
CAPTION = 0.6


def luminance(color: str) -> float:
    """Return WCAG's relative luminance of "#rrggbb"."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def blend(color: str, background: str, opacity: float) -> str:
    pairs = [(int(color[at : at + 2], 16), int(background[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(over * opacity + under * (1 - opacity)):02x}" for over, under in pairs)


@pytest.mark.parametrize("mode", MODES)
def test_captions_can_be_read_on_both_backgrounds(mode: str) -> None:
    theme = THEME[mode]

    for background in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        assert contrast(blend(theme["textColor"], background, CAPTION), background) >= TEXT


@pytest.mark.parametrize("mode", MODES)
def test_text_and_links_can_be_read_on_both_backgrounds(mode: str) -> None:
    theme = THEME[mode]

    for background in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        assert contrast(theme["textColor"], background) >= TEXT
        assert contrast(theme["linkColor"], background) >= TEXT
        assert contrast(theme["primaryColor"], background) >= SHAPE


@pytest.mark.parametrize("mode", MODES)
def test_white_letters_can_be_read_on_the_accent(mode: str) -> None:
    assert contrast("#ffffff", THEME[mode]["primaryColor"]) >= TEXT


@pytest.mark.parametrize("color", COLORS)
@pytest.mark.parametrize("mode", MODES)
def test_every_mark_can_be_read(mode: str, color: str) -> None:
    theme = THEME[mode]
    on = theme[f"{color}BackgroundColor"]

    for background in (theme["backgroundColor"], theme["secondaryBackgroundColor"], on):
        assert contrast(theme[f"{color}TextColor"], background) >= TEXT
    assert contrast(theme["textColor"], on) >= TEXT


def test_nothing_in_the_theme_comes_from_elsewhere() -> None:
    assert not re.search("https?:|//", str(THEME))
