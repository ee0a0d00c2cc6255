"""Account text to statements with exact spans: sentences first, then clauses where a sentence turns."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from syntok import segmenter

from coach.domain.account import Span, Statement

_MIN_WORDS = 3
_MIN_CLAUSE_WORDS = 8
_LEANS, _MAX_JOINED = 7, 30
_WRAPPED, _WRAPPED_BEFORE_CAPITAL = 40, 60

_BULLET = re.compile(r"[ \t]*(?:[-*•–—▪‣·>]+|\(?\d{1,2}[.)])[ \t]+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MARKUP = re.compile(r"\A---\n.{0,4000}?\n---\n|<[^<>\n]{1,500}>|!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)", re.DOTALL)
# A turn in a sentence often separates what somebody means to do from what happens, so both sides are read apart.
_TURN = re.compile(
    r"(?:;|(?<!\s)\s*[—–]|\s-)\s+(?=(?:I|we|they|he|she|but|so|then|and)\b)"
    r"|(?<!\s),?\s+(?=(?:but(?!\s+(?:only|also|not)\b)|although|though|whereas|however)\b)",
    re.IGNORECASE,
)


def _never(_sentence: str) -> bool:
    return False


def segment(text: str, *, stands_alone: Callable[[str], bool] = _never) -> tuple[Statement, ...]:
    """Return the statements of an account in reading order; each is a verbatim piece of `text`.

    A short sentence is joined to the one before it, unless `stands_alone` says of either that it must not be.

    Headings, bullets and mark-up are left out, as are pieces of fewer than three words.
    """
    # Mark-up is blanked, not removed, so that every position stays the account's own.
    plain = _MARKUP.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    sentences = (
        sentence for block in _blocks(plain) for sentence in _joined(plain, _sentences(plain, block), stands_alone)
    )
    spans = (span for sentence in sentences for span in _clauses(plain, sentence))
    return tuple(
        Statement(text=text[start:end], span=Span(start=start, end=end))
        for start, end in spans
        if count_words(text[start:end]) >= _MIN_WORDS
    )


def count_words(text: str) -> int:
    """Return the number of words."""
    return len(_WORD.findall(text))


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield runs of lines that belong together: hard-wrapped prose is joined, bullets and paragraphs are not."""
    start = end = 0
    for line in re.finditer(r"[^\n]*(?:\n|$)", text):
        if line.end() == line.start():
            break
        if start < end and _starts_anew(text[start:end], line.group()):
            yield start, end
            start = line.start()
        end = line.end()
    if start < end:
        yield start, end


def _starts_anew(block: str, line: str) -> bool:
    last = block.rstrip("\n").rsplit("\n", 1)[-1].strip()
    if not line.strip() or not last or _BULLET.match(line):
        return True
    # A hard-wrapped line is long and stops in mid-sentence; a list without bullets has short lines.
    wraps = last[-1] not in ".!?:;" and len(last) >= (
        _WRAPPED if line.lstrip()[:1].islower() else _WRAPPED_BEFORE_CAPITAL
    )
    return not wraps


def _sentences(text: str, block: tuple[int, int]) -> Iterator[tuple[int, int]]:
    start, end = block
    if bullet := _BULLET.match(text, start, end):
        start = bullet.end()
    piece = text[start:end]
    starts = [
        sentence[0].offset for paragraph in segmenter.analyze(piece) for sentence in map(list, paragraph) if sentence
    ]
    for first, following in pairwise([*starts, len(piece)]):
        yield from _trimmed(piece, first, following, start)


def _trimmed(piece: str, first: int, end: int, offset: int) -> Iterator[tuple[int, int]]:
    inner = piece[first:end]
    kept = inner.strip(" \t\r\n*_#|>")
    if kept:
        begin = first + inner.index(kept)
        yield offset + begin, offset + begin + len(kept)


def _joined(
    text: str, sentences: Iterator[tuple[int, int]], stands_alone: Callable[[str], bool]
) -> Iterator[tuple[int, int]]:
    """Join a short sentence to the one before it: "I only tell them if they ask" says little alone."""
    kept: tuple[int, int] | None = None
    for start, end in sentences:
        words = count_words(text[start:end])
        short = kept and words <= _LEANS and count_words(text[kept[0] : kept[1]]) + words <= _MAX_JOINED
        if kept and short and not stands_alone(text[start:end]) and not stands_alone(text[kept[0] : kept[1]]):
            kept = (kept[0], end)
            continue
        if kept:
            yield kept
        kept = (start, end)
    if kept:
        yield kept


def _clauses(text: str, sentence: tuple[int, int]) -> Iterator[tuple[int, int]]:
    yield from _split(text, sentence, _TURN)


def _split(text: str, span: tuple[int, int], pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Split at `pattern`, but never leave a side with fewer than eight words."""
    start, end = span
    for turn in pattern.finditer(text, start, end):
        long_before = count_words(text[start : turn.start()]) >= _MIN_CLAUSE_WORDS
        long_after = count_words(text[turn.end() : end]) >= _MIN_CLAUSE_WORDS
        if long_before and long_after:
            yield start, start + len(text[start : turn.start()].rstrip())
            start = turn.end()
    yield start, end
