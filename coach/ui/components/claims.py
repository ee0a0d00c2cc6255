"""Prose that a language model wrote: each claim with the numbers of its sources, or marked where none backs it."""

from collections.abc import Iterable

import streamlit as st

from coach.domain.account import Span
from coach.domain.answer import Claim, Paragraph
from coach.ui.safe_text import Highlight, marked, one_line

_COLOR, _SHAPE = "orange", "◇"
NOT_BACKED = f"{_SHAPE} not backed by a source"


def claims(paragraphs: Iterable[Paragraph], *, turn_id: str) -> None:
    """Show the paragraphs. The numbers lead to the source cards of the turn."""
    for paragraph in paragraphs:
        st.markdown(render_paragraph(paragraph, turn_id=turn_id))


def render_paragraph(paragraph: Paragraph, *, turn_id: str) -> str:
    """Return a paragraph as Markdown; its only links are those to the sources."""
    return " ".join(_claim(claim, turn_id) for claim in paragraph)


def source_anchor(number: int, *, turn_id: str) -> str:
    """Return the name of the place on the page where a source stands."""
    return f"source-{turn_id}-{number}"


def _claim(claim: Claim, turn_id: str) -> str:
    numbers = " ".join(f"[\\[{number}\\]](#{source_anchor(number, turn_id=turn_id)})" for number in claim.citations)
    if claim.seal == "supported":
        return f"{one_line(claim.text)} {numbers}"
    text = " ".join(claim.text.split())
    words = marked(text, [Highlight(span=Span(start=0, end=len(text) or 1), color=_COLOR, sign=_SHAPE)])
    return " ".join(filter(None, (words, numbers, f":small[:{_COLOR}[({NOT_BACKED})]]")))
