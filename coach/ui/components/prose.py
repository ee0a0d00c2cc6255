"""Text of the knowledge files, which their authors wrap at some width: its paragraphs stay, its lines flow."""

import re

from coach.ui.safe_text import one_line

_GAP = re.compile(r"\n\s*\n")


def prose(text: str) -> str:
    """Return the text as Markdown with its paragraphs and nothing else."""
    return "\n\n".join(one_line(paragraph) for paragraph in _GAP.split(text.strip()))


def split_prose(text: str) -> tuple[str, str]:
    """Return the first paragraph and the others, as Markdown."""
    first, _, rest = prose(text).partition("\n\n")
    return first, rest
