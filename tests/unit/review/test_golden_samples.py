"""What becomes a sample to measure the coach with, and that the evals take it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from coach.domain.finding import State
from coach.domain.review import Edit, SharedFinding
from coach.domain.review_case import ReviewCase
from coach.knowledge.own_words import own_words
from coach.llm.redact import Redactor
from coach.review.decide import decide
from coach.review.golden_samples import GoldenSamples, make_golden_samples, mark_words
from coach.review.second_reading import read_again
from evals.golden import state_of
from evals.reviewers import Imported, import_reviews
from tests.builders import make_knowledge
from tests.unit.report.building import make_submission

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
KNOWLEDGE = make_knowledge()
RING = "I ring the customer two days after a repair and ask\u2028how it went."
NAMED = "I rang Margaret Hollis on 07700 900123 and sorted it out with her."
NEVER = "We never ring back when a delivery is late, people will find out."
OWNED = SharedFinding(
    behaviour_id="own-it", state="shown", point=4, expected_point=3, quotes=(RING, NAMED), own_words="My own remark."
)
POSTED = SharedFinding(behaviour_id="keep-people-posted", state="contrary", expected_point=3, counter_quotes=(NEVER,))


def case(
    *findings: SharedFinding,
    edits: Sequence[Edit] = (),
    second: State | None = "partly_shown",
    person: str = "ann",
    **fields: Any,
) -> ReviewCase:
    chosen = findings or (OWNED, POSTED)
    data = {
        "role_id": "shop-adviser",
        "asked": tuple(item.behaviour_id for item in chosen),
        "findings": chosen,
        "may_check": True,
        "note": "Margaret knows.",
    }
    waiting = ReviewCase(submission=make_submission(person, **data | fields))
    decided = waiting.model_copy(update={"history": (decide(waiting, "approved", by="lena", at=NOW, edits=edits),)})
    if second is None:
        return decided
    states = {item.behaviour_id: second for item in chosen if item.quotes or item.counter_quotes}
    reading = read_again(decided, states, by="piet", at=NOW, percent=100)
    return decided.model_copy(update={"history": (*decided.history, reading)})


def export(*cases: ReviewCase) -> GoldenSamples:
    keep = own_words(KNOWLEDGE)
    return make_golden_samples(cases, KNOWLEDGE, redact=lambda text: Redactor().redact(text, keep=keep))


def imported(found: GoldenSamples, folder: Path) -> Imported:
    file = folder / "export.jsonl"
    file.write_text(found.as_lines, encoding="utf-8")
    return import_reviews(file, KNOWLEDGE, folder / "reviewed")


def test_the_evals_take_what_is_exported_as_two_readers_saw_it(tmp_path: Path) -> None:
    edit = Edit(behaviour_id="keep-people-posted", before="contrary", after="partly_shown", reason="At times.")
    found = export(case(edits=[edit]))
    joined = {item.behaviour_id: item for item in imported(found, tmp_path).joined}

    assert {key: (item.state, item.reader_1, item.reader_2) for key, item in joined.items()} == {
        "own-it": ("shown", "shown", "partly_shown"),
        "keep-people-posted": ("partly_shown", "partly_shown", "partly_shown"),
    }
    assert [mark.point for mark in joined["own-it"].evidence] == [4]
    assert imported(found, tmp_path).known == 2, "the same file again adds nothing"


def test_names_and_numbers_are_out_and_only_shared_words_are_in() -> None:
    (sample,) = [item for item in export(case()).samples if item.behaviour_id == "own-it"]

    assert sample.text.startswith("I ring the customer two days after a repair and ask how it went.\n\nI rang [NAME_1]")
    assert NEVER in sample.text, "what was shared of other findings is the rest of the account"
    for private in ("Margaret", "Hollis", "07700", "My own remark"):
        assert private not in sample.model_dump_json()
    assert all(mark.quote in sample.text for mark in sample.evidence)


def test_a_quote_with_tags_is_found_again_in_the_redacted_text(tmp_path: Path) -> None:
    found = export(case(OWNED.model_copy(update={"quotes": (NAMED, RING)})))
    (sample,) = found.samples

    assert sample.evidence[0].quote == sample.text.split("\n\n")[0]
    assert sample.evidence[0].quote.endswith("and sorted it out with her.")
    assert len(imported(found, tmp_path).joined) == 1


def test_without_consent_or_a_second_reading_nothing_goes_out() -> None:
    found = export(case(may_check=False), case(person="bob", second=None))

    assert found.samples == ()
    assert found.in_words == "0 findings that two people have read. Left out: 2 without consent."


@pytest.mark.parametrize(
    ("left_out", "why"),
    [
        (case(OWNED, role_id="pilot"), "vision_changed"),
        (case(OWNED.model_copy(update={"expected_point": 2})), "vision_changed"),
        (case(OWNED.model_copy(update={"quotes": ("I ring.",)})), "cannot_be_read"),
    ],
    ids=["the role is gone", "another point is asked for", "too short"],
)
def test_what_the_evals_would_refuse_is_counted(left_out: ReviewCase, why: str) -> None:
    found = export(left_out)

    assert (found.samples, dict(found.left_out)) == ((), {why: 1})


def test_what_still_looks_private_after_redaction_is_left_out() -> None:
    organisation_s_own = "Write to help@northwick.example and we ring you back within two days at the latest."
    secret = case(OWNED.model_copy(update={"quotes": (organisation_s_own,)}))
    found = make_golden_samples(
        [secret], KNOWLEDGE, redact=lambda text: Redactor().redact(text, keep=["help@northwick.example"])
    )

    assert (found.samples, dict(found.left_out)) == ((), {"looks_private": 1})


@pytest.mark.parametrize("state", ["shown", "partly_shown", "contrary", "not_described"])
@pytest.mark.parametrize("expected", [1, 2, 4])
@pytest.mark.parametrize(
    ("quotes", "counter_quotes", "point"),
    [(("a", "b"), (), 2), ((), ("c", "d"), None), (("a",), ("c",), 4)],
    ids=["showing", "contrary", "both"],
)
def test_the_state_of_a_reader_follows_from_the_marks(
    state: State, expected: int, quotes: tuple[str, ...], counter_quotes: tuple[str, ...], point: int | None
) -> None:
    finding = SharedFinding(
        behaviour_id="own-it",
        state="shown",
        point=point,
        expected_point=expected,
        quotes=quotes,
        counter_quotes=counter_quotes,
    )
    marks = mark_words(finding, state)

    if marks is None:
        assert (state, expected) == ("partly_shown", 1), "below the lowest point there is none"
        return
    assert state_of(marks, expected) == state  # type: ignore[arg-type]


def test_lines_are_ascii_and_tell_nothing_of_the_submission() -> None:
    lines = export(case()).as_lines.splitlines()

    assert len(lines) == 2
    assert all(line.isascii() for line in lines)
    assert all(json.loads(line)["id"].startswith("rv-") for line in lines)
    assert not any("ann" in json.loads(line)["id"] for line in lines)
