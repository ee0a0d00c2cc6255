"""`coach retain`."""

from coach.bootstrap import build_retention
from coach.cli.output import print_json, say
from coach.domain.own_data import KINDS
from coach.settings import load_settings


def retain(*, dry_run: bool, as_json: bool) -> int:
    """Delete what is kept for longer than the settings say, or count it."""
    settings = load_settings()
    retention = build_retention(settings)
    counts = retention.count_due() if dry_run else retention.delete_due()
    retention.close()
    if as_json:
        kinds = [{"kind": kind, "keep_days": settings.keep_days[kind], "due": count} for kind, count in counts.items()]
        print_json({"dry_run": dry_run, "kinds": kinds})
        return 0
    for kind in KINDS:
        say(_line(kind, settings.keep_days.get(kind), counts.get(kind, 0), dry_run=dry_run))
    return 0


def _line(kind: str, days: int | None, count: int, *, dry_run: bool) -> str:
    name = KINDS[kind].name.capitalize()
    if days is None:
        return f"{name}: kept until the person deletes them."
    done = "would be deleted" if dry_run else "deleted"
    return f"{name}: kept for {days:,} day{'' if days == 1 else 's'}; {count:,} {done}."
