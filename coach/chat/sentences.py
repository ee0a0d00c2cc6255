"""Cut text into sentences, so that a sentence and the markers behind it stay together; the same while it streams."""

import re
from collections.abc import Iterator

_MARKERS = re.compile(r"\[(\d+)\]")
_CLOSING = r"[\"'”’»)\u203a]*"
# A sentence ends here only if the next one has begun: until then a marker may still follow.
_END = re.compile(
    rf"[.!?…]+{_CLOSING}(?:[ ]*\[\d+\])*(?:[ ]+(?=[^\s\[.,;:!?])|[ ]*\n)|(?:\[\d+\])+[ ]+(?=[A-Z“\"‘])|\n+"
)
_SHORT_FORM = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|No|Nr|Prof|approx|etc|vs)|\b(?:e\.g|i\.e)|\b[A-Z]|(?:^|[)\]])\s*\d{1,2})\.$"
)


def sentence_end(text: str, start: int = 0) -> int | None:
    """Return where the first sentence of `text` from `start` on ends; None if it may still go on."""
    for found in _END.finditer(text, start):
        stop = found.group()
        mark = found.start() + len(stop) - len(stop.lstrip(".!?…"))
        if "\n" not in stop and stop[0] == "." and _SHORT_FORM.search(text[start:mark]):
            continue
        return found.end()
    return None


def split_sentences(text: str) -> Iterator[str]:
    """Yield the sentences, each with its markers and the white space behind it."""
    start = 0
    while (end := sentence_end(text, start)) is not None:
        yield text[start:end]
        start = end
    if text[start:]:
        yield text[start:]


def take_markers(sentence: str) -> tuple[str, tuple[int, ...]]:
    """Return the words of a sentence without its markers, and the numbers in them, each once."""
    numbers = tuple(dict.fromkeys(int(number) for number in _MARKERS.findall(sentence)))
    words = _MARKERS.sub(" ", sentence)
    words = re.sub(r"\s+([.,;:!?…)])", r"\1", " ".join(words.split()))
    return words, numbers
