"""`coach retain`."""

from coach.bootstrap import delete_due
from coach.cli.output import print_json, say
from coach.domain.own_data import KINDS
from coach.settings import load_settings

_NAMES = {**{kind: known.name.capitalize() for kind, known in KINDS.items()}, "audit": "Entries of the audit log"}


def retain(*, dry_run: bool, as_json: bool) -> int:
    """Delete what is kept for longer than the settings say, or count it."""
    settings = load_settings()
    limits = {**settings.keep_days, "audit": settings.keep_audit_days}
    counts = delete_due(settings, dry_run=dry_run)
    if as_json:
        kinds = [{"kind": kind, "keep_days": limits[kind], "due": count} for kind, count in counts.items()]
        print_json({"dry_run": dry_run, "kinds": kinds})
        return 0
    for kind, name in _NAMES.items():
        say(_line(name, limits.get(kind), counts.get(kind, 0), dry_run=dry_run))
    return 0


def _line(name: str, days: int | None, count: int, *, dry_run: bool) -> str:
    if days is None:
        return f"{name}: kept until the person deletes them."
    done = "would be deleted" if dry_run else "deleted"
    return f"{name}: kept for {days:,} day{'' if days == 1 else 's'}; {count:,} {done}."
