"""How sure the coach is, in words that say what the number stands for."""

import pytest

from coach.assess.confidence import name_confidence
from tests.builders import make_finding


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "Every reading of your account agrees on this."),
        (0.667, "Two of three readings of your account agree on this. Please check it."),
        (0.5, "Two readings of your account differ on this. Please check it."),
        (0.333, "The coach is unsure: three readings of your account differ on this. Please check it."),
    ],
)
def test_agreement_is_named_by_the_readings_that_agree(share: float, words: str) -> None:
    assert name_confidence(make_finding(confidence=share, confidence_is="agreement")) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.9, "about 8 in 10"), (0.6, "about 7 in 10"), (0.5, "not very sure"), (0.1, "about half")],
)
def test_a_calibrated_share_is_named_by_how_often_such_findings_were_right(share: float, words: str) -> None:
    assert words in name_confidence(make_finding(confidence=share))
