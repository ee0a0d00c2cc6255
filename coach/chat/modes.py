"""What each mode puts together from the organisation's own words: sections of passages, nothing generated.

A check holds a decision against what to do and what not to do, and gives no verdict. A doubt gets the reason, a story
and how far the promise goes. A reflection gets questions about one's own situation, and no advice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coach.chat.shelf import Shelf, first_of
from coach.domain.answer import Mode, Section
from coach.domain.knowledge import Role
from coach.domain.passage import Passage

SectionLine = tuple[Section, Passage]

_DIRECT_LINES = 3
_CHECK_LINES = 3
_QUESTIONS_MAX = 3

MODE_NOTES: dict[Mode, str] = {
    "ask": "",
    "check": "Hold your decision against these lines. The coach gives no verdict on it, and none on you: you decide.",
    "doubt": "A doubt is welcome. If this does not answer yours, you can send it to the authors, without your name.",
    "reflect": "These are questions for you alone. The coach does not read your answers and gives no advice here.",
    "capture": "",
}
"""The product's own word under an answer in each mode."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What an answer is about."""

    question: str
    role: Role
    behaviour_ids: Sequence[str]
    found: Sequence[Passage]
    """What the search found, best first."""


def choose_lines(mode: Mode, subject: Subject, shelf: Shelf) -> list[SectionLine]:
    """Return the lines of an answer in this mode, each passage once in a section."""
    lines = [line for behaviour_id in subject.behaviour_ids for line in _ABOUT[mode](behaviour_id, subject, shelf)]
    if mode == "reflect":
        own_job: list[SectionLine] = [("questions", shelf.situation(subject.role, subject.question))]
        lines = [*lines[: _QUESTIONS_MAX - 1], *own_job]
    # A question about the vision itself is answered by its own words; a job's tasks answer nothing alone.
    elif not lines or subject.found[0].kind == "vision":
        direct = [passage for passage in subject.found if passage.kind == "vision"][:_DIRECT_LINES]
        lines = [*(("asks", passage) for passage in direct), *lines]
    if not lines:
        lines = [("asks", passage) for passage in subject.found[:_DIRECT_LINES]]
    return list(dict.fromkeys(lines))


def _ask(behaviour_id: str, subject: Subject, shelf: Shelf) -> list[SectionLine]:
    looks = first_of(subject.found, behaviour_id, ("do", "looks_like", "sounds_like"), 2)
    looks = looks or shelf.all(behaviour_id, "do")[:2]
    return [
        *_lines("asks", [shelf.summary(behaviour_id), *shelf.expected(behaviour_id, subject.role)]),
        *_lines("looks_like", looks),
        *_lines("avoid", first_of(subject.found, behaviour_id, ("dont",), 2)),
        *_lines("story", shelf.stories(behaviour_id, subject.found, subject.role)),
        *_lines("why", shelf.all(behaviour_id, "why")),
    ]


def _check(behaviour_id: str, subject: Subject, shelf: Shelf) -> list[SectionLine]:
    speaks_for = [*first_of(subject.found, behaviour_id, ("do",), _CHECK_LINES), *shelf.all(behaviour_id, "do")]
    against = [*first_of(subject.found, behaviour_id, ("dont",), _CHECK_LINES), *shelf.all(behaviour_id, "dont")]
    return [
        *_lines("asks", [shelf.summary(behaviour_id), *shelf.expected(behaviour_id, subject.role)]),
        *_lines("speaks_for", list(dict.fromkeys(speaks_for))[:_CHECK_LINES]),
        *_lines("speaks_against", list(dict.fromkeys(against))[:_CHECK_LINES]),
        *_lines("why", shelf.all(behaviour_id, "why")),
    ]


def _doubt(behaviour_id: str, subject: Subject, shelf: Shelf) -> list[SectionLine]:
    return [
        *_lines("why", shelf.all(behaviour_id, "why")),
        *_lines("story", shelf.stories(behaviour_id, subject.found, subject.role)),
        *_lines("asks", shelf.expected(behaviour_id, subject.role)),
        *_lines("promises", [shelf.promise(behaviour_id)]),
    ]


def _reflect(behaviour_id: str, _subject: Subject, shelf: Shelf) -> list[SectionLine]:
    return _lines("questions", [shelf.settling_question(behaviour_id)])


_ABOUT: dict[Mode, Callable[[str, Subject, Shelf], list[SectionLine]]] = {
    "ask": _ask,
    "check": _check,
    "doubt": _doubt,
    "reflect": _reflect,
}


def _lines(section: Section, passages: Sequence[Passage]) -> list[SectionLine]:
    return [(section, passage) for passage in passages]
