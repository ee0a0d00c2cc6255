"""The passages that a model is given: those of the composed answer first, numbered, within a bound."""

from collections.abc import Mapping, Sequence

from coach.domain.passage import Passage

MAX_PASSAGES = 10
_LONGEST = 500
_TOTAL = 3_200
"""Characters of all passages together; about 800 tokens."""

_LABELS = {
    "summary": "what it is",
    "why": "why",
    "do": "what to do",
    "dont": "what not to do",
    "looks_like": "what it looks like",
    "sounds_like": "what it sounds like",
    "feels_like": "what customers say",
    "settling_question": "a question about it",
    "body": "a story",
    "expectations": "asked of this job",
    "free_passes": "not asked of this job",
    "line_of_sight": "from a task to the customer",
    "tasks": "a task of this job",
    "situations": "a question about this job",
    "worst_moment": "what can go wrong",
}


def choose_passages(chosen: Sequence[Passage], found: Sequence[Passage]) -> Mapping[int, Passage]:
    """Return numbered passages: those chosen for the answer, then the best others that were found.

    Scale points stay out: they put ways of working in order, and a model would place the reader on them.
    """
    numbered: dict[int, Passage] = {}
    left = _TOTAL
    others = [passage for passage in found if passage.kind != "anchor"]
    for passage in list(dict.fromkeys([*chosen, *others]))[:MAX_PASSAGES]:
        length = len(shorten(passage.text))
        if numbered and length > left:
            continue
        left -= length
        numbered[len(numbered) + 1] = passage
    return numbered


def render_passages(numbered: Mapping[int, Passage]) -> str:
    """Return the passages as a model reads them, one on each line after its number."""
    lines = []
    for number, passage in numbered.items():
        label = _LABELS.get(passage.field.split(":")[0])
        title = f"{passage.title}, {label}" if label else passage.title
        lines.append(f"[{number}] {title}: {shorten(passage.text)}")
    return "\n".join(lines)


def shorten(text: str) -> str:
    """Return a text on one line, cut after a sentence where it is long."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST:
        return line
    cut = line[:_LONGEST]
    end = max(cut.rfind(mark) for mark in (". ", "? ", "! "))
    return cut[: end + 1] if end > 0 else cut
