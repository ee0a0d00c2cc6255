"""The two seals of a quote, kept apart: it stands in the text (computed), and a second reading agrees (judged)."""

from coach.domain.finding import Evidence

GROUNDED = ":material/check: in your text"
_SUPPORTED: dict[bool | None, str] = {
    True: ":material/done_all: a second reading agrees",
    False: ":material/help: a second reading does not agree",
    None: "",
}


def seals(evidence: Evidence) -> str:
    """Return the seals as small grey Markdown; a quote that was read once has one."""
    # A quote that does not stand in the text is refused before there is a finding.
    both = " · ".join(filter(None, (GROUNDED, _SUPPORTED[evidence.supported])))
    return f":small[:gray[{both}]]"
