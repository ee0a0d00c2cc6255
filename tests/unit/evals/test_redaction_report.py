import json
from pathlib import Path

import pytest

from coach.domain.account import Span
from coach.llm.redact import Redactor
from evals.presidio import FILE, half_of, read_presidio
from evals.redaction_marks import Mark, Marked, parse
from evals.redaction_report import (
    Material,
    Tally,
    false_names,
    measure,
    read_own_texts,
    render,
    words_behind_tags,
)
from evals.redaction_samples import check_digit, nobodys, structured


def _write_external(root: Path, *, template_id: int) -> None:
    row = {
        "full_text": "Owen of Zorbax rang 07700 900123.",
        "spans": [
            {"entity_type": "PERSON", "start_position": 0, "end_position": 4},
            {"entity_type": "ORGANIZATION", "start_position": 8, "end_position": 14},
            {"entity_type": "PHONE_NUMBER", "start_position": 20, "end_position": 32},
        ],
        "template_id": template_id,
    }
    (root / FILE).parent.mkdir(parents=True)
    (root / FILE).write_text(json.dumps([row]), encoding="utf-8")


def _material(**overrides: object) -> Material:
    values = {"half": "test", "external": (), "handbook": (), "example": "I rang Owen.", "keep": frozenset()}
    return Material(**{**values, **overrides})  # type: ignore[arg-type]


def test_marks_are_taken_out_of_a_text_and_their_places_kept() -> None:
    assert parse("I rang {name:Owen} on {phone:07700 900123}.") == Marked(
        "I rang Owen on 07700 900123.",
        (Mark("name", Span(start=7, end=11)), Mark("phone", Span(start=15, end=27))),
    )


def test_a_mark_is_found_hidden_or_missed_and_a_tag_right_or_wrong() -> None:
    score = measure(
        [
            parse("I rang {name:Mrs Henderson} and Owen."),
            parse("It is {order:07700 900123} again."),
            parse("I asked the {name:wife}."),
        ]
    )
    assert score.tallies["name"] == Tally(n=2, found=1, hidden=1, tags=2, right=1)
    assert score.tallies["order"] == Tally(n=1, found=0, hidden=1)
    assert score.tallies["phone"] == Tally(tags=1)
    assert score.missed == ["name: I asked the <<wife>>."]


def test_external_texts_are_read_from_the_half_of_their_template(tmp_path: Path) -> None:
    template_id = next(number for number in range(9) if half_of(number) == "test")
    _write_external(tmp_path, template_id=template_id)

    assert read_presidio(tmp_path, "tune") == ()
    (text,) = read_presidio(tmp_path, "test")
    assert [mark.kind for mark in text.marked.marks] == ["name", "phone"]
    assert text.others == (("ORGANIZATION", Span(start=8, end=14)),)


def test_what_stands_behind_false_name_tags_is_told_apart(tmp_path: Path) -> None:
    template_id = next(number for number in range(9) if half_of(number) == "test")
    _write_external(tmp_path, template_id=template_id)
    (text,) = read_presidio(tmp_path, "test")
    firm = Marked("I rang Zorbax.", ())

    assert false_names([text]) == {}
    external = type(text)(firm, (("ORGANIZATION", Span(start=7, end=13)),))
    assert false_names([external, type(text)(firm, ())]) == {"firms": 1, "other words": 1}


def test_without_external_data_the_report_says_so_and_measures_the_rest() -> None:
    report = render(_material()).splitlines()

    assert report[1] == "skipped: external data not found"
    assert any(line.startswith("all kinds: hidden") for line in report)
    assert not any("handbook" in line for line in report)


@pytest.mark.parametrize("root", [None, Path("/nowhere")])
def test_a_folder_that_is_not_there_gives_no_texts(root: Path | None) -> None:
    assert read_presidio(root, "test") == ()


def test_words_behind_tags_are_counted_without_those_to_keep() -> None:
    assert words_behind_tags(["I rang Owen Henderson.", "I rang Torrin."], keep=["Torrin"]) == (2, 7)


def test_at_least_ninety_nine_in_a_hundred_structured_pieces_are_hidden() -> None:
    score = measure(structured(600))
    n = sum(tally.n for tally in score.tallies.values())
    assert n >= 600
    assert len(score.missed) <= n / 100


def test_numbers_that_are_nobodys_stay() -> None:
    assert [text for text in nobodys(200) if Redactor().redact(text).tags] == []


def test_at_most_three_in_a_hundred_words_of_our_own_texts_are_hidden() -> None:
    hidden, n = words_behind_tags(read_own_texts()[::5])
    assert hidden <= 0.03 * n


def test_the_samples_are_the_same_each_time_and_card_numbers_add_up() -> None:
    assert list(structured(30)) == list(structured(30))
    assert check_digit("7992739871") == "3"
