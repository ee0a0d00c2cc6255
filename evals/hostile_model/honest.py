"""The honest model: plain, the same every time, and within what it was given."""

from collections.abc import Callable, Mapping

from evals.hostile_model.answer import Answer, hold_to, say, to_json
from evals.hostile_model.asked import Asked, sentences
from evals.hostile_model.schemas import Author, Place, build, item_fields

ReplyWith = Callable[[Asked], object] | Mapping[str, object]
"""What to answer in place of the built-in answer: text, or a value that is sent as JSON.

A function gets the request, and answers None to leave it to the honest model. A mapping goes from a piece of text that
occurs in the messages to the answer; the first piece that occurs decides.
"""

_MOST = 3
_SHORTEST = 25
"""A shorter first sentence is taken for a heading."""


class Clerk(Author):
    """Says the least. Lines that are to be given back by number are given back as they are."""

    def __init__(self, asked: Asked) -> None:
        """Keep what there is to give back."""
        self._lines = sorted(asked.lines.items())

    def length(self, place: Place) -> int:
        """Return one item for each numbered line, if an item is a number and a text, and else none."""
        fields = item_fields(place).values()
        gives_back = sorted(str(field.get("type")) for field in fields) == ["integer", "string"]
        return len(self._lines) if gives_back else 0

    def number(self, place: Place, least: float) -> float:
        """Return the number of the line."""
        return self._lines[place.item][0] if place.item < len(self._lines) else least

    def text(self, place: Place) -> str:
        """Return the line."""
        return self._lines[place.item][1] if place.item < len(self._lines) else super().text(place)


def answer_honestly(asked: Asked, reply_with: ReplyWith | None = None) -> Answer:
    """Return the answer of a model that does what it was asked."""
    scripted = _scripted(asked, reply_with)
    if scripted is not None:
        text = scripted if isinstance(scripted, str) else to_json(scripted)
    elif asked.schema is not None:
        text = to_json(build(asked.schema, Clerk(asked)))
    elif asked.wants_json:
        text = "{}"
    else:
        text = quote_passages(asked)
    return hold_to(say(text), asked.max_tokens)


def quote_passages(asked: Asked) -> str:
    """Return the first sentence of each of the first passages, with its marker."""
    found = sorted(asked.passages.items())[:_MOST]
    if not found:
        return "I have nothing to quote on this."
    return " ".join(f"“{first_sentence(passage)}” [{number}]" for number, passage in found)


def first_sentence(passage: str) -> str:
    """Return the first sentence of a passage that is more than a heading."""
    return next((sentence for sentence in sentences(passage) if len(sentence) >= _SHORTEST), passage.strip()[:200])


def _scripted(asked: Asked, reply_with: ReplyWith | None) -> object:
    if reply_with is None:
        return None
    if callable(reply_with):
        return reply_with(asked)
    return next((reply for piece, reply in reply_with.items() if piece in asked.text), None)
