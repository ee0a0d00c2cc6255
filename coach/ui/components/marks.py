"""The four states, each with a colour, a shape and a word, so that colour is never alone."""

from dataclasses import dataclass

from coach.domain.account import Span
from coach.domain.finding import STATE_SHAPES, STATE_WORDS, Evidence, Finding, State
from coach.ui.safe_text import Highlight, marked


@dataclass(frozen=True)
class Mark:
    """How one state looks everywhere."""

    shape: str
    word: str
    color: str
    """A colour of the theme's palette."""

    @property
    def text(self) -> str:
        """Return shape and word, for places without colour."""
        return f"{self.shape} {self.word}"

    @property
    def badge(self) -> str:
        """Return shape and word on their colour, as Markdown."""
        return f":{self.color}-badge[{self.shape} {self.word}]"


_COLORS: dict[State, str] = {"shown": "green", "partly_shown": "orange", "contrary": "red", "not_described": "gray"}
MARKS = {
    state: Mark(shape=STATE_SHAPES[state], word=STATE_WORDS[state], color=color) for state, color in _COLORS.items()
}

LEGEND = "  ".join(mark.badge for mark in MARKS.values())


def evidence_state(evidence: Evidence, finding: Finding) -> State:
    """Return the state whose mark a quote carries: words for the contrary always carry that one."""
    return "contrary" if evidence.bearing == "contrary" else finding.state


def quotation(words: str, mark: Mark) -> str:
    """Return somebody's own words, marked as they are marked in their account, as Markdown."""
    quoted = f"“{words}”"
    return marked(quoted, [Highlight(span=Span(start=0, end=len(quoted)), color=mark.color, sign=mark.shape)])
