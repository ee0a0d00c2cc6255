"""What a reader of Insights asks to see: which period, which rows, which part of the organisation."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from coach.domain.block import Period
from coach.domain.report import DIMENSIONS, FIELDS, Dimension, Filter, Organisation, View
from coach.report.pictures.heat_map import COLUMNS_AT_ONCE
from coach.service import Coach

ROWS_AT_ONCE = 16
_WORDS: dict[Dimension, str] = {"role": "Role", "team": "Team", "site": "Site", "stage": "Journey stage"}
_EVERYWHERE = ""


@dataclass(frozen=True)
class Asked:
    """What is drawn now, and what stands in the files."""

    shown: View
    whole: View
    first_column: int
    """The number of the first behaviour that is drawn, from 1."""


def insight_filters(coach: Coach, organisation: Organisation, closed: Sequence[Period]) -> Asked:
    """Draw the boxes and return what they ask for; the newest period comes first."""
    names = {period.id: period.name for period in reversed(closed)}
    left, right = st.columns(2)
    with left:
        period_id = st.selectbox("Period", list(names), format_func=names.__getitem__, key="insight-period")
    lists = _lists(coach, organisation)
    offered = [dimension for dimension in DIMENSIONS if lists[dimension]]
    with right:
        rows = st.selectbox("One row for each", offered, format_func=_WORDS.__getitem__, key="insight-rows")
    only = _only(lists, rows)
    values = _values(organisation, rows, lists[rows], only)
    behaviours = tuple(behaviour.id for behaviour in coach.knowledge.behaviours)
    whole = View(period_id=period_id, rows=rows, values=values, behaviour_ids=behaviours, only=only)
    return _cut(whole, lists[rows], {item.id: item.name for item in coach.knowledge.behaviours})


def _lists(coach: Coach, organisation: Organisation) -> dict[Dimension, dict[str, str]]:
    knowledge = coach.knowledge
    return {
        "role": {role.id: role.name for role in sorted(knowledge.roles, key=lambda role: role.name)},
        "team": {team: team for team in organisation.teams},
        "site": {site: site for site in organisation.sites},
        "stage": {stage.id: stage.name for stage in knowledge.stages},
    }


def _only(lists: dict[Dimension, dict[str, str]], rows: Dimension) -> Filter:
    """Draw a box for each part of the organisation that the rows are not about."""
    others = [dimension for dimension in DIMENSIONS if dimension != rows and lists[dimension]]
    chosen: dict[str, str] = {}
    with st.expander("Look at a part of the organisation", icon=":material/filter_alt:"):
        for place, dimension in zip(st.columns(len(others)), others, strict=True):
            with place:
                value = _choose(dimension, lists[dimension])
            if value:
                chosen[FIELDS[dimension]] = value
    return Filter.model_validate(chosen)


def _choose(dimension: Dimension, values: dict[str, str]) -> str:
    names = {_EVERYWHERE: "All", **values}
    return st.selectbox(_WORDS[dimension], list(names), format_func=names.__getitem__, key=f"insight-only-{dimension}")


def _values(organisation: Organisation, rows: Dimension, known: dict[str, str], only: Filter) -> tuple[str, ...]:
    """Return the rows; of teams only those of the chosen site, where headcounts say which these are."""
    if rows == "team" and only.site:
        there = {item.team for item in organisation.headcounts if item.site == only.site}
        return tuple(team for team in known if team in there) or tuple(known)
    return tuple(known)


def _cut(whole: View, names: dict[str, str], behaviours: dict[str, str]) -> Asked:
    rows = _part("Rows", [names[value] for value in whole.values], ROWS_AT_ONCE)
    columns = _part("Behaviours", list(behaviours.values()), COLUMNS_AT_ONCE)
    shown = whole.model_copy(update={"values": whole.values[rows], "behaviour_ids": whole.behaviour_ids[columns]})
    return Asked(shown=shown, whole=whole, first_column=columns.start + 1)


def _part(label: str, names: Sequence[str], size: int) -> slice:
    """Return which of a long list are drawn; where it is short, all are, and no box is shown."""
    if len(names) <= size:
        return slice(0, len(names))
    starts = list(range(0, len(names), size))

    def name(start: int) -> str:
        end = min(start + size, len(names))
        return f"{start + 1} to {end} of {len(names)}: {names[start]} to {names[end - 1]}"

    start = st.selectbox(label, starts, format_func=name, key=f"insight-part-{label}")
    return slice(start, start + size)
