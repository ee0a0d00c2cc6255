"""The confidence of a finding in words: one wording for every screen and the command line."""

_SURE = (
    (0.85, "The coach is quite sure: of findings like this one, at least 17 in 20 are right."),
    (0.7, "The coach is fairly sure: of findings like this one, about 3 in 4 are right."),
    (0.5, "The coach is not very sure: of findings like this one, more than half are right. Please check it."),
)
_UNSURE = "The coach is unsure: of findings like this one, fewer than half are right. Please check it."


def name_confidence(confidence: float) -> str:
    """Return in words how sure the coach is, and what that means."""
    return next((words for share, words in _SURE if confidence >= share), _UNSURE)
