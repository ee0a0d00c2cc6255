import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.assess.segment import count_words, segment

# Long enough to stand alone, whatever is done with short ones.
RING = "I ring every customer two days after the repair to hear how it went"
WRITE = "I write the part number and the next step in the notes"
LEAVE = "nobody in the shop ever reads a single word of what I wrote there"

DOCTOR = "Dr. Lowe from no. 12 rang at 8.30 a.m. and asked me for the drum at 12.50 pounds"
SMALL = "A small but well kept van helps me more than the newest tools on the market"

# What people paste and machines send: pieces that have a meaning to a splitter of sentences.
PIECES = st.sampled_from(
    [
        *(
            RING,
            WRITE,
            LEAVE,
            "e.g.",
            "Dr. Lowe",
            "8.30 a.m.",
            "12.50",
            "...",
            "Why?",
            "but",
            "; so",
            " - ",
            "and then I",
        ),
        *("- ", "* ", "1. ", "(2) ", "> ", "# ", "---\n", "**", "<b>", "</b>", "<script>", "![x](y)", "[", "]("),
        *(
            " ",
            "  ",
            "\n",
            "\n\n",
            "\r\n",
            "\r",
            "\t",
            "\u2028",
            "\x85",
            "\x00",
            "\x1b[31m",
            "\u202e",
            "\u200b",
            "\ufeff",
        ),
        *("👩\u200d🔧", "é", "e\u0301", "中文。", "ﬁ", "I'm", "I\u2019ll", "-- ", "\u2014", "“", "”"),
    ]
)


def texts(account: str) -> list[str]:
    return [statement.text for statement in segment(account)]


@settings(max_examples=300, deadline=None)
@given(account=st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=30).map("".join)))
def test_every_statement_stands_word_for_word_where_it_says(account: str) -> None:
    statements = segment(account)

    assert [account[s.span.start : s.span.end] for s in statements] == [s.text for s in statements]
    assert all(one.span.end <= other.span.start for one, other in pairwise(statements))
    assert all(s.text == s.text.strip(" \t\r\n") and count_words(s.text) >= 3 for s in statements)


@pytest.mark.parametrize(
    ("account", "statements"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param(" \n\t\r\n ", [], id="blanks"),
        pytest.param("Yes.\n\nNo!\n\n- Drum bearing?", [], id="too short to say what somebody does"),
        pytest.param(f"{RING}. {WRITE}.", [f"{RING}.", f"{WRITE}."], id="sentences"),
        pytest.param(f"{RING}! {WRITE}? {RING}", [f"{RING}!", f"{WRITE}?", RING], id="other ends of sentences"),
        pytest.param(f"- {RING}\n- {WRITE}\n* {RING}.\n• {WRITE}", [RING, WRITE, f"{RING}.", WRITE], id="bullets"),
        pytest.param(f"1. {RING}\n2) {WRITE}\n(3) {RING}", [RING, WRITE, RING], id="numbered"),
        pytest.param(f"> {RING}.\n> {WRITE}.", [f"{RING}.", f"{WRITE}."], id="quoted mail"),
        pytest.param(f"{RING}\n\n{WRITE}", [RING, WRITE], id="paragraphs"),
        pytest.param(f"# My work\n\n{RING}.\n\n## Days\n\n{WRITE}.", [f"{RING}.", f"{WRITE}."], id="headings"),
        pytest.param(f"{RING}.\r\n{WRITE}.\r\n\r\n- {RING}\r\n", [f"{RING}.", f"{WRITE}.", RING], id="CRLF"),
        pytest.param(f"---\nrole: picker\n---\n{RING}.", [f"{RING}."], id="front matter"),
        pytest.param(f"![my van](van.png)\n\n{RING}.", [f"{RING}."], id="picture"),
        pytest.param(f"**{RING}.**\n\n_{WRITE}._", [f"{RING}.", f"{WRITE}."], id="emphasis"),
        pytest.param(f"<p>{RING}.</p>\n<p>{WRITE}.</p>", [f"{RING}.", f"{WRITE}."], id="HTML"),
        pytest.param(f"{RING} 🙂\n\n{WRITE} 👩\u200d🔧", [f"{RING} 🙂", f"{WRITE} 👩\u200d🔧"], id="emoji"),
        pytest.param(f"{DOCTOR}. {WRITE}.", [f"{DOCTOR}.", f"{WRITE}."], id="abbreviations"),
        pytest.param(f"{WRITE}, but {LEAVE}.", [WRITE, f"but {LEAVE}."], id="contrast"),
        pytest.param(f"{WRITE} — but {LEAVE}.", [WRITE, f"but {LEAVE}."], id="contrast after a dash"),
        pytest.param(f"{SMALL}. {RING}.", [f"{SMALL}.", f"{RING}."], id="no contrast between clauses"),
    ],
)
def test_an_account_becomes_its_statements(account: str, statements: list[str]) -> None:
    assert texts(account) == statements


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_lines_that_were_wrapped_by_hand_are_one_sentence(line_end: str) -> None:
    account = f"I ring every customer two days after the repair to hear{line_end}how it went, and I write it down."

    assert texts(account) == [account]


def test_nothing_that_can_be_pasted_keeps_it_busy() -> None:
    pieces = (" ", "\t", "![", "<", "- ", "and I ring ", "but they go home early ", "a b c\n", ".", "'")
    script = (
        "from coach.assess.segment import segment\n"
        f"for piece in {pieces!r}: segment('I ring them and' + piece * (45_000 // len(piece)) + 'x')"
    )

    # A child, because nothing stops a pattern that tries every way of reading a text.
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)


def test_a_sentence_that_turns_keeps_both_sides_and_loses_no_word() -> None:
    (before, after) = segment(f"{WRITE}, but {LEAVE}.")

    assert (before.span.end, after.span.start) == (len(WRITE), len(WRITE) + 2)
