"""Whether “how sure” means what it says: the picture, with the same as a table."""

import streamlit as st

from coach.domain.evaluation import Curve, Run
from coach.ui.components.figures import table
from coach.ui.components.quiet import quiet
from coach.ui.safe_text import one_line

_LIGHT, _DARK = ("#17696a", "#564e44"), ("#7fd0cd", "#c9bfb1")
"""Of the theme: the accent as it stands in text, and grey."""


def reliability(run: Run) -> None:
    """Show the pictures of a run; nothing where it has none."""
    curves = [(task.title, curve) for task in run.tasks for curve in task.curves if curve.points]
    if not curves:
        return
    st.subheader("Does “how sure” mean what it says?", anchor=False)
    for title, curve in curves:
        st.markdown(f"**{one_line(title)}: {one_line(curve.name)}**")
        st.vega_lite_chart(spec=_spec(curve), width="stretch", height=320)
        quiet(
            "Each dot is a band of findings, larger where there are more. On the line, the coach is right as often as "
            "it says; under the line it is too sure."
        )
        with st.expander("The same as a table"):
            rows = [(f"{said:.0%}", f"{was:.0%}", f"{n:,}") for said, was, n in curve.points]
            st.markdown(table(("It said", "It was right", "n"), rows))


def _spec(curve: Curve) -> dict[str, object]:
    color, gray = _DARK if st.context.theme.type == "dark" else _LIGHT
    axis = {"labelColor": gray, "titleColor": gray, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]}
    scale = {"domain": [0, 1]}
    points = [{"said": said, "was": was, "n": n} for said, was, n in curve.points]
    return {
        "description": "How often findings are right, by how sure the coach is. The same stands in the table below.",
        "layer": [
            {
                "data": {"values": [{"said": 0, "was": 0}, {"said": 1, "was": 1}]},
                "mark": {"type": "line", "color": gray, "strokeDash": [6, 4]},
                "encoding": {
                    "x": {"field": "said", "type": "quantitative"},
                    "y": {"field": "was", "type": "quantitative"},
                },
            },
            {
                "data": {"values": points},
                "mark": {"type": "circle", "color": color, "opacity": 1, "stroke": gray},
                "encoding": {
                    "x": {
                        "field": "said",
                        "type": "quantitative",
                        "title": "How sure it said it was",
                        "axis": axis,
                        "scale": scale,
                    },
                    "y": {
                        "field": "was",
                        "type": "quantitative",
                        "title": "How often it was right",
                        "axis": axis,
                        "scale": scale,
                    },
                    "size": {
                        "field": "n",
                        "type": "quantitative",
                        "legend": None,
                        "scale": {"range": [60, 600], "zero": True},
                    },
                    "tooltip": [
                        {"field": "said", "title": "it said", "format": ".0%"},
                        {"field": "was", "title": "it was right", "format": ".0%"},
                        {"field": "n", "title": "findings"},
                    ],
                },
            },
        ],
    }
