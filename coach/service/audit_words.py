"""What an entry of the audit log says, in plain words."""

from collections.abc import Mapping
from types import MappingProxyType

from coach.domain.audit import SENDER, UPKEEP, AuditEntry, Outcome
from coach.service.access import RULES
from coach.service.noting import Noted

_OTHERWISE: Mapping[str, str] = MappingProxyType(
    {
        "sign_on": "signed on",
        "sign_out": "signed out",
        "restore": "put a backup in the place of the databases",
        "cut_audit_log": "deleted the oldest entries of this log, whose time was over",
    }
)
"""What is noted and is no use case."""
_WHO = {SENDER: "An employee", UPKEEP: "The coach itself"}
_SHORT = 8
_ENDS: dict[Outcome, str] = {
    "begun": " (it began, and nothing says how it ended)",
    "done": "",
    "refused": " (refused)",
    "failed": " (failed)",
}


def say_who(entry: AuditEntry) -> str:
    """Return who did it: a key, cut short where it is long."""
    if entry.who in _WHO:
        return _WHO[entry.who]
    prefix, _, key = entry.who.partition(":")
    return f"{prefix.capitalize()} {key[:_SHORT]}" if key else entry.who


def say_what(entry: AuditEntry) -> str:
    """Return what they did to which record, and how it ended, to stand after who."""
    record = f" {entry.record_id}" if entry.record_id else ""
    return f"{_did(entry)}{record}{_ENDS[entry.outcome]}"


def _did(entry: AuditEntry) -> str:
    rule = RULES.get(entry.did)
    if rule and entry.outcome == "refused":
        return f"wanted to {rule.what}"
    if rule and isinstance(rule.note, Noted):
        return rule.note.words
    # An older version may have noted what this one does not know.
    return _OTHERWISE.get(entry.did, f"did: {entry.did.replace('_', ' ')}")
