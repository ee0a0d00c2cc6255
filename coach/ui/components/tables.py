"""A table of a report as Markdown; every cell is shown as it is."""

from collections.abc import Sequence

from coach.report.export.sheet import Value
from coach.ui.safe_text import one_line


def table(head: Sequence[str], rows: Sequence[Sequence[Value]]) -> str:
    """Return the table; numbers stand to the right."""
    is_number = [any(isinstance(row[place], int | float) for row in rows) for place in range(len(head))]
    lines = [
        [one_line(name) for name in head],
        ["---:" if right else "---" for right in is_number],
        *([_shown(value) for value in row] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shown(value: Value) -> str:
    if value is None:
        return ""
    return one_line(value) if isinstance(value, str) else f"{value:,}"
