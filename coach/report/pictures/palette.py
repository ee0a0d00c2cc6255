"""The colours of pictures: those of the theme, and steps of one hue for how many have a gap."""

from dataclasses import dataclass

from coach.domain.finding import State


@dataclass(frozen=True)
class Palette:
    """Colours for one of the two themes."""

    text: str
    quiet: str
    paper: str
    border: str
    accent: str
    states: dict[State, str]
    steps: tuple[str, ...]
    """From nobody with a gap to everybody."""

    def step(self, share: float) -> str:
        """Return the colour for a share of people with a gap."""
        return self.steps[min(int(share * len(self.steps)), len(self.steps) - 1)]


LIGHT = Palette(
    text="#14110e",
    quiet="#564e44",
    paper="#fdfbf7",
    border="#c4b9a8",
    accent="#17696a",
    states={"shown": "#226339", "partly_shown": "#84470a", "contrary": "#a02823", "not_described": "#564e44"},
    steps=("#f8f3ea", "#fbead2", "#fbe0b8", "#f8d197", "#f4bf74"),
)
DARK = Palette(
    text="#f3eee6",
    quiet="#c9bfb1",
    paper="#1d1b18",
    border="#5e574d",
    accent="#7fd0cd",
    states={"shown": "#8fd3a0", "partly_shown": "#f2b66d", "contrary": "#f6a39c", "not_described": "#c9bfb1"},
    steps=("#24211d", "#33291a", "#433319", "#543d17", "#664814"),
)
