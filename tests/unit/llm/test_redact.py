import string
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coach.domain.account import Span
from coach.domain.redaction import Redacted, Tag
from coach.llm.redact import Redactor, looks_private
from tests.builders import ACCOUNT_TEXT

REDACTOR = Redactor()


def test_personal_data_are_replaced_by_tags_that_say_where_they_stood() -> None:
    text = "Owen rang 07700 900123."
    assert REDACTOR.redact(text) == Redacted(
        text="[NAME_1] rang [PHONE_1].",
        original=text,
        tags=(
            Tag(
                tag="[NAME_1]",
                kind="name",
                original="Owen",
                span=Span(start=0, end=4),
                redacted_span=Span(start=0, end=8),
            ),
            Tag(
                tag="[PHONE_1]",
                kind="phone",
                original="07700 900123",
                span=Span(start=10, end=22),
                redacted_span=Span(start=14, end=23),
            ),
        ),
    )


def test_the_same_original_has_the_same_tag_and_another_has_its_own() -> None:
    redacted = REDACTOR.redact("Priya told Owen. Owen told Priya. Lena was not told.")
    assert redacted.text == "[NAME_1] told [NAME_2]. [NAME_2] told [NAME_1]. [NAME_3] was not told."


def test_a_tag_that_somebody_typed_is_never_given_to_another() -> None:
    text = "I saw [NAME_1] and [EMAIL_2] in a letter to Priya at priya@shop.local and to lena@shop.local."
    redacted = REDACTOR.redact(text)
    assert redacted.text == "I saw [NAME_1] and [EMAIL_2] in a letter to [NAME_2] at [EMAIL_1] and to [EMAIL_3]."
    assert REDACTOR.restore(redacted, redacted.text) == text


def test_originals_come_back_in_a_reply_and_an_unknown_tag_stays() -> None:
    redacted = REDACTOR.redact("I asked Priya and rang 07700 900123.")
    reply = "You asked [NAME_1], [NAME_1] again, rang [PHONE_1] and told [NAME_7]."
    assert REDACTOR.restore(redacted, reply) == "You asked Priya, Priya again, rang 07700 900123 and told [NAME_7]."


@pytest.mark.parametrize(
    ("part", "original"),
    [
        ("I asked", "I asked"),
        ("[NAME_1]", "Priya"),
        ("asked [NAME_1] twice", "asked Priya twice"),
        ("NAME", "Priya"),
        ("asked [NA", "asked Priya"),
        ("E_1] twice", "Priya twice"),
        (" twice", " twice"),
        ("_1] twice. [NAME_2", "Priya twice. Lena"),
        (" laughed.", " laughed."),
    ],
)
def test_a_part_of_the_redacted_text_is_found_in_the_original_and_a_cut_tag_is_widened(
    part: str, original: str
) -> None:
    redacted = REDACTOR.redact("I asked Priya twice. Lena laughed.")
    start = redacted.text.index(part)
    span = REDACTOR.original_span(redacted, Span(start=start, end=start + len(part)))
    assert span is not None
    assert redacted.original[span.start : span.end] == original


def test_a_part_beyond_the_redacted_text_stands_nowhere_in_the_original() -> None:
    redacted = REDACTOR.redact("I asked Priya.")
    assert REDACTOR.original_span(redacted, Span(start=3, end=len(redacted.text) + 1)) is None


def test_the_organisations_own_words_stay_unless_a_title_makes_them_a_persons() -> None:
    text = "I wrote to Torrin and to Mrs Torrin, from Strand End, and Zanthe from Torrin wrote back."
    redacted = REDACTOR.redact(text, keep=["torrin", "Strand End"])
    assert (
        redacted.text == "I wrote to Torrin and to Mrs [NAME_1], from Strand End, and [NAME_2] from Torrin wrote back."
    )


def test_a_number_of_the_organisations_own_stays() -> None:
    assert REDACTOR.redact("I gave them 0800 123 4567.", keep=["0800 123 4567"]).tags == ()


def test_a_number_found_once_is_hidden_wherever_it_stands() -> None:
    redacted = REDACTOR.redact("Call bo@shop.local. The form said xbo@shop.local.uk and ref:bo@shop.localz.")
    assert "bo@shop.local" not in redacted.text
    assert REDACTOR.restore(redacted, redacted.text) == redacted.original


def test_pieces_that_overlap_are_hidden_as_one() -> None:
    redacted = REDACTOR.redact("Sarah.Jones@shop.local")
    assert [(tag.kind, tag.original) for tag in redacted.tags] == [("email", "Sarah.Jones@shop.local")]


@pytest.mark.parametrize(
    "text",
    [
        "Jose\u0301 rang 0\u200b7700 900123 and jo\u200bhn@shop.local.",
        "José rang \uff10\uff17\uff17\uff10\uff10 900123 and john\uff20shop\uff0elocal.",
        "José rang \u0660\u0667\u0667\u0660\u0660 900123 and \u202ejohn@shop.local\u202c.",
    ],
)
def test_accents_other_digits_and_invisible_characters_hide_nothing_from_redaction(text: str) -> None:
    redacted = REDACTOR.redact(text)
    assert [tag.kind for tag in redacted.tags] == ["name", "phone", "email"]
    assert REDACTOR.restore(redacted, redacted.text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Write to jo.smith@shop.local.",
        "ring 020 7946 0018",
        "card 4111 1111 1111 1111",
        "GB82 WEST 1234 5698 7654 32",
        "account number 60128845",
        "ticket INC0048812",
        "at SW1A 1AA",
    ],
)
def test_a_text_with_structured_personal_data_looks_private(text: str) -> None:
    assert looks_private(text)
    assert not looks_private(REDACTOR.redact(text).text)


@pytest.mark.parametrize(
    "text",
    [
        "Owen helped Mrs Henderson.",
        "[NAME_1] rang [PHONE_1] about [ORDER_12].",
        '{"prompt": "assess/read@1:ab12cd34ef56", "created": 1764000000, "at": "2026-11-22T09:30Z", "x": 0.12345678}',
        "",
    ],
)
def test_names_tags_and_a_tapes_own_numbers_do_not_look_private(text: str) -> None:
    assert not looks_private(text)


FRAGMENTS = st.sampled_from(
    [
        *(
            "Owen",
            "Mrs ",
            "van der Berg",
            "sarah",
            "Will",
            "O'Neil",
            " and ",
            "my colleague ",
            "ZOË ",
            "Jose\u0301",
            "the ",
        ),
        *("jo@shop.local", "a at b dot com", "@", "[NAME_1]", "[PHONE_2]", "[", "]", "_1]", "NAME_"),
        *(
            "07700 900123",
            "+44 20 7946 0018",
            "4111 1111 1111 1111",
            "GB82WEST12345698765432",
            "order ",
            "#12345",
            "12345678",
        ),
        *(
            "SW1A 1AA",
            "\u0660\u0667\u0667\u0660\u0660\u0669\u0660\u0660\u0661\u0662\u0663",
            "ﬁ",
            "\u0301",
            "\u200b",
            "\u202e",
            "\0",
            "\U000e0041",
            "محمد",
            "\n",
            " ",
            ". ",
            "-",
            "x",
        ),
    ]
)
TEXTS = st.lists(FRAGMENTS | st.text(max_size=8), max_size=25).map("".join)


@settings(deadline=None)
@given(TEXTS, st.sets(st.sampled_from(["owen", "berg", "07700", "Strand End", "", "x"])))
@example("jo@shop.localjo@shop.local jo@shop.local", set())
@example("ﬁﬁ@shop.localﬁ", set())
@example("\u0301\u200b", set())
def test_whatever_is_typed_is_redacted_without_error_and_comes_back_whole(text: str, keep: set[str]) -> None:
    redacted = REDACTOR.redact(text, keep=keep)
    ends = [0, *(tag.span.end for tag in redacted.tags)]

    assert REDACTOR.restore(redacted, redacted.text) == text == redacted.original
    assert all(end <= tag.span.start for end, tag in zip(ends, redacted.tags, strict=False))
    for tag in redacted.tags:
        assert text[tag.span.start : tag.span.end] == tag.original
        assert redacted.text[tag.redacted_span.start : tag.redacted_span.end] == tag.tag
        assert REDACTOR.original_span(redacted, tag.redacted_span) == tag.span
        assert tag.tag not in text
        if tag.kind in ("email", "phone", "card"):
            assert tag.original not in redacted.text
    assert len({tag.tag for tag in redacted.tags}) == len({tag.original for tag in redacted.tags})


@settings(deadline=None)
@given(TEXTS, st.data())
def test_every_part_of_a_redacted_text_stands_in_the_original(text: str, data: st.DataObject) -> None:
    redacted = REDACTOR.redact(text)
    if not redacted.text:
        return
    start = data.draw(st.integers(0, len(redacted.text) - 1))
    end = data.draw(st.integers(start + 1, len(redacted.text)))

    span = REDACTOR.original_span(redacted, Span(start=start, end=end))

    assert span is not None
    part = redacted.original[span.start : span.end]
    assert REDACTOR.restore(redacted, _widened(redacted, start, end)) == part


def _widened(redacted: Redacted, start: int, end: int) -> str:
    for tag in redacted.tags:
        cut = tag.redacted_span
        start = cut.start if cut.start < start < cut.end else start
        end = cut.end if cut.start < end < cut.end else end
    return redacted.text[start:end]


LONG = {
    "prose": ACCOUNT_TEXT,
    "letters": "a",
    "digits": "1",
    "digits apart": "1 ",
    "brackets": "0 (",
    "at signs": "a@",
    "stars": "** ",
    "capitals": "Zorg ",
    "names": "Sarah Jones, ",
    "accents": "\u0301",
    "right to left": "مرحبا ",
    "invisible": "\u200b",
    "zero": "\0",
    "lines": "\n",
    "tags": "[NAME_1]",
    "letters of both": string.printable,
}


@pytest.mark.parametrize("name", LONG)
def test_the_longest_account_is_redacted_in_well_under_its_patience(name: str) -> None:
    text = (LONG[name] * 50_000)[:50_000]
    REDACTOR.redact("Owen")
    started = process_time()
    redacted = REDACTOR.redact(text)
    took = process_time() - started
    assert REDACTOR.restore(redacted, redacted.text) == text
    assert took < 2


def test_an_account_of_four_hundred_words_takes_ten_milliseconds_at_most() -> None:
    text = " ".join((ACCOUNT_TEXT.split() * 400)[:400])
    REDACTOR.redact(text)
    assert min(_seconds(text) for _ in range(10)) <= 0.010


def _seconds(text: str) -> float:
    started = process_time()
    REDACTOR.redact(text)
    return process_time() - started
