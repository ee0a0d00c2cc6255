"""The confidence of a finding in words: one wording for every screen and the command line."""

# The shares are those of the reliability table in docs/evals.md: 94 of 102 from 0.8 on, and 107 of 166 from 0.6 on.
_SURE = (
    (0.8, "The coach is quite sure: of findings like this one, about 9 in 10 were right when we checked."),
    (0.6, "The coach is fairly sure: of findings like this one, about 2 in 3 were right when we checked."),
    (0.5, "The coach is not very sure. Please check it."),
)
_UNSURE = "The coach is unsure: of findings like this one, fewer than half were right when we checked. Please check it."


def name_confidence(confidence: float) -> str:
    """Return in words how sure the coach is, and what that means."""
    return next((words for share, words in _SURE if confidence >= share), _UNSURE)
