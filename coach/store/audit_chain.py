"""The chain of the audit log: what is hashed of an entry, and the check that every entry follows the one before."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from coach.domain.audit import UPKEEP, AuditCheck, AuditNote

CUT = AuditNote(who=UPKEEP, did="cut_audit_log", kind="audit log")
"""How it is noted that the oldest entries were deleted; the record is the last of them."""
_HASHED = ("number", "at", "who", "did", "kind", "record_id", "outcome", "begun")


@dataclass(frozen=True)
class Link:
    """A place in the chain."""

    number: int
    hash: str


START = Link(0, "0" * 64)
"""What the first entry of all follows."""


def hash_entry(entry: Mapping[str, object], before: str) -> str:
    """Return the hash of an entry that follows one with the hash `before`."""
    told = [*(entry[name] for name in _HASHED), before]
    # Whatever somebody wrote into a column has a hash; it is not the one that stands there.
    return sha256(json.dumps(told, ensure_ascii=True, default=repr).encode()).hexdigest()


def check_chain(rows: Iterable[Mapping[str, object]], *, after: Link, up_to: Link | None) -> AuditCheck:
    """Check the entries in their order; `after` is what the first one follows, `up_to` what was added last."""
    last, count = after, 0
    cut_is_noted = after == START

    def found(number: int | None, why: str) -> AuditCheck:
        return AuditCheck(entries=count, cut=after.number, last_hash=last.hash, broken_at=number, why=why)

    for row in rows:
        number = last.number + 1
        if row["number"] != number:
            return found(number, "It is missing.")
        if row["hash"] != hash_entry(row, str(row["before"])):
            return found(number, "It is not as it was written.")
        if row["before"] != last.hash:
            return found(number, "It does not follow the entry before it.")
        last, count = Link(number, str(row["hash"])), count + 1
        cut_is_noted |= (row["did"], row["record_id"]) == (CUT.did, str(after.number))
    if up_to != (None if last == START else last):
        return found(last.number + 1, "It is missing at the end of the log.")
    if not cut_is_noted:
        return found(after.number, "The entries up to it were deleted, and no entry says so.")
    return found(None, "")
