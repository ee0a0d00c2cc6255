import pytest

from coach.domain.block import Place
from coach.domain.report import Cell, Coverage, Filter, Headcount, Hidden, Share
from coach.errors import ReviewError
from coach.report.cells import blocks_in, make_cell, make_row
from tests.unit.report.building import make_block, make_closing, make_tally

DESK = make_block(make_tally(shown=4, contrary=2, not_described=2), stage_ids=("buy", "use"))
TILL = make_block(make_tally(partly_shown=3, open=2), team="till", stage_ids=("buy",))
MIXED = make_block(make_tally(shown=5), role_id=None, team=None, site="north")
CLOSING = make_closing(DESK, TILL, MIXED)
NORTH = Headcount(role_id="adviser", team="desk", site="north", people=16)


@pytest.mark.parametrize(
    ("only", "blocks"),
    [
        (Filter(), (DESK, TILL, MIXED)),
        (Filter(site="north"), (DESK, TILL, MIXED)),
        (Filter(role_id="adviser"), (DESK, TILL)),
        (Filter(role_id="adviser", team="till"), (TILL,)),
        (Filter(stage_id="use"), (DESK,)),
        (Filter(site="south"), ()),
        (Filter(team="desk", stage_id="leave"), ()),
    ],
)
def test_a_block_belongs_to_a_group_only_as_a_whole(only: Filter, blocks: tuple[object, ...]) -> None:
    assert blocks_in(CLOSING, only) == blocks


def test_a_cell_is_the_sum_over_its_blocks() -> None:
    cell = make_cell((DESK, TILL), "own-it")

    assert isinstance(cell, Cell)
    counts = (cell.shown.people, cell.partly_shown.people, cell.contrary.people, cell.not_described.people, cell.open)
    assert (cell.n, counts) == (13, (4, 3, 2, 2, 2))
    assert (cell.shown.n, cell.shown.share) == (13, 4 / 13)


def test_an_interval_holds_whatever_is_true_of_those_who_are_left_open() -> None:
    # By Wilson 3 of 5 is 0.231 to 0.882 and 2 of 5 is 0.118 to 0.769; with both open, 3 may be 5 and none may be 2.
    cell = make_cell((TILL,), "own-it")

    assert isinstance(cell, Cell)
    assert interval(cell.partly_shown) == pytest.approx((0.2307, 1.0), abs=5e-4)
    assert interval(cell.contrary) == pytest.approx((0.0, 0.7693), abs=5e-4)


def interval(share: Share) -> tuple[float, float]:
    return share.low, share.high


def test_a_group_without_a_block_is_hidden_and_not_zero() -> None:
    row = make_row(CLOSING, Filter(site="south"), value="south", behaviour_ids=["own-it"], headcounts=[])

    assert (row.n, row.cells, row.coverage) == (
        Hidden(reason="small_group"),
        (Hidden(reason="small_group"),),
        None,
    )


def test_a_behaviour_that_too_few_are_asked_for_is_hidden() -> None:
    assert make_cell((DESK,), "lead-others") == Hidden(reason="few_asked")


@pytest.mark.parametrize("reason", ["small_group", "few_asked", "mixed_roles"])
def test_every_reason_has_words(reason: str) -> None:
    assert Hidden.model_validate({"reason": reason}).words.endswith(".")


@pytest.mark.parametrize(
    ("only", "headcounts", "coverage"),
    [
        (Filter(team="desk"), [NORTH], Coverage(people=8, headcount=16, share=0.5)),
        (Filter(), [NORTH, Headcount(team="till", people=14)], Coverage(people=18, headcount=30, share=0.6)),
        (Filter(team="desk"), [], None),
        (Filter(stage_id="use"), [NORTH], None),
    ],
)
def test_coverage_is_people_in_blocks_out_of_the_headcount_where_that_is_known(
    only: Filter, headcounts: list[Headcount], coverage: Coverage | None
) -> None:
    assert make_row(CLOSING, only, value=None, behaviour_ids=[], headcounts=headcounts).coverage == coverage


def test_a_headcount_that_is_too_small_is_refused() -> None:
    with pytest.raises(ReviewError, match="Bring the headcounts up to date"):
        make_row(
            CLOSING,
            Filter(team="desk"),
            value="desk",
            behaviour_ids=[],
            headcounts=[Headcount(role_id="adviser", team="desk", site="north", people=7)],
        )


def test_people_of_mixed_roles_count_in_their_site_and_in_no_role() -> None:
    assert make_block(make_tally(shown=5), role_id=None, team=None).place == Place(site="north")
    rows = [
        make_row(CLOSING, only, value=None, behaviour_ids=[], headcounts=[]).n
        for only in (Filter(site="north"), Filter(role_id="adviser"))
    ]
    assert rows == [18, 13]
