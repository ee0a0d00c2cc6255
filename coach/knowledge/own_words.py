"""The organisation's own names: what redaction leaves in a text, because it says nothing about a person."""

from collections import Counter
from collections.abc import Iterable, Iterator

from coach.domain.record import Record
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.llm.personal import cues
from coach.llm.personal.numbers import find_sure
from coach.llm.personal.runs import find_runs, find_words

_MIN_RECORDS = 2
"""A word that one record alone uses is more often the name of a customer in an example."""


def own_words(knowledge: KnowledgeBase) -> frozenset[str]:
    """Return the words and phrases to keep: the organisation's sites, brands, products and helplines.

    A word that stands in a list of people's names is kept as part of a site only: a colleague may bear it too.
    """
    records: tuple[Record, ...] = (
        knowledge.vision,
        *knowledge.stages,
        *knowledge.behaviours,
        *knowledge.roles,
        *knowledge.resources,
    )
    sites = {champion.site for champion in knowledge.champions}
    people = {word.text for champion in knowledge.champions for word in find_words(champion.name)}
    records_with = Counter(word for record in records for word in _proper_words(record))
    words = {word for word, number in records_with.items() if number >= _MIN_RECORDS} - people
    numbers = {
        text[found.start : found.end]
        for route in knowledge.routes
        for text in _texts(route.model_dump())
        for found in find_sure(text)
    }
    return frozenset({knowledge.vision.organisation, *sites, *numbers, *words})


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in _texts(part))
    elif isinstance(value, Iterable):
        yield from (text for part in value for text in _texts(part))


def _proper_words(record: Record) -> set[str]:
    return {word for text in _texts(record.model_dump()) for word in _proper_words_in(text)}


def _proper_words_in(text: str) -> Iterator[str]:
    """Yield the words with a capital letter that no dictionary and no list of names knows, and that are no person's."""
    for run in find_runs(text, tuple(find_words(text))):
        titled = run[0].is_title or cues.is_titled(text, run[0].start) or cues.is_called(text, run[0].start)
        if not titled:
            yield from (word.text for word in run if word.shape == "capital" and word.sort == "unknown")
