import pytest

from coach.domain.account import Span
from coach.llm.personal.fold import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("plain text\nwith lines", "plain text\nwith lines"),
        ("Jose\u0301", "José"),
        ("José", "José"),
        ("\uff10\uff17\uff17\uff10\uff10", "07700"),
        ("\u0660\u0667\u0667", "077"),
        ("jo\u200bhn", "john"),
        ("a\0b", "ab"),
        ("ﬁne", "fine"),
        ("x\u0336y", "xy"),
        ("it’s “so”", "it’s “so”"),
        ("\u200b", ""),
        ("", ""),
    ],
)
def test_a_text_is_searched_without_what_hides_personal_data(text: str, folded: str) -> None:
    assert fold(text).text == folded


@pytest.mark.parametrize(
    ("text", "part", "original"),
    [
        ("rang Owen", "Owen", "Owen"),
        ("rang Jose\u0301 twice", "José", "Jose\u0301"),
        ("jo\u200bhn@x.y", "john", "jo\u200bhn"),
        ("ﬁne", "ne", "ne"),
        ("ﬁne", "f", "ﬁ"),
    ],
)
def test_what_is_found_is_traced_back_to_what_was_typed(text: str, part: str, original: str) -> None:
    folded = fold(text)
    start = folded.text.index(part)
    span = folded.span(start, start + len(part))
    assert text[span.start : span.end] == original


def test_a_text_that_needs_no_folding_keeps_its_places() -> None:
    assert fold("rang Owen").span(5, 9) == Span(start=5, end=9)
