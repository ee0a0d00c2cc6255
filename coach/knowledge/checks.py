"""Rules across files: unique ids, references that resolve, roles that are covered, priorities, dates."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from coach.domain.knowledge import TOPICS, Behaviour, Champion, Role
from coach.knowledge.document import Location
from coach.knowledge.problem import Problem, did_you_mean
from coach.knowledge.records import ID_FIELDS, Entry

_REFERENCES = {
    "behaviour_id": "behaviour",
    "behaviour_ids": "behaviour",
    "role_id": "role",
    "sponsor_role_id": "role",
    "stage_id": "stage",
    "promise_id": "promise",
}
"""What each field that names another record points to."""


def check_across_files(entries: Sequence[Entry], *, today: date) -> Iterator[Problem]:
    """Yield every broken rule; a record that does not fit its type is still known to the others."""
    known = _known_ids(entries)
    behaviour_ids = frozenset(entry.id for entry in entries if entry.kind == "behaviour")
    yield from _repeated_ids(entries)
    yield from _shared_priorities(entries)
    yield from _topics_without_route(entries)
    for entry in entries:
        yield from _dangling_references(entry, known)
        yield from _stale_dates(entry, today)
        if isinstance(entry.record, Role):
            yield from _uncovered_behaviours(entry, entry.record, behaviour_ids)
        if isinstance(entry.record, Champion) and entry.record.opted_in_on > today:
            text = f"{entry.record.opted_in_on} is still to come; list a champion once they have opted in"
            yield entry.problem(("opted_in_on",), text)


def _known_ids(entries: Sequence[Entry]) -> Mapping[str, frozenset[str]]:
    """Return the ids of each kind, by the file's name and as written: a wrong one has its own line."""
    known: dict[str, set[str]] = {kind: set() for kind in set(_REFERENCES.values())}
    for entry in entries:
        if entry.kind in known and entry.id:
            known[entry.kind].add(entry.id)
        for kind, _, written in _written_ids(entry):
            if kind in known:
                known[kind].add(written)
    return {kind: frozenset(ids) for kind, ids in known.items()}


def _written_ids(entry: Entry) -> Iterator[tuple[str, Location, str]]:
    """Yield each id that the record gives: the kind of thing, where it stands, the id."""
    places: list[tuple[str, Location, object]] = [
        (entry.kind, (ID_FIELDS[entry.kind],), entry.data.get(ID_FIELDS[entry.kind]))
    ]
    if entry.kind == "vision":
        for kind, name in (("promise", "promises"), ("customer", "customers")):
            items = entry.data.get(name)
            for index, item in enumerate(items if isinstance(items, list) else []):
                places.append((kind, (name, index, "id"), item.get("id") if isinstance(item, dict) else None))
    for kind, location, written in places:
        if isinstance(written, str):
            yield kind, location, written


def _repeated_ids(entries: Sequence[Entry]) -> Iterator[Problem]:
    first: dict[tuple[str, str], str] = {}
    for entry in entries:
        for kind, location, written in _written_ids(entry):
            if (kind, written) in first:
                name = location[-1]
                text = f"{written[:64]!r} is the {name} of {first[kind, written]} too; give one of them another {name}"
                yield entry.problem(location, text)
            first.setdefault((kind, written), entry.problem(location, "").place())


def _shared_priorities(entries: Sequence[Entry]) -> Iterator[Problem]:
    first: dict[int, str] = {}
    for entry in entries:
        if isinstance(entry.record, Behaviour):
            priority = entry.record.priority
            earlier = first.setdefault(priority, entry.id)
            if earlier != entry.id:
                text = f"{priority} is the priority of {earlier!r} too; choose which comes first"
                yield entry.problem(("priority",), text)


def _topics_without_route(entries: Sequence[Entry]) -> Iterator[Problem]:
    routes = [entry for entry in entries if entry.kind == "route"]
    named = {entry.id for entry in routes}
    # Without the file, that is one remark, and it has its own line.
    for topic in TOPICS if routes else ():
        if topic not in named:
            text = f"names nobody for {topic!r}; add a route, or the coach can only say: ask your manager"
            yield routes[0].document.problem(("routes",), text, severity="remark")


def _dangling_references(entry: Entry, known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    for location, kind, name in _references(entry.data, ()):
        # Where no record of the kind could be read, that is the problem, and it has its own line.
        if known[kind] and name not in known[kind]:
            yield entry.problem(location, f"there is no {kind} {name[:64]!r}; {did_you_mean(name, known[kind])}")


def _references(value: object, location: Location) -> Iterator[tuple[Location, str, str]]:
    """Yield each id that points to another record: where it stands, what kind it points to, the id."""
    kind = next((_REFERENCES[part] for part in location[-2:] if part in _REFERENCES), None)
    if isinstance(value, str) and kind:
        yield location, kind, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _references(inner, (*location, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _references(inner, (*location, index))


def _uncovered_behaviours(entry: Entry, role: Role, behaviour_ids: frozenset[str]) -> Iterator[Problem]:
    """A role is asked for each behaviour or has a free pass that somebody accepted by name; never both, never twice."""
    expected = [("expectations", index, item.behaviour_id) for index, item in enumerate(role.expectations)]
    passed = [("free_passes", index, item.behaviour_id) for index, item in enumerate(role.free_passes)]
    first: dict[str, str] = {}
    for name, index, behaviour_id in expected + passed:
        if behaviour_id in first:
            text = f"{behaviour_id!r} stands under {first[behaviour_id]} already; keep one of the two"
            yield entry.problem((name, index, "behaviour_id"), text)
        first.setdefault(behaviour_id, name)
    for behaviour_id in sorted(behaviour_ids - first.keys()):
        text = f"says nothing about {behaviour_id!r}; add an expectation, or a free pass with who accepted it"
        yield entry.problem(("expectations",), text)


def _stale_dates(entry: Entry, today: date) -> Iterator[Problem]:
    review_by = getattr(entry.record, "review_by", None)
    if isinstance(review_by, date) and review_by < today:
        text = f"{review_by} has passed; read it again, mend what changed and set the next date"
        yield entry.document.problem((*entry.location, "review_by"), text, severity="remark")
