import pytest
from pydantic import ValidationError

from coach.domain.report import Cell, CohortReport, Filter, Hidden, Target, View
from coach.errors import ReviewError
from coach.report.compose import make_report
from tests.unit.report.building import SPRING, SUMMER, make_block, make_closing, make_tally

CLOSINGS = (
    make_closing(make_block(make_tally(shown=2, contrary=3, not_described=3)), knowledge_versions=("v1",)),
    make_closing(
        make_block(make_tally(shown=6, contrary=2)),
        make_block(make_tally(shown=5), team="till"),
        period=SUMMER,
        some_wait=True,
        knowledge_versions=("v2",),
    ),
)


def view(**fields: object) -> View:
    return View.model_validate(
        {"period_id": "summer", "rows": "team", "values": ("desk", "till", "yard"), "behaviour_ids": ("own-it",)}
        | fields
    )


def report(**fields: object) -> CohortReport:
    return make_report(CLOSINGS, view(**fields), targets=(Target(behaviour_id="own-it", percent=80),))


def test_a_report_has_the_rows_it_was_asked_for_and_their_total() -> None:
    made = report()

    assert (made.period, made.k, made.k_again, made.some_wait) == (SUMMER, 5, 10, True)
    assert [(row.value, row.n) for row in (made.total, *made.rows)] == [
        (None, 13),
        ("desk", 8),
        ("till", 5),
        ("yard", Hidden(reason="small_group")),
    ]


def test_rows_are_of_what_the_filter_leaves() -> None:
    made = report(only=Filter(team="till"), rows="role", values=("adviser", "picker"))

    assert [(row.value, row.n) for row in (made.total, *made.rows)] == [
        (None, 5),
        ("adviser", 5),
        ("picker", Hidden(reason="small_group")),
    ]


def test_a_trend_goes_from_the_baseline_over_the_checkpoints_to_the_target() -> None:
    (trend,) = make_report(CLOSINGS[::-1], view(), targets=(Target(behaviour_id="own-it", percent=80),)).trends

    assert trend.target == 0.8
    assert [(point.period, point.is_baseline, point.knowledge_versions) for point in trend.points] == [
        (SPRING, True, ("v1",)),
        (SUMMER, False, ("v2",)),
    ]
    shown = [point.cell.shown for point in trend.points if isinstance(point.cell, Cell)]
    assert [(share.people, share.n) for share in shown] == [(2, 8), (11, 13)]


def test_a_period_in_which_the_group_is_too_small_is_hidden_in_the_trend() -> None:
    (trend,) = report(only=Filter(team="till"), rows="role", values=()).trends

    assert trend.points[0].cell == Hidden(reason="small_group")


def test_a_period_that_is_not_closed_has_no_report() -> None:
    with pytest.raises(ReviewError, match="'winter' is not closed"):
        report(period_id="winter")


def test_rows_of_what_the_filter_fixes_are_refused() -> None:
    with pytest.raises(ValidationError, match="there are no rows by team"):
        view(only=Filter(team="desk"))


def test_a_report_survives_being_written_and_read() -> None:
    assert CohortReport.model_validate_json(report().model_dump_json()) == report()
