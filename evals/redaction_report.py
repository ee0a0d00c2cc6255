"""How much personal data redaction finds, and how much else it hides.

`python -m evals.redaction_report` prints the figures; the texts of others are read from the folder named by
COACH_EVAL_DATA. `python -m evals.redaction_report tune` measures the half that the rules were written with.

A mark counts as found when all its letters and digits, titles left out, are behind tags of its kind; as hidden when
they are behind tags of any kind. A tag counts as right when it covers some of a mark of its kind.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from coach.domain.account import Span
from coach.domain.redaction import Private, Redacted
from coach.knowledge.files import load_knowledge
from coach.knowledge.own_words import own_words
from coach.llm.redact import Redactor
from coach.settings import load_settings
from evals.presidio import External, Half, read_presidio
from evals.redaction_marks import KINDS, Marked, read_marked
from evals.redaction_samples import nobodys, structured
from evals.statistics import share_line

DATASETS = Path(__file__).resolve().parent / "datasets"
ACCOUNTS = DATASETS / "redaction_accounts.jsonl"
SAMPLES = 2_000
_TITLES = re.compile(r"(?:(?:mr|mrs|ms|miss|dr|prof|sgt|old|and)\b\.? ?)+|\b(?:md|dds|phd|dvm)$", re.IGNORECASE)


@dataclass
class Tally:
    """What was counted for one kind."""

    n: int = 0
    found: int = 0
    hidden: int = 0
    tags: int = 0
    right: int = 0


@dataclass
class Score:
    """What was counted over all texts."""

    tallies: dict[Private, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})
    missed: list[str] = field(default_factory=list)
    """The marks that were not hidden, each in its context, for the half that may be looked at."""

    def add(self, marked: Marked, redacted: Redacted) -> None:
        """Count one text."""
        tagged = _kinds_by_place(len(marked.text), ((tag.kind, tag.span) for tag in redacted.tags))
        private = _kinds_by_place(len(marked.text), ((mark.kind, mark.span) for mark in marked.marks))
        for mark in marked.marks:
            tally, places = self.tallies[mark.kind], tuple(_places_that_count(marked.text, mark.span))
            tally.n += 1
            tally.found += all(tagged[place] == mark.kind for place in places)
            hidden = all(tagged[place] for place in places)
            tally.hidden += hidden
            if not hidden:
                self.missed.append(f"{mark.kind}: {_in_context(marked.text, mark.span)}")
        for tag in redacted.tags:
            tally = self.tallies[tag.kind]
            tally.tags += 1
            tally.right += tag.kind in private[tag.span.start : tag.span.end]

    def lines(self, kinds: Iterable[Private] = KINDS) -> Iterator[str]:
        """Yield the shares of each kind that occurs."""
        for kind in kinds:
            tally = self.tallies[kind]
            if tally.n:
                yield share_line(f"{kind}: recall, found as its kind", tally.found, tally.n)
                yield share_line(f"{kind}: recall, hidden as any kind", tally.hidden, tally.n)
            if tally.n and tally.tags:
                yield share_line(f"{kind}: precision", tally.right, tally.tags)


def _kinds_by_place(length: int, spans: Iterable[tuple[Private, Span]]) -> list[Private | None]:
    kinds: list[Private | None] = [None] * length
    for kind, span in spans:
        kinds[span.start : span.end] = [kind] * (span.end - span.start)
    return kinds


def _places_that_count(text: str, span: Span) -> Iterator[int]:
    words = text[span.start : span.end]
    titles = {place for match in _TITLES.finditer(words) for place in range(*match.span())}
    for place, character in enumerate(words):
        if character.isalnum() and place not in titles:
            yield span.start + place


def _in_context(text: str, span: Span) -> str:
    before, after = text[max(0, span.start - 25) : span.start], text[span.end : span.end + 20]
    return f"{before}<<{text[span.start : span.end]}>>{after}".replace("\n", " ")


def measure(texts: Iterable[Marked], *, keep: Collection[str] = ()) -> Score:
    """Redact each text and compare."""
    redactor, score = Redactor(), Score()
    for marked in texts:
        score.add(marked, redactor.redact(marked.text, keep=keep))
    return score


def false_names(texts: Sequence[External]) -> Counter[str]:
    """Count what stands behind the name tags that hide no name: streets and towns, firms, or else."""
    redactor, counted = Redactor(), Counter[str]()
    for text in texts:
        private = {place for mark in text.marked.marks for place in range(mark.span.start, mark.span.end)}
        for tag in redactor.redact(text.marked.text).tags:
            places = set(range(tag.span.start, tag.span.end))
            if tag.kind == "name" and not places & private:
                labels = {label for label, span in text.others if places & set(range(span.start, span.end))}
                counted[_what(labels)] += 1
    return counted


def _what(labels: Collection[str]) -> str:
    if {"STREET_ADDRESS", "GPE"} & set(labels):
        return "streets and towns"
    return "firms" if "ORGANIZATION" in labels else "other words"


def words_behind_tags(texts: Iterable[str], *, keep: Collection[str] = ()) -> tuple[int, int]:
    """Return how many words are replaced, and how many there are: no more can be over-redacted."""
    redactor, hidden, n = Redactor(), 0, 0
    for text in texts:
        n += len(text.split())
        hidden += sum(len(tag.original.split()) for tag in redactor.redact(text, keep=keep).tags)
    return hidden, n


def read_own_texts(folder: Path = DATASETS) -> tuple[str, ...]:
    """Read every text of our data sets, except the one that is about redaction."""
    files = (path for path in sorted(folder.glob("*.jsonl")) if path.name != ACCOUNTS.name)
    lines = (line for path in files for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(sorted({text for line in lines for text in _strings(json.loads(line)) if " " in text}))


def read_handbook(root: Path | None) -> tuple[str, ...]:
    """Read the pages of 18F's handbook (CC0), real prose that nobody here wrote; nothing where it is not there."""
    pages = sorted((root / "18f_handbook").rglob("*.md")) if root else []
    return tuple(page.read_text(encoding="utf-8") for page in pages)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


@dataclass(frozen=True, kw_only=True)
class Material:
    """What is measured."""

    half: Half
    external: tuple[External, ...]
    handbook: tuple[str, ...]
    example: str
    keep: frozenset[str]
    """The words of the demo organisation."""


def render(material: Material) -> str:
    """Return the figures as text."""
    half, external, keep = material.half, material.external, material.keep
    lines = [f"Texts of presidio-research (MIT), {half} half"]
    if external:
        score = measure(text.marked for text in external)
        lines += score.lines()
        lines += [f"behind false name tags: {number} {what}" for what, number in false_names(external).most_common()]
        lines += score.missed if half == "tune" else ()
    else:
        lines.append("skipped: external data not found")
    samples = measure(structured(SAMPLES))
    n = sum(tally.n for tally in samples.tallies.values())
    lines += ["", "Structured personal data, written by rule", *samples.lines()]
    lines.append(share_line("all kinds: hidden", n - len(samples.missed), n))
    quiet = [bool(Redactor().redact(text).tags) for text in nobodys(SAMPLES // 4)]
    lines.append(share_line("sentences with nobody's numbers: left whole", quiet.count(False), len(quiet)))
    accounts = measure(read_marked(ACCOUNTS), keep=keep)
    lines += ["", "Accounts written for this (seen while the rules were written)", *accounts.lines(), *accounts.missed]
    lines += ["", "Words behind tags, rightly or not"]
    lines.append(share_line("the example account", *words_behind_tags([material.example], keep=keep)))
    lines.append(share_line("all our data sets", *words_behind_tags(read_own_texts(), keep=keep)))
    if material.handbook:
        lines.append(share_line("18F's handbook (CC0)", *words_behind_tags(material.handbook)))
    return "\n".join(lines)


def main() -> None:
    """Print the report."""
    settings = load_settings()
    half: Half = "tune" if sys.argv[1:] == ["tune"] else "test"
    material = Material(
        half=half,
        external=read_presidio(settings.eval_data, half),
        handbook=read_handbook(settings.eval_data),
        example=(settings.knowledge / "example-account.md").read_text(encoding="utf-8"),
        keep=own_words(load_knowledge(settings.knowledge, today=datetime.now(UTC).date())),
    )
    print(render(material))


if __name__ == "__main__":
    main()
