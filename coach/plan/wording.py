"""Small rules of wording that the plan's sentences share."""

MAX_LINE_CHARACTERS = 1_000


def as_line(text: str) -> str:
    """Return the sentence, cut with an ellipsis where the names in it make it too long for a line."""
    return text if len(text) <= MAX_LINE_CHARACTERS else f"{text[: MAX_LINE_CHARACTERS - 1].rstrip()}…"


def without_stop(text: str) -> str:
    """Return the text without the full stop at its end, so that a sentence can go on after it."""
    return text.strip().rstrip(".")


def name_distance(points: int) -> str:
    """Return a distance on the scale in words."""
    if points == 0:
        return "at the scale point your role is asked for"
    return f"{points} scale point{'s' if points > 1 else ''} from what your role is asked for"
