"""Text that somebody wrote is shown as exactly that text. The browser's side of it is in tests/app/test_payloads.py."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.account import Span
from coach.ui.safe_text import Highlight, marked, one_line, plain
from tests.reading import as_lines, as_visible, shown_by

_AWKWARD = (
    "http://a.b", "www.a.b", "WWW.", "a@b.cd", ":smile:", ":red[x]", ":material/home:", ":streamlit:", "$x$", "```",
    "# h", "- a", "1. x", "2)", "> q", "| a |", "|---|", "---", "===", "![i](http://e)", "[r]: http://e", "[^1]",
    "<b>", "<!--", "&amp;", "\\", "**", "__", "~~", "{#i}", "::name", "->", "<->", ">=", "    ", "\t", "\n", "\n\n",
    "\r\n", "\ufeff", "\u202e", "\x00", "\u2028", "\u00a0", "word", "é", "🙂", ":", "@", ".",
)  # fmt: skip
texts = st.one_of(st.text(), st.lists(st.sampled_from(_AWKWARD)).map("".join))


@settings(deadline=None)
@given(texts)
def test_plain_text_shows_exactly_what_was_written_and_can_do_nothing(text: str) -> None:
    assert shown_by(plain(text)) == as_lines(text)


@settings(deadline=None)
@given(texts)
def test_one_line_shows_the_same_words_on_one_line(text: str) -> None:
    assert shown_by(one_line(text)) == as_visible(" ".join(text.split()))


@settings(deadline=None)
@given(texts, st.data())
def test_highlights_add_their_signs_and_change_no_word(text: str, data: st.DataObject) -> None:
    edges = st.integers(0, len(text))
    pairs = data.draw(st.lists(st.tuples(edges, edges)))
    spans = [Span(start=min(pair), end=max(pair)) for pair in pairs if pair[0] != pair[1]]
    highlights = [Highlight(span, "green", "●") for span in spans]

    words = marked(text, highlights).replace("**●** ", "")

    assert shown_by(words) == as_lines(text)


@settings(deadline=None)
@given(texts)
def test_no_highlight_means_plain(text: str) -> None:
    assert marked(text, []) == plain(text)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("", ""),
        ("I call back: always.", "I call back: always."),
        ("one\ntwo\n\n\nthree", "one\\\ntwo\n\nthree"),
        ("# not a heading", "\\# not a heading"),
        ("- not a list", "\\- not a list"),
        ("12. not a list", "12\\. not a list"),
        ("    not code", "not code"),
        ("a\n===", "a\\\n\\==="),
        (":smile:", ":color[:]smile:color[:]"),
        ("https://x.org", "https:color[:]//x.org"),
        ("www.x.org", "www:color[.]x.org"),
        ("a@b.cd", "a:color[@]b.cd"),
        ("a -> b -- c >= d", "a -:color[\\>] b -:color[-] c \\>:color[=] d"),
        ("one\u202eowt", "one\N{REPLACEMENT CHARACTER}owt"),
    ],
)
def test_what_plain_text_becomes(text: str, markdown: str) -> None:
    assert plain(text) == markdown


ACCOUNT = "I listen first. Then I guess.\n\nI write it down."
LISTEN = Highlight(Span(start=0, end=15), "green", "● 1")
GUESS = Highlight(Span(start=16, end=29), "orange", "▲ 2")


def test_a_highlight_is_a_colour_with_its_sign_in_front() -> None:
    assert marked(ACCOUNT, [GUESS, LISTEN]) == (
        ":green-background[**● 1** I listen first.] :orange-background[**▲ 2** Then I guess.]\n\nI write it down."
    )


def test_where_highlights_overlap_the_later_one_gives_the_colour() -> None:
    later = Highlight(Span(start=9, end=20), "orange", "▲ 2")

    assert marked(ACCOUNT, [LISTEN, later]) == (
        ":green-background[**● 1** I listen ]:orange-background[**▲ 2** first.]:orange-background[ Then] I guess."
        "\n\nI write it down."
    )


def test_adjacent_highlights_stay_apart() -> None:
    assert marked(
        "ab", [Highlight(Span(start=0, end=1), "green", "● 1"), Highlight(Span(start=1, end=2), "gray", "○ 2")]
    ) == (":green-background[**● 1** a]:gray-background[**○ 2** b]")


def test_a_highlight_over_several_paragraphs_has_one_sign() -> None:
    assert marked("a\n\nb", [Highlight(Span(start=0, end=4), "green", "● 1")]) == (
        ":green-background[**● 1** a]\n\n:green-background[b]"
    )


def test_a_highlight_that_begins_on_an_empty_line_keeps_its_sign() -> None:
    assert marked("a\n\n b", [Highlight(Span(start=1, end=5), "green", "● 1")]) == "a\n\n:green-background[**● 1** b]"


def test_a_highlight_of_nothing_is_left_out() -> None:
    assert marked("a  b", [Highlight(Span(start=1, end=3), "green", "● 1")]) == "a  b"


def test_a_long_highlight_is_cut_before_streamlit_gives_up_on_it() -> None:
    markdown = marked("[" * 2_000, [Highlight(Span(start=0, end=2_000), "green", "● 1")])

    assert [len(piece) // 2 for piece in re.findall(r"(?:\\\[)+", markdown)] == [900, 900, 200]
