"""What goes along when somebody shares, and what never does."""

from collections.abc import Sequence
from datetime import date

import pytest

from coach.domain.access import Workplace
from coach.domain.finding import Assessment, Evidence, Finding, Response
from coach.domain.plan import Roadblock
from coach.domain.review import Sharing, Submission
from coach.errors import ReviewError
from coach.review.submit import Sender, make_submission, share_everything
from tests.builders import make_assessment, make_evidence, make_finding, make_plan

KEPT_BACK = "We never ring back about a late delivery."
SHOWN, GAP, SILENT = "own-it", "keep-people-posted", "hand-over-whole"
EVERYTHING = Sharing(
    findings=frozenset({SHOWN, GAP}),
    words=frozenset({SHOWN, GAP}),
    steps=frozenset({GAP}),
    roadblocks=frozenset({GAP}),
)
ROADBLOCK = Roadblock(
    behaviour_id=GAP,
    cause="tools_process",
    owner="Depot manager",
    text="The tool does not allow it.",
    words="It hangs.",
)
PLAN = make_plan(roadblocks=(ROADBLOCK,))


def contrary() -> Finding:
    evidence: Evidence = make_evidence(behaviour_id=GAP, quote=KEPT_BACK, bearing="contrary", point=None)
    return make_finding(
        behaviour_id=GAP,
        state="contrary",
        point=None,
        evidence=(),
        counter_evidence=(evidence,),
        reason="Only contrary.",
    )


def assessment() -> Assessment:
    silent = make_finding(behaviour_id=SILENT, state="not_described")
    return make_assessment(findings=(make_finding(), contrary(), silent))


def submit(sharing: Sharing, responses: Sequence[Response] = ()) -> Submission:
    return make_submission(
        assessment(),
        PLAN,
        sharing,
        responses=tuple(responses),
        sender=Sender(person="key", workplace=Workplace(team="Early shift", site="Leeds")),
        submission_id="one",
        today=date(2026, 11, 28),
    )


def test_choosing_begins_with_all_that_the_account_describes() -> None:
    assert share_everything(assessment(), PLAN, ()) == EVERYTHING


def test_choosing_begins_without_what_the_employee_left_out() -> None:
    left_out = Response(behaviour_id=SHOWN, choice="withdrawn")

    assert share_everything(assessment(), PLAN, (left_out,)).findings == {GAP}


def test_everything_that_is_chosen_goes_along() -> None:
    shared = submit(EVERYTHING)

    assert [(item.behaviour_id, item.state, item.quotes, item.counter_quotes) for item in shared.findings] == [
        (SHOWN, "shown", ("I ring the customer two days after a repair.",), ()),
        (GAP, "contrary", (), (KEPT_BACK,)),
    ]
    assert [(need.behaviour_id, need.step, need.check_on) for need in shared.needs] == [
        (GAP, PLAN.items[0].action.sentence(), PLAN.items[0].check_on)
    ]
    assert [(item.owner, item.own_words) for item in shared.roadblocks] == [("Depot manager", "It hangs.")]
    assert (shared.person, shared.team, shared.site, shared.role_id) == ("key", "Early shift", "Leeds", "shop-adviser")
    assert shared.asked == (SHOWN, GAP, SILENT)


def test_what_is_left_out_is_nowhere_in_the_submission() -> None:
    shared = submit(Sharing(findings=frozenset({SHOWN}), steps=frozenset({GAP}), roadblocks=frozenset({GAP})))

    assert (shared.needs, shared.roadblocks) == ((), ())
    text = shared.model_dump_json()
    for kept_back in (KEPT_BACK, "It hangs.", "I ring the customer", PLAN.items[0].action.then):
        assert kept_back not in text


def test_words_stay_unless_they_are_chosen_and_the_finding_goes() -> None:
    said = Response(behaviour_id=GAP, choice="contested", own_state="partly_shown", reason="I do ring, at times.")
    with_words, without = (
        submit(Sharing(findings=frozenset({GAP}), words=words), [said]).findings[0]
        for words in (frozenset({GAP}), frozenset[str]())
    )

    assert (with_words.counter_quotes, with_words.own_words) == ((KEPT_BACK,), "I do ring, at times.")
    assert (without.counter_quotes, without.own_words) == ((), "")


def test_the_employee_s_own_state_counts_and_the_reading_stands_beside_it() -> None:
    said = Response(behaviour_id=GAP, choice="contested", own_state="partly_shown")

    finding = submit(Sharing(findings=frozenset({GAP})), [said]).findings[0]

    assert (finding.state, finding.read_as) == ("partly_shown", "contrary")
    assert submit(EVERYTHING).findings[0].read_as is None


@pytest.mark.parametrize(
    "findings", [frozenset[str](), frozenset({SILENT}), frozenset({"unheard-of"})], ids=["none", "silent", "unknown"]
)
def test_what_is_not_there_cannot_be_shared(findings: frozenset[str]) -> None:
    with pytest.raises(ReviewError, match=r"[Cc]hoose"):
        submit(Sharing(findings=findings))


def test_what_the_employee_left_out_of_the_plan_cannot_be_shared() -> None:
    with pytest.raises(ReviewError, match="left it out"):
        submit(EVERYTHING, [Response(behaviour_id=GAP, choice="withdrawn")])
