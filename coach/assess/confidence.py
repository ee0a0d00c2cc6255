"""The confidence of a finding in words: one wording for every screen and the command line."""

from coach.domain.finding import Finding

# The shares on the golden test accounts, as docs/evals.md has them: 183 of 212 from 0.8 on, 162 of 243 from 0.6 on,
# 13 of 27 below 0.5.
_SURE = (
    (0.8, "The coach is quite sure: of findings like this one, about 8 in 10 were right when we checked."),
    (0.6, "The coach is fairly sure: of findings like this one, about 7 in 10 were right when we checked."),
    (0.5, "The coach is not very sure. Please check it."),
)
_UNSURE = "The coach is unsure: of findings like this one, about half were right when we checked. Please check it."

# Three readings: of the account, of the same put plainly, and of the embedded engine. Two where one failed.
_AGREE = (
    (1.0, "Every reading of your account agrees on this."),
    (0.6, "Two of three readings of your account agree on this. Please check it."),
    (0.5, "Two readings of your account differ on this. Please check it."),
)
_DIFFER = "The coach is unsure: three readings of your account differ on this. Please check it."


def name_confidence(finding: Finding) -> str:
    """Return in words how sure the coach is, and what that means."""
    levels, else_ = (_AGREE, _DIFFER) if finding.confidence_is == "agreement" else (_SURE, _UNSURE)
    return next((words for share, words in levels if finding.confidence >= share), else_)
