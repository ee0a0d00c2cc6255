"""What is noted of a use case in the audit log, and how: the one place where the log is written for them."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from re import compile as pattern
from typing import TypeVar

from coach.domain.audit import SENDER, AuditNote, Outcome
from coach.errors import AccessError, ReviewError, StoreError
from coach.store.protocols import AuditLog

T = TypeVar("T")

ONCE_WITHIN = timedelta(minutes=15)
"""A page is drawn anew at each click: what somebody opens, or is refused, is noted once in this time."""
_ID = pattern(r"[0-9A-Za-z][0-9A-Za-z._:-]{0,63}")


@dataclass(frozen=True, kw_only=True)
class Noted:
    """The use case is noted."""

    words: str
    """What somebody did, to stand after their key."""
    kind: str
    """The kind of record."""
    changes: bool
    """Whether it changes something. Then it is noted before and after, so that it cannot happen without a trace; what
    only opens something is noted before it is handed over."""
    argument: str = ""
    """Where in the call the record's id stands, such as `submission_id` or `case.submission.id`."""
    result: Callable[[object], object] | None = None
    """Returns the id from what the use case returned, where it is known then alone."""
    by_sender: bool = False
    """Whether it is done by whoever shared a submission: their key would say whose it is, so it is left out."""


@dataclass(frozen=True)
class NotNoted:
    """The use case is not noted."""

    because: str


Note = Noted | NotNoted


def note_call(
    log: AuditLog, noted: Noted, *, name: str, who: str, arguments: Mapping[str, object], act: Callable[[], T]
) -> T:
    """Do what is to be noted, and note it; what cannot be noted does not happen, or is not handed over.

    Raises:
        StoreError: the log cannot be written.
    """
    note = AuditNote(
        who=SENDER if noted.by_sender else who, did=name, kind=noted.kind, record_id=_id_in(arguments, noted.argument)
    )
    return _change(log, noted, note, act) if noted.changes else _open(log, noted, note, act)


def note_refusal(log: AuditLog, note: Note, *, name: str, who: str, arguments: Mapping[str, object]) -> None:
    """Note that somebody was refused by the rule of a use case; nothing of what they sent is looked into.

    Raises:
        StoreError: the log cannot be written.
    """
    kind, argument = (note.kind, note.argument) if isinstance(note, Noted) else ("use case", "")
    record_id = "" if "." in argument else _id_in(arguments, argument)
    _note_once(log, AuditNote(who=who, did=name, kind=kind, record_id=record_id), "refused")


def _change(log: AuditLog, noted: Noted, note: AuditNote, act: Callable[[], T]) -> T:
    begun = log.append(note, "begun")
    try:
        result = act()
    except Exception as error:
        with suppress(StoreError):
            log.append(note, _outcome(error), begun=begun)
        raise
    # It has happened. Where its end cannot be noted, the log still says that it began.
    with suppress(StoreError):
        log.append(_named(note, noted, result), "done", begun=begun)
    return result


def _open(log: AuditLog, noted: Noted, note: AuditNote, act: Callable[[], T]) -> T:
    try:
        result = act()
    except Exception as error:
        _note_once(log, note, _outcome(error))
        raise
    _note_once(log, _named(note, noted, result), "done")
    return result


def _note_once(log: AuditLog, note: AuditNote, outcome: Outcome) -> None:
    if not log.is_noted(note, outcome, within=ONCE_WITHIN):
        log.append(note, outcome)


def _outcome(error: Exception) -> Outcome:
    return "refused" if isinstance(error, AccessError | ReviewError) else "failed"


def _named(note: AuditNote, noted: Noted, result: object) -> AuditNote:
    if noted.result is None:
        return note
    return note.model_copy(update={"record_id": _as_id(noted.result(result))})


def _id_in(arguments: Mapping[str, object], place: str) -> str:
    name, _, inside = place.partition(".")
    value = arguments.get(name)
    return _as_id(attrgetter(inside)(value) if inside and value is not None else value)


def _as_id(value: object) -> str:
    """Return an id as it is; of anything else that somebody sent in its place, nothing."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""
