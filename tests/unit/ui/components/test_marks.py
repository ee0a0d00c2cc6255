"""A state is told by a shape and a word as well as by a colour."""

from coach.ui.components.marks import MARKS, evidence_state, quotation
from tests.builders import make_evidence, make_finding


def test_no_two_states_share_a_shape_a_word_or_a_colour() -> None:
    for part in ("shape", "word", "color"):
        assert len({getattr(mark, part) for mark in MARKS.values()}) == len(MARKS)


def test_words_for_the_contrary_carry_its_mark_in_a_finding_that_is_partly_shown() -> None:
    against = make_evidence(bearing="contrary", point=None)
    finding = make_finding(state="partly_shown", counter_evidence=(against,))

    assert evidence_state(against, finding) == "contrary"
    assert evidence_state(finding.evidence[0], finding) == "partly_shown"


def test_a_quotation_shows_the_words_and_nothing_else() -> None:
    assert quotation("I *always* ask", MARKS["shown"]) == ":green-background[**●** “I \\*always\\* ask”]"
