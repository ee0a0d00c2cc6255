"""`coach reviews export`."""

from pathlib import Path

from coach.bootstrap import build_coach
from coach.cli.new_file import write_new_file
from coach.cli.output import say
from coach.cli.who import principal
from coach.settings import load_settings


def export(*, out: Path) -> int:
    """Write what two people have read, with consent and redacted, into a new file."""
    found = build_coach(load_settings()).export_reviews(principal=principal())
    say(found.in_words)
    if not found.samples:
        say("No file was written.")
        return 1
    write_new_file(out, found.as_lines.encode())
    say(
        f"They are in {out.name}. Names are found by rules, and no rule finds all of them: read the file before you "
        "give it to anybody. Then: python -m evals import-reviews FILE"
    )
    return 0
