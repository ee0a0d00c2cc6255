import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.chat.clean_text import CleanText
from evals.hostile_model.texts import carriers

CANARY = "127.0.0.1:8099"
OWN = {"[NAME_1]": "Mrs *Varley*", "[EMAIL_1]": "ann@example.org"}
CUTS = (1, 3, 7, 10_000)


def clean(text: str, *, cut: int = 10_000) -> str:
    return shown_by(CleanText((1, 2, 3), lambda tag: OWN.get(tag, tag)), text, cut)


def shown_by(cleaner: CleanText, text: str, cut: int = 10_000) -> str:
    pieces = (text[place : place + cut] for place in range(0, len(text), cut))
    return "".join(map(cleaner.feed, pieces)) + cleaner.finish()


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("You stay with it [1].", "You stay with it [1]."),
        ("Both say so [1, 2] and [3][1].", "Both say so [1][2] and [3][1]."),
        ("Nobody says so [9], but [2; 9] does.", "Nobody says so , but [2] does."),
        ("Odd [0] [-1] [n] [¹] [\uff11] [99999999999999999999]", "Odd  -1 n ¹ \uff11 99999999999999999999"),
        ("Ring **early**, _now_ and `so`", "Ring early, now and so"),
        ("# Heading\n- one\n2. two\n> three", "Heading\none\ntwo\nthree"),
        ("See [our page](http://x.example/?q=1)!", "See our page!"),
        ("See http://x.example/?q=1, then go", "See (left out), then go"),
        ("Write to ann@x.example.", "Write to (left out)."),
        ("<b>Bold</b> and <script>alert(1)</script>done", "Bold and done"),
        ("&lt;img src=x&gt; &amp; so on", "\u2039img src=x\u203a & so on"),
        ("5 < 6 & 7 > 2, $9, 10:30 and :smile:", "5 \u2039 6 & 7 \u203a 2, \uff049, 10:30 and : smile:"),
        ("Tell [NAME_1] (she waits).", "Tell Mrs Varley (she waits)."),
        ("Write to [EMAIL_1], or [PHONE_7]", "Write to (left out), or "),
        ("Words (in brackets) stay [1] (so)", "Words (in brackets) stay [1] (so)"),
        ("A bell\x07, a turn\u202e and a joiner\u200b", "A bell, a turn and a joiner"),
    ],
)
def test_only_plain_words_and_known_markers_are_shown(written: str, shown: str, cut: int) -> None:
    assert clean(written, cut=cut) == shown


@pytest.mark.parametrize("carrier", carriers(CANARY, "what was seen"))
def test_no_carrier_takes_anything_out(carrier: str) -> None:
    shown = {clean(carrier, cut=cut) for cut in CUTS}
    assert len(shown) == 1
    (text,) = shown
    assert CANARY not in text
    text = text.replace("[1]", "")
    assert not re.search(r"[<>`*_|\\\[\]]|://|//|www\.|javascript:|data:|&#|&lt|\x1b", text)


@pytest.mark.parametrize("half", ["so it is [1", "so it is [", "so it is <img src=", "so it is [x](http://x.exa"])
def test_half_a_marker_or_tag_is_never_shown(half: str) -> None:
    assert clean(half, cut=1) in ("so it is ", "so it is x")


def test_a_marker_is_held_back_until_it_is_whole() -> None:
    cleaner = CleanText((12,), str)
    assert [cleaner.feed(piece) for piece in ("so ", "[", "1", "2", "] it")] == ["so ", "", "", "", "[12] "]


def test_what_was_left_out_is_counted() -> None:
    cleaner = CleanText((1,), str)
    shown_by(cleaner, "[1] [2] [3, 4] <i>x</i> http://x.example [none]")
    assert (cleaner.unknown_numbers, cleaner.links, cleaner.says_nothing) == (3, 3, True)


def test_a_person_who_writes_like_a_model_gets_no_mark_up_either() -> None:
    cleaner = CleanText((1,), lambda _: "<script>x</script>![a](http://x.example/) [NAME_2]")
    assert shown_by(cleaner, "Hello [NAME_1]!") == "Hello a!"


@given(st.text(alphabet="a1 []()<>!&;#*_`~|$\\/:.@=-\n", max_size=60), st.integers(min_value=1, max_value=5))
def test_whatever_is_written_nothing_active_is_shown(text: str, cut: int) -> None:
    shown = clean(text, cut=cut)
    assert not re.search(r"[<>`*_|\\~]|://|!\[|\]\(", shown)
    assert set(re.findall(r"\[[^\]]*\]?", shown)) <= {"[1]", "[2]", "[3]"}
