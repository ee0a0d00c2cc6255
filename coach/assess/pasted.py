"""Prompts that somebody pasted into an account: they speak to a machine at length, and are no account of work.

A long prompt has sentences that give no order and name nobody. Alone they look like words about work, so what stands
among a prompt's sentences goes with it.
"""

import re
from collections.abc import Iterator, Sequence

from coach.assess.address import as_read, is_own_act, speaks_to_the_coach
from coach.domain.account import Statement

_SPOKEN = 3
"""With fewer sentences to a machine it is somebody's own text, with an order or two in it."""
_APART = 8
"""So many sentences may stand between two of a prompt's."""
_FIRST_PERSON = re.compile(r"\b(?:i|we|my|our|us)\b", re.IGNORECASE)
_MOSTLY = 3
"""A paragraph in which one sentence in so many speaks to somebody belongs to the prompt."""
_PARAGRAPH = re.compile(r"\n\s*\n")

_NAMES_A_MACHINE = re.compile(
    r"\b(?:open ?ai|(?:chat ?)?gpt(?:-?\d\w*)?|llm|jailbr(?:eak|oken)\w*|language models?|"
    r"ai (?:model|assistant|system)s?|confines of ai|the role of (?:an?|another)|pretend to be|immerse yourself|"
    r"none of your (?:responses|answers|replies)|(?:stay(?:ing)? in|break(?:ing)?(?: of)?|out of) character|"
    r"(?:content|usage) polic(?:y|ies)|your (?:code|programming|training data)|token system|forget everything|"
    r"(?:the|these) above terms|(?-i:DAN)|do anything now|developer mode|my next (?:message|prompt|input))\b",
    re.IGNORECASE,
)
_SPEAKS_TO_SOMEBODY = re.compile(
    r"\byou(?:'ll| will| must| should| shall| are| do not| don't| have to| can| now| may| know| \w+ly)\b|"
    r"^\W*(?:(?:and|also|now|then|so),? )?(?:do not|don't|never|always|only|instead of)\b|"
    r"\b(?:answer|respond|reply|act|speak) (?:like|as|how)\b",
    re.IGNORECASE,
)


def speaking_to_the_coach(text: str, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return what speaks to the coach instead of describing work, in order, with all of a pasted prompt."""
    spoken = [speaks_to_the_coach(statement.text) for statement in statements]
    paragraphs = _paragraphs(text, statements)
    pasted = {*_in_prompts(statements, spoken, paragraphs), *_in_paragraphs(spoken, paragraphs)}
    return tuple(statement for place, statement in enumerate(statements) if spoken[place] or place in pasted)


def _paragraphs(text: str, statements: Sequence[Statement]) -> list[list[int]]:
    """Return the places of the statements, paragraph by paragraph."""
    found: dict[int, list[int]] = {}
    for place, statement in enumerate(statements):
        found.setdefault(len(_PARAGRAPH.findall(text, 0, statement.span.start)), []).append(place)
    return list(found.values())


def _in_paragraphs(spoken: Sequence[bool], paragraphs: Sequence[Sequence[int]]) -> Iterator[int]:
    """Yield the places of the statements in paragraphs that are mostly spoken to the coach."""
    for inside in paragraphs:
        count = sum(spoken[place] for place in inside)
        if count >= _SPOKEN and 2 * count >= len(inside):
            yield from inside


def _in_prompts(
    statements: Sequence[Statement], spoken: Sequence[bool], paragraphs: Sequence[Sequence[int]]
) -> Iterator[int]:
    """Yield the places from the first to the last sentence of each run that names machines again and again.

    A paragraph inside is the writer's own where it tells of them and few of its sentences speak to somebody.
    """
    plain = [as_read(statement.text) for statement in statements]
    names = [said or bool(_NAMES_A_MACHINE.search(words)) for said, words in zip(spoken, plain, strict=True)]
    marked = [place for place, words in enumerate(plain) if names[place] or _speaks_to_somebody(words)]
    own = [bool(_FIRST_PERSON.search(words)) for words in plain]
    for run in _runs(marked):
        naming = [place for place in run if names[place]]
        if len(naming) < _SPOKEN:
            continue
        within = {*range(naming[0], naming[-1] + 1), *_adjoining(run, naming)}
        for inside in paragraphs:
            is_theirs = any(own[place] for place in inside) and _MOSTLY * sum(p in run for p in inside) < len(inside)
            yield from (place for place in inside if place in within and not is_theirs)


def _adjoining(run: Sequence[int], naming: Sequence[int]) -> Iterator[int]:
    """Yield the marked places right before the first and right after the last that names a machine."""
    for end, step in ((naming[0], -1), (naming[-1], 1)):
        place = end + step
        while place in run:
            yield place
            place += step


def _speaks_to_somebody(words: str) -> bool:
    return bool(_SPEAKS_TO_SOMEBODY.search(words)) and not is_own_act(words)


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    """Yield runs of places with few others in between."""
    run: list[int] = []
    for place in places:
        if run and place - run[-1] > _APART + 1:
            yield run
            run = []
        run.append(place)
    if run:
        yield run
