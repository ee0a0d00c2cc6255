"""Text that tries to call out, to run, or to pass for something else."""

import re
from pathlib import Path
from random import Random

_FILE = Path(__file__).with_name("payloads.txt")
_ESCAPES = re.compile(r"\\(?:u(?P<code>[0-9a-f]{4})|(?P<letter>[nr]))")


def load_payloads(canary: str) -> list[str]:
    """Return the payloads of the file, aimed at this address of somebody else's site."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return [_unescape(line).replace("{canary}", canary) for line in lines if not line.startswith("%%")]


def mix_payloads(payloads: list[str], *, count: int) -> list[str]:
    """Return texts put together from pieces of payloads, the same ones every time."""
    random = Random(count)
    pieces = [piece for payload in payloads for piece in re.findall(r"\w+|\s+|.", payload)]
    return ["".join(random.choices(pieces, k=random.randint(2, 12))) for _ in range(count)]


def _unescape(line: str) -> str:
    return _ESCAPES.sub(
        lambda found: chr(int(found["code"], 16)) if found["code"] else "\r\n"[found["letter"] == "n"], line
    )
