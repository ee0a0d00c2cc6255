"""A sheet to draw on: across, 0 to 1 of whatever width there is; down, in pixels."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal

from coach.report.pictures.palette import Palette

NARROW = 620
"""Under so many pixels, what is written for a narrow picture is shown."""
PADLOCK = (
    "M-0.6,-0.05L0.6,-0.05L0.6,0.85L-0.6,0.85ZM-0.42,-0.05L-0.42,-0.4A0.42,0.42,0,0,1,0.42,-0.4L0.42,-0.05L0.22,-0.05"
    "L0.22,-0.4A0.22,0.22,0,0,0,-0.22,-0.4L-0.22,-0.05Z"
)
Align = Literal["left", "center", "right"]
Row = dict[str, float | str]
Spec = dict[str, object]


@dataclass
class Canvas:
    """What is drawn, kind by kind; what comes later lies on top within its kind."""

    palette: Palette
    description: str
    """Read out in place of the picture."""
    height: float = 0.0
    """In pixels; grows with what is drawn."""
    head: float = 0.0
    """How much of the top stands on every sheet where one is not enough, in pixels."""
    cuts: list[float] = field(default_factory=list)
    """Where a sheet may end: no mark lies across."""
    rects: list[Row] = field(default_factory=list)
    lines: dict[tuple[float, bool], list[Row]] = field(default_factory=lambda: defaultdict(list))
    shapes: list[Row] = field(default_factory=list)
    texts: dict[tuple[Align, int, bool], list[Row]] = field(default_factory=lambda: defaultdict(list))
    tips: list[Row] = field(default_factory=list)

    def rect(self, x0: float, x1: float, y0: float, y1: float, color: str, *, border: str = "") -> None:
        """Draw a rectangle."""
        self.rects.append({"x": x0, "x2": x1, "y": y0, "y2": y1, "color": color, "border": border or color})

    def line(
        self, x0: float, x1: float, y0: float, y1: float, color: str, *, wide: float = 1.0, dashed: bool = False
    ) -> None:
        """Draw a line; `wide` is in pixels."""
        self.lines[wide, dashed].append({"x": x0, "x2": x1, "y": y0, "y2": y1, "color": color})

    def shape(self, x: float, y: float, name: str, color: str, *, size: float = 90.0) -> None:
        """Draw a mark: a shape by Vega's name, or a padlock; `size` is its area in square pixels."""
        path = PADLOCK if name == "padlock" else name
        self.shapes.append({"x": x, "y": y, "shape": path, "color": color, "size": size})

    def text(
        self,
        x: float,
        y: float,
        words: str,
        color: str,
        *,
        align: Align = "left",
        size: int = 13,
        bold: bool = False,
        narrow: str | None = None,
        room: float = 1.0,
    ) -> None:
        """Write words, cut where they need more than `room` of the width; `narrow` stands there in little width."""
        brief = words if narrow is None else narrow
        self.texts[align, size, bold].append(
            {"x": x, "y": y, "words": words, "brief": brief, "color": color, "room": room}
        )

    def tip(self, x0: float, x1: float, y0: float, y1: float, words: str) -> None:
        """Say something to whoever points at an area; the table beside the picture says it to everybody."""
        self.tips.append({"x": x0, "x2": x1, "y": y0, "y2": y1, "words": words})

    def end_row(self, bottom: float) -> None:
        """Grow to `bottom`, below which nothing of what was drawn so far lies."""
        self.height = bottom
        self.cuts.append(bottom)

    def spec(self) -> Spec:
        """Return the picture for a screen."""
        layers = [
            _layer(self.rects, {"type": "rect"}, self, ends=True),
            *(
                _layer(
                    rows, {"type": "rule", "strokeWidth": wide, "strokeDash": [4, 4] if dashed else []}, self, ends=True
                )
                for (wide, dashed), rows in self.lines.items()
            ),
            _layer(self.shapes, {"type": "point", "filled": True, "opacity": 1}, self, ends=False),
            *(_layer(rows, _text_mark(*style), self, ends=False) for style, rows in self.texts.items()),
            _layer(self.tips, {"type": "rect", "opacity": 0}, self, ends=True),
        ]
        return {
            "description": self.description,
            "height": self.height,
            "padding": 0,
            "layer": [layer for layer in layers if layer],
            "config": {"view": {"stroke": None}},
        }


def _text_mark(align: Align, size: int, bold: bool) -> Spec:
    return {
        "type": "text",
        "align": align,
        "baseline": "middle",
        "fontSize": size,
        "fontWeight": 650 if bold else 400,
        "text": {"expr": f"width < {NARROW} ? datum.brief : datum.words"},
        "limit": {"expr": "datum.room * width"},
    }


def _layer(rows: list[Row], mark: Spec, canvas: Canvas, *, ends: bool) -> Spec:
    if not rows:
        return {}
    across = {"scale": {"domain": [0, 1], "nice": False, "zero": False}, "axis": None}
    down = {"scale": {"domain": [0, canvas.height], "nice": False, "zero": False, "reverse": True}, "axis": None}
    encoding: Spec = {
        "x": {"field": "x", "type": "quantitative", **across},
        "y": {"field": "y", "type": "quantitative", **down},
    }
    if ends:
        encoding |= {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    for channel, name in (("color", "color"), ("stroke", "border"), ("shape", "shape"), ("size", "size")):
        if name in rows[0]:
            encoding[channel] = {"field": name, "type": "nominal" if name != "size" else "quantitative"} | _as_it_is()
    if "words" in rows[0] and mark["type"] == "rect":
        encoding["tooltip"] = {"field": "words", "type": "nominal"}
    # The description and the table say it all; a thousand marks would be read out one by one.
    return {"data": {"values": rows}, "mark": mark | {"aria": False}, "encoding": encoding}


def _as_it_is() -> Spec:
    return {"scale": None, "legend": None}
