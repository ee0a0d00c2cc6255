"""A claim shows its sources, or says in a word and a shape that it has none."""

import re

import pytest

from coach.domain.answer import Claim
from coach.ui.components.claims import render_paragraph

SUPPORTED = Claim(text="You stay with it.", citations=(1, 2), seal="supported")
UNSUPPORTED = Claim(text="It costs <b>nothing</b>.", citations=(2,), seal="unsupported")
UNCITED = Claim(text="1. All is well.", seal="uncited")
NOT_BACKED = ":small[:orange[(◇ not backed by a source)]]"
LINKS = re.compile(r"(?<!\\)\]\(([^)]*)\)")


def test_the_numbers_of_a_claim_lead_to_its_sources() -> None:
    shown = render_paragraph((SUPPORTED,), turn_id="t")

    assert shown == "You stay with it. [\\[1\\]](#source-t-1) [\\[2\\]](#source-t-2)"


def test_a_claim_that_its_source_does_not_back_is_marked_in_a_word_and_a_shape() -> None:
    shown = render_paragraph((UNSUPPORTED,), turn_id="t")

    words = ":orange-background[**◇** It costs \\<b\\>nothing\\</b\\>.]"
    assert shown == f"{words} [\\[2\\]](#source-t-2) {NOT_BACKED}"


def test_a_claim_without_a_source_is_marked_beside_one_that_has_some() -> None:
    shown = render_paragraph((SUPPORTED, UNCITED), turn_id="t")

    assert shown.startswith("You stay with it. [\\[1\\]]")
    assert shown.endswith(f" :orange-background[**◇** 1\\. All is well.] {NOT_BACKED}")


@pytest.mark.parametrize("claim", [SUPPORTED, UNSUPPORTED, UNCITED])
@pytest.mark.parametrize(
    "text", ["](https://evil.example)", "**x**](#source-t-9)", "[x](y)", "![x](https://e.example)"]
)
def test_words_of_a_model_make_no_link_of_their_own(claim: Claim, text: str) -> None:
    shown = render_paragraph((claim.model_copy(update={"text": text}),), turn_id="t")

    assert LINKS.findall(shown) == [f"#source-t-{number}" for number in claim.citations]
