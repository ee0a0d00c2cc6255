"""Read the organisation's own file: teams, sites, headcounts and targets. Every problem is said with its line."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from coach.domain.report import Organisation
from coach.errors import KnowledgeError
from coach.knowledge.document import Document, parse_yaml
from coach.knowledge.folder import decode, read_file
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.knowledge.problem import Problem, did_you_mean
from coach.knowledge.records import read_single


def load_organisation(path: Path, knowledge: KnowledgeBase) -> Organisation:
    """Read the file at `path` and hold it against the knowledge.

    Raises:
        KnowledgeError: something is wrong; its `problems` has one line for each error.
    """
    content = read_file(path.parent, path.name)
    text = decode(content, path.name) if isinstance(content, bytes) else content
    document = Document(path=path.name, problems=(text,)) if isinstance(text, Problem) else parse_yaml(text, path.name)
    entry, misfits = read_single(document, "organisation")
    problems = [*document.problems, *misfits]
    organisation = entry.record
    if isinstance(organisation, Organisation):
        problems += _check(organisation, document, knowledge)
    if problems or not isinstance(organisation, Organisation):
        lines = [problem.line_text() for problem in problems]
        raise KnowledgeError(
            f"The file {str(path)!r} (COACH_ORGANISATION) cannot be used; mend it, then start again. First: {lines[0]}",
            lines,
        )
    return organisation


def _check(organisation: Organisation, document: Document, knowledge: KnowledgeBase) -> Iterator[Problem]:
    roles, behaviours = ({item.id for item in items} for items in (knowledge.roles, knowledge.behaviours))
    named = {"role_id": roles, "team": {*organisation.teams}, "site": {*organisation.sites}}
    for place, headcount in enumerate(organisation.headcounts):
        for field, known in named.items():
            value = getattr(headcount, field)
            if value is not None and value not in known:
                text = f"{value!r} is not known here; {did_you_mean(value, known)}"
                yield document.problem(("headcounts", place, field), text)
    for place, target in enumerate(organisation.targets):
        if target.behaviour_id not in behaviours:
            text = f"{target.behaviour_id!r} is no behaviour; {did_you_mean(target.behaviour_id, behaviours)}"
            yield document.problem(("targets", place, "behaviour_id"), text)
    for field in ("teams", "sites"):
        for name, count in Counter(getattr(organisation, field)).items():
            if count > 1:
                yield document.problem((field,), f"names {name!r} twice; keep one of the two")
