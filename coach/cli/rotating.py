"""`coach rotate-key`."""

from coach.bootstrap import build_seal, make_home
from coach.cli.output import print_json, say
from coach.settings import load_settings
from coach.store.rotation import rotate_keys


def rotate_key(*, as_json: bool) -> int:
    """Write everything private with the key that is set now."""
    settings = load_settings()
    make_home(settings)
    seal = build_seal(settings)
    changed = rotate_keys(settings.home, seal)
    if as_json:
        print_json({"changed": changed, "encrypted": bool(seal.prefix)})
        return 0
    records = "1 record was" if changed == 1 else f"{changed:,} records were"
    now = "encrypted with the key that is set" if seal.prefix else "in clear"
    say(f"{records} written anew. All that people keep is now {now}.")
    say("Earlier backups and folders from before a restore are as they were; they need the key that was set then.")
    return 0
