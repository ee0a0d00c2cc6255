"""Short forms are written out, and what only looks like one is left alone."""

import pytest

from coach.assess.spelling import write_out


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (
            "dont ring b4 9, wait 10mins n then go w the cust",
            "don't ring before 9, wait 10 minutes and then go with the customer",
        ),
        ("Cant do it til fri", "Can't do it until Friday"),
        ("3 qtrs running, w/o overtime, 2 hr each", "3 quarters running, without overtime, 2 hour each"),
        ("ppl & pets", "people and pets"),
        ("im late, thats all, u know", "I'm late, that's all, you know"),
    ],
)
def test_short_forms_are_written_out(typed: str, read: str) -> None:
    assert write_out(typed) == read


@pytest.mark.parametrize(
    "text",
    [
        "I asked HR and N. Patel, R. Wood and the R&D people at 4 p.m.",
        "Don't use the U-bend, we're out of them; it's in o'clock terms",
        "Mind the W-2 form and the n/a box",
        "I sat in the sun and will wait",
        "",
    ],
)
def test_what_only_looks_like_a_short_form_stays(text: str) -> None:
    assert write_out(text) == text


def test_reading_it_again_changes_nothing() -> None:
    once = write_out("dont ring b4 9 n wait w ppl")
    assert write_out(once) == once
