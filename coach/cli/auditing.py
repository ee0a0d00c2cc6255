"""`coach audit verify` and `coach audit list`."""

from contextlib import closing
from datetime import UTC, datetime

from coach.bootstrap import build_audit_log, build_coach
from coach.cli.output import print_json, say
from coach.cli.who import principal
from coach.domain.audit import without_beginnings
from coach.service.audit_words import say_what
from coach.settings import load_settings

_NEWEST = 50


def verify(*, holds: str | None, as_json: bool) -> int:
    """Say whether the audit log is whole, and whether it holds an entry whose hash was noted elsewhere."""
    with closing(build_audit_log(load_settings())) as log:
        found = log.verify()
        is_there = log.has_hash(holds) if holds else True
    if as_json:
        print_json({**found.model_dump(), "holds": is_there if holds else None})
    else:
        if found.broken_at is None:
            say(f"The audit log is whole: {found.entries:,} entries{_after(found.cut)}. Last hash: {found.last_hash}")
        else:
            say(f"The audit log is broken at entry {found.broken_at}. {found.why}")
        if not is_there:
            say(f"No entry has the hash {holds}: what was there when it was noted was replaced, or deleted as too old.")
    return 0 if found.broken_at is None and is_there else 1


def list_entries(*, since: datetime | None, as_json: bool) -> int:
    """Print entries since a day (UTC), or the newest."""
    moment = since.replace(tzinfo=UTC) if since else None
    entries = build_coach(load_settings()).audit_entries(
        since=moment, newest=None if moment else _NEWEST, principal=principal()
    )
    if as_json:
        print_json([entry.model_dump(mode="json") for entry in entries])
        return 0
    for entry in without_beginnings(entries):
        say(f"{entry.number}  {entry.at:%Y-%m-%d %H:%M:%S} UTC  {entry.who}  {say_what(entry)}")
    return 0


def _after(cut: int) -> str:
    return f" after number {cut:,}; older ones were deleted when their time was over" if cut else ""
