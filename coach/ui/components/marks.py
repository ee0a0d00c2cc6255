"""The four states, each with a colour, a shape and a word, so that colour is never alone."""

from dataclasses import dataclass

from coach.domain.account import Span
from coach.domain.finding import Evidence, Finding, State
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


MARKS: dict[State, Mark] = {
    "shown": Mark(shape="●", word="shown", color="green"),
    "partly_shown": Mark(shape="◐", word="partly shown", color="orange"),
    "contrary": Mark(shape="▲", word="contrary", color="red"),
    "not_described": Mark(shape="○", word="not described", color="gray"),
}

LEGEND = "  ".join(mark.badge for mark in MARKS.values())


def evidence_state(evidence: Evidence, finding: Finding) -> State:
    """Return the state whose mark a quote carries: words for the contrary always carry that one."""
    return "contrary" if evidence.bearing == "contrary" else finding.state


def quotation(words: str, mark: Mark) -> str:
    """Return somebody's own words, marked as they are marked in their account, as Markdown."""
    quoted = f"“{words}”"
    return marked(quoted, [Highlight(span=Span(start=0, end=len(quoted)), color=mark.color, sign=mark.shape)])
