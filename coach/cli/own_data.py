"""`coach my-data export` and `coach my-data delete`."""

import sys
from pathlib import Path

from coach.bootstrap import build_coach
from coach.cli.new_file import write_new_file
from coach.cli.output import say
from coach.cli.who import principal
from coach.settings import load_settings


def export(*, out: Path) -> int:
    """Write all that is kept of who asks into a new ZIP file."""
    packed = build_coach(load_settings()).everything_of_me(principal=principal())
    write_new_file(out, packed)
    say(f"Everything that is kept of {principal().person_id!r} is in {out.name}. README.txt in it says what is what.")
    return 0


def delete(*, yes: bool) -> int:
    """Delete all that is kept of who asks, after a question unless it was answered before."""
    coach, who = build_coach(load_settings()), principal()
    say(f"This deletes all accounts, plans, notes and questions of {who.person_id!r}. They cannot be brought back.")
    if not yes and not _agrees():
        say("Nothing was deleted.")
        return 1
    coach.delete_everything(principal=who)
    say(f"Everything that was kept of {who.person_id!r} is deleted.")
    return 0


def _agrees() -> bool:
    say("Delete them? Type yes, then press Enter.")
    return sys.stdin.readline().strip().lower() in ("y", "yes")
