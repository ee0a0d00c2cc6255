"""Later accounts beside earlier ones: what they show, apart from what changed in the vision."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from coach.domain.draft import Draft, SavedPlan
from coach.domain.finding import Finding, Response
from coach.domain.then_and_now import BehaviourChange, KeptReading, ThenAndNow, Told
from coach.plan.then_and_now import compare, compare_over_time
from tests.builders import make_assessment, make_draft, make_evidence, make_finding, make_plan, make_saved_plan

OWN, POSTED, HAND = "own-it", "keep-people-posted", "hand-over-whole"
RING, NEVER = "I ring the customer two days after a repair.", "We never ring back."
MARCH, MAY, NOVEMBER = date(2026, 3, 12), date(2026, 5, 4), date(2026, 11, 28)
PRINTS = {OWN: "aaaaaaaaaaaa", POSTED: "bbbbbbbbbbbb", HAND: "cccccccccccc"}

SHOWN = make_finding(behaviour_id=OWN)
SILENT = make_finding(behaviour_id=OWN, state="not_described")
CONTRARY = make_finding(
    behaviour_id=POSTED,
    state="contrary",
    point=None,
    evidence=(),
    counter_evidence=(make_evidence(behaviour_id=POSTED, quote=NEVER, bearing="contrary", point=None),),
)


def account(
    name: str,
    on: date | None,
    *findings: Finding,
    version: str = "v1",
    prints: Mapping[str, str] | None = None,
    model: str = "tiny-encoder 1",
    **fields: Any,
) -> Draft:
    made_by = make_assessment().provenance.model_copy(update={"knowledge_version": version, "model": model})
    known = {item.behaviour_id: PRINTS[item.behaviour_id] for item in findings} if prints is None else prints
    assessment = make_assessment(findings=findings, provenance=made_by, asked_prints=known)
    return make_draft(**{"id": name, "read_on": on, "assessment": assessment, "responses": (), **fields})


def plan(name: str, on: date, *, version: str = "v1", **fields: Any) -> SavedPlan:
    made_by = make_plan().provenance.model_copy(update={"knowledge_version": version})
    made = make_plan(made_on=on, provenance=made_by, **fields)
    return make_saved_plan(id=f"{name}-{on}", made_on=on, plan=made)


def only(*drafts: Draft, plans: tuple[SavedPlan, ...] = ()) -> ThenAndNow:
    (found,) = compare_over_time(drafts, plans)
    return found


def test_one_account_is_compared_with_nothing() -> None:
    assert compare_over_time([account("a", MARCH, SHOWN)], []) == ()
    assert compare_over_time([make_draft(assessment=None), account("a", MARCH, SHOWN)], []) == ()


def test_what_an_account_shows_differently_stands_there_with_both_words() -> None:
    found = only(account("b", NOVEMBER, SHOWN, CONTRARY), account("a", MARCH, SILENT, CONTRARY))

    assert found.changes == (
        BehaviourChange(
            behaviour_id=OWN,
            before=Told(behaviour_id=OWN, state="not_described"),
            after=Told(behaviour_id=OWN, state="shown", words=(RING,)),
            vision="same",
        ),
    )
    assert (found.earlier.on, found.later.on) == (MARCH, NOVEMBER)
    assert (found.same, found.untold, found.is_read_by_another) == (1, 0, False)


def test_where_the_vision_changed_that_is_told_apart_from_what_the_account_shows() -> None:
    reworded = {**PRINTS, OWN: "dddddddddddd"}
    now = account("b", NOVEMBER, SHOWN, CONTRARY, version="v2", prints=reworded)
    found = only(now, account("a", MARCH, SILENT, CONTRARY))

    assert [(item.behaviour_id, item.vision, item.is_of_the_vision) for item in found.changes] == [
        (OWN, "changed", True)
    ]
    assert found.same == 1, "the vision as a whole is another, but not here"


def test_a_vision_that_changed_is_told_also_where_the_account_shows_the_same() -> None:
    now = account("b", NOVEMBER, SHOWN, version="v2", prints={OWN: "dddddddddddd"})
    (change,) = only(now, account("a", MARCH, SHOWN)).changes

    assert (change.before, change.vision) == (change.after, "changed")


def test_what_is_asked_since_or_no_more_is_a_change_of_the_vision() -> None:
    found = only(account("b", NOVEMBER, CONTRARY, version="v2"), account("a", MARCH, SHOWN))

    assert [(item.behaviour_id, item.vision) for item in found.changes] == [
        (POSTED, "asked_since"),
        (OWN, "asked_no_more"),
    ]
    assert [(item.before is None, item.after is None) for item in found.changes] == [(True, False), (False, True)]


def test_of_older_accounts_it_cannot_be_told_unless_the_version_is_the_same() -> None:
    old = account("a", MARCH, SILENT, prints={})

    assert [item.vision for item in only(account("b", NOVEMBER, SHOWN, version="v2"), old).changes] == [
        "cannot_be_told"
    ]
    assert [item.vision for item in only(account("b", NOVEMBER, SHOWN), old).changes] == ["same"]
    alike = only(account("b", NOVEMBER, SILENT, version="v2"), old)
    assert (alike.changes, alike.leaves_the_vision_open) == ((), True)
    assert not only(account("b", NOVEMBER, SILENT), old).leaves_the_vision_open


def test_the_employee_s_word_counts_and_what_they_left_out_is_untold() -> None:
    named = (Response(behaviour_id=OWN, choice="contested", own_state="partly_shown"),)
    left_out = (Response(behaviour_id=POSTED, choice="withdrawn"),)
    found = only(
        account("b", NOVEMBER, SHOWN, CONTRARY, responses=(*named, *left_out)), account("a", MARCH, SHOWN, CONTRARY)
    )

    assert [item.after for item in found.changes] == [
        Told(behaviour_id=OWN, state="partly_shown", is_own_word=True, words=(RING,))
    ]
    assert found.untold == 1


def test_each_account_stands_beside_the_one_before_it_of_the_same_role_newest_first() -> None:
    elsewhere = make_assessment(role_id="warehouse-picker", findings=(SHOWN,))
    drafts = [
        account("c", NOVEMBER, SHOWN),
        account("x", MAY, SHOWN, assessment=elsewhere),
        account("b", MAY, SILENT),
        account("a", MARCH, SHOWN),
    ]

    assert [(item.earlier.account_id, item.later.account_id) for item in compare_over_time(drafts, [])] == [
        ("b", "c"),
        ("a", "b"),
    ]


def test_the_day_of_the_last_change_stands_for_a_reading_without_a_day() -> None:
    saved = datetime(2026, 3, 12, 12, tzinfo=UTC)

    assert only(account("b", NOVEMBER, SHOWN), account("a", None, SILENT, updated_at=saved)).earlier.on == MARCH
    assert compare_over_time([account("b", NOVEMBER, SHOWN), account("a", None, SILENT)], []) == ()


def test_a_plan_stands_for_an_account_that_is_gone() -> None:
    found = only(account("b", NOVEMBER, SILENT, CONTRARY), plans=(plan("a", MARCH),))

    assert (found.earlier.kind, found.earlier.account_id) == ("plan", "a")
    assert [(item.behaviour_id, item.before) for item in found.changes] == [
        (OWN, Told(behaviour_id=OWN, state="shown", words=(RING,)))
    ]
    assert found.same == 1


def test_a_plan_that_tells_what_its_account_tells_is_passed_over() -> None:
    draft = account("a", MARCH, SHOWN, CONTRARY)

    assert compare_over_time([draft], [plan("a", MAY), plan("a", MARCH)]) == ()
    assert compare_over_time([], [plan("a", MAY), plan("a", MARCH)]) == ()


def test_a_plan_tells_how_an_account_read_before_it_was_read_again() -> None:
    found = only(account("a", MARCH, SILENT, CONTRARY), plans=(plan("a", MARCH),))

    assert (found.earlier.kind, found.later.kind) == ("plan", "account")
    assert [item.behaviour_id for item in found.changes] == [OWN]


def test_what_a_plan_does_not_tell_of_is_untold() -> None:
    later = account("b", NOVEMBER, SHOWN, CONTRARY, make_finding(behaviour_id=HAND), version="v2")
    without_prints, with_prints = plan("a", MARCH, later=(HAND,)), plan("a", MARCH, later=(HAND,), asked_prints=PRINTS)

    for earlier in (without_prints, with_prints):
        found = only(later, plans=(earlier,))
        assert (found.changes, found.same, found.untold) == ((), 2, 1)


def test_another_reader_is_said() -> None:
    assert only(account("b", NOVEMBER, SHOWN, model="gpt"), account("a", MARCH, SHOWN)).is_read_by_another


def test_comparing_counts_every_behaviour_once() -> None:
    base = {"account_id": "a", "kind": "account", "role_id": "r", "knowledge_version": "v1", "read_by": "e"}
    told = [Told(behaviour_id=key, state="shown") for key in ("a", "b", "c")]
    earlier = KeptReading.model_validate({**base, "on": MARCH, "asked": ("a", "b", "c"), "told": told[:2]})
    later = KeptReading.model_validate({**base, "on": MAY, "asked": ("a", "b", "c"), "told": told[1:]})
    found = compare(earlier, later)

    assert (len(found.changes), found.same, found.untold) == (0, 1, 2)
