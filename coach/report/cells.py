"""Blocks to cells: which blocks lie wholly in a group, and the sum of what they tell."""

from collections.abc import Sequence

from coach.domain.block import Block, Closing, Tally
from coach.domain.finding import State
from coach.domain.report import Cell, Coverage, Filter, Headcount, Hidden, Row, Share
from coach.errors import ReviewError
from coach.report.interval import wilson


def blocks_in(closing: Closing, only: Filter) -> tuple[Block, ...]:
    """Return the blocks whose people all belong to the part of the organisation; a block is never cut."""
    return tuple(block for block in closing.blocks if _lies_in(block, only))


def make_row(
    closing: Closing,
    only: Filter,
    *,
    value: str | None,
    behaviour_ids: Sequence[str],
    headcounts: Sequence[Headcount],
) -> Row:
    """Return one group with a cell, or the reason why it is hidden, for each behaviour."""
    blocks = blocks_in(closing, only)
    n = sum(block.n for block in blocks)
    return Row(
        value=value,
        n=n or Hidden(reason="small_group"),
        coverage=_cover(n, only, headcounts),
        cells=tuple(make_cell(blocks, behaviour_id) for behaviour_id in behaviour_ids),
    )


def make_cell(blocks: Sequence[Block], behaviour_id: str) -> Cell | Hidden:
    """Return the sum of what these blocks tell of a behaviour."""
    if not blocks:
        return Hidden(reason="small_group")
    tallies = [tally for block in blocks if (tally := block.tally(behaviour_id))]
    if not tallies:
        return Hidden(reason="few_asked")
    return Cell(
        behaviour_id=behaviour_id,
        n=sum(tally.n for tally in tallies),
        shown=_share(tallies, "shown"),
        partly_shown=_share(tallies, "partly_shown"),
        contrary=_share(tallies, "contrary"),
        not_described=_share(tallies, "not_described"),
        open=sum(tally.open for tally in tallies),
    )


def _lies_in(block: Block, only: Filter) -> bool:
    place = block.place
    asked = ((only.role_id, place.role_id), (only.team, place.team), (only.site, place.site))
    is_there = all(wanted is None or wanted == found for wanted, found in asked)
    return is_there and (only.stage_id is None or only.stage_id in block.stage_ids)


def _share(tallies: Sequence[Tally], state: State) -> Share:
    people = sum(getattr(tally, state) for tally in tallies)
    n, left_open = sum(tally.n for tally in tallies), sum(tally.open for tally in tallies)
    # Each of those who are left open may or may not be in this state, so both ends are computed for the worse case.
    low, high = wilson(people, n)[0], wilson(people + left_open, n)[1]
    return Share(people=people, n=n, share=people / n, low=min(low, people / n), high=max(high, people / n))


def _cover(n: int, only: Filter, headcounts: Sequence[Headcount]) -> Coverage | None:
    if not n or only.stage_id:
        return None
    asked = [(name, wanted) for name in ("role_id", "team", "site") if (wanted := getattr(only, name)) is not None]
    known = [item.people for item in headcounts if all(getattr(item, name) == wanted for name, wanted in asked)]
    if not known:
        return None
    if sum(known) < n:
        raise ReviewError(
            f"The headcounts say that {sum(known)} people work where {n} are counted. Bring the headcounts up to date."
        )
    return Coverage(people=n, headcount=sum(known), share=n / sum(known))
