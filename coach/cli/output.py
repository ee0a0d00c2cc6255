"""Where output goes: JSON to standard output, words for people to standard error."""

import json
import sys
import textwrap
from typing import Any

WIDTH = 100


def say(text: str = "", *, indent: int = 0) -> None:
    """Write words for people, wrapped."""
    lines = textwrap.wrap(visible(text), WIDTH - indent) or [""]
    encoding = sys.stderr.encoding or "utf-8"
    for line in lines:
        sys.stderr.write(f"{' ' * indent}{line}\n".encode(encoding, "replace").decode(encoding))


def print_json(value: Any) -> None:
    """Write one JSON document for programs."""
    sys.stdout.write(json.dumps(value, ensure_ascii=True, indent=2) + "\n")


def visible(text: str) -> str:
    """Return the text without control characters, so that it can never drive a terminal."""
    return "".join(character if character.isprintable() or character == " " else " " for character in text)
