"""`coach backup` and `coach restore`."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from coach.bootstrap import build_audit_log, code_version
from coach.cli.output import print_json, say
from coach.cli.who import principal
from coach.domain.audit import AuditNote
from coach.settings import load_settings
from coach.store.archive import file_name
from coach.store.backup import write_backup
from coach.store.restore import Restored, restore_backup


def backup(*, target: Path, as_json: bool) -> int:
    """Write a backup; the app may run."""
    settings = load_settings()
    path = write_backup(settings.home, target.absolute(), now=datetime.now(UTC), code_version=code_version())
    if as_json:
        print_json({"backup": str(path), "bytes": path.stat().st_size})
        return 0
    say(f"The backup is {str(path)!r}, {path.stat().st_size:,} bytes, and was read back. It holds everybody's words.")
    return 0


def restore(*, path: Path, as_json: bool) -> int:
    """Put a backup in the place of what is there; the app must be stopped."""
    settings = load_settings()
    done = restore_backup(settings.home, path.absolute(), now=datetime.now(UTC))
    with closing(build_audit_log(settings)) as log:
        log.append(_restored(done), "done")
    if as_json:
        print_json(
            {
                "made_at": done.manifest.made_at.isoformat(),
                "databases": [file_name(name) for name in done.put_back],
                "set_aside": str(done.set_aside) if done.set_aside else None,
                "forgotten": done.forgotten,
            }
        )
        return 0
    names = " and ".join(map(file_name, done.put_back))
    say(f"Put back {names} as they were at {done.manifest.made_at:%d %B %Y, %H:%M} UTC.")
    if done.forgotten:
        people = "1 person" if done.forgotten == 1 else f"{done.forgotten:,} people"
        say(f"{people} had deleted everything since then; nothing of theirs was put back.")
    say("Single accounts, plans and questions that were deleted since then are there again.")
    if done.set_aside:
        say(
            f"What was there is in {done.set_aside.name!r} in the home folder. Delete that folder once all is well: it "
            "holds everybody's words."
        )
    return 0


def _restored(done: Restored) -> AuditNote:
    made_at = done.manifest.made_at.astimezone(UTC)
    return AuditNote(who=principal().person_id, did="restore", kind="backup", record_id=f"{made_at:%Y%m%dT%H%M%SZ}")
