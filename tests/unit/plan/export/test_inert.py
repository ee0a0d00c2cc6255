import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from coach.plan.export.inert import make_inert

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HARMLESS = {"text", "text_special", "code_inline"}
# What GitHub and Streamlit turn into a link in plain text, whatever was escaped.
AUTOLINK = re.compile(r"https?://|ftp://|\bwww\.\S|\S@\S", re.IGNORECASE)

PIECES = (
    "![x](http://canary.test/p.png)", "[x](javascript:alert(1))", "[x]: http://canary.test", "[[x]]", "![x][y]",
    "<img src=//canary.test>", "<script>alert(1)</script>", "<http://canary.test>", "</p>", "<!--", "-->", "&lt;b&gt;",
    "# head", "=== ", "---", "***", "- item", "+ item", "1. item", "2) item", "> quote", "```", "~~~", "`code`", "``",
    "| a | b |", "|--|", "**bold**", "__bold__", "*", "_", "~~x~~", "$x$", "\\", "\\\\`", "\n", "\n\n", "\r", "\t",
    "    ", "www.canary.test", "someone@canary.test", "HTTP://CANARY.TEST", "canary.test", "`www.canary.test`",
    "```canary.test", "\u2028", "\u202e", "\x00", "\x1b[31m", "\u200b", "[^1]", "{#id}", ":red[x]", "AT&T", "word",
    "3.5", "it's", "a@b.c",
)  # fmt: skip


def inline_types(source: str) -> set[str]:
    tokens = MARKDOWN.parse(source)
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"]), source
    return {child.type for token in tokens for child in token.children or ()}


def shown(source: str) -> str:
    return "".join(child.content for token in MARKDOWN.parse(source) for child in token.children or ())


def assert_inert(text: str) -> None:
    inert = make_inert(text)
    assert "\n" not in inert
    assert inline_types(inert) <= HARMLESS
    children: list[Any] = [child for token in MARKDOWN.parse(inert) for child in token.children or ()]
    assert not any(AUTOLINK.search(child.content) for child in children if child.type != "code_inline")


@pytest.mark.parametrize("piece", PIECES)
def test_mark_up_is_only_text(piece: str) -> None:
    assert_inert(piece)
    assert_inert(f"word {piece} word")


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(PIECES) | st.sampled_from((" ", "", "a")) | st.text(max_size=4)).map("".join))
def test_no_mixture_of_mark_up_is_more_than_text(text: str) -> None:
    assert_inert(text)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf"))))
def test_every_word_is_shown_as_it_was_typed(text: str) -> None:
    assert shown(make_inert(text)) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I rang at 10:30, twice (really).", "I rang at 10:30, twice (really)."),
        ("It's 3.5 kg, e.g. the blue one - I think!", "It's 3.5 kg, e.g. the blue one - I think!"),
        ("two\n  lines", "two lines"),
        ("1. one", "1\\. one"),
        ("- one", "\\- one"),
        ("# one", "\\# one"),
        ("<b>", "&lt;b&gt;"),
        ("[x](y)", "\\[x\\](y)"),
        ("see www.canary.test now", "see `www.canary.test` now"),
        ("`www.x", "`` `www.x ``"),
        ("", ""),
        ("\u202ebackwards\x07", "backwards"),
    ],
)
def test_plain_text_stays_readable(text: str, expected: str) -> None:
    assert make_inert(text) == expected
