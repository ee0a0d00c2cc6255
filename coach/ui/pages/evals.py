"""Evals: how far the coach can be trusted, how we know, and how to measure it anew."""

import streamlit as st

from coach.errors import CoachError
from coach.service import Coach
from coach.suite.protocols import KeptRun
from coach.ui import resources, state, who
from coach.ui.components.compared import compare_section
from coach.ui.components.eval_runs import earlier_runs, take_away
from coach.ui.components.frame import show_page
from coach.ui.components.measured import measured
from coach.ui.components.measuring import measure_now, run_at_work, unfinished
from coach.ui.components.notice import failure


def _draw(coach: Coach) -> None:
    runs = coach.eval_runs(principal=who.principal())
    running = next((run for run in runs if run.state == "running"), None)
    if running:
        run_at_work(coach, running.id)
    elif runs and runs[0].state in ("stopped", "failed"):
        unfinished(coach, runs[0])
    finished = [run for run in runs if run.state == "finished"]
    kept = _open_run(coach, finished)
    if kept:
        _show(coach, kept)
    else:
        st.markdown(
            "Nothing has been measured yet. Evals say how often the coach is right, on samples whose right answers are "
            "known, and show where it is wrong."
        )
    if not running:
        measure_now(coach, is_first=not runs)
    if kept:
        compare_section(coach, finished)
    earlier_runs(coach, runs, shown=kept.id if kept else None)


def _open_run(coach: Coach, finished: list[KeptRun]) -> KeptRun | None:
    """Return the run that was opened, else the newest that is finished."""
    opened = next((run for run in finished if run.id == state.value("open_eval")), None)
    return opened or coach.newest_eval(principal=who.principal())


def _show(coach: Coach, kept: KeptRun) -> None:
    try:
        run = coach.eval_run(kept.id, principal=who.principal())
    except CoachError as error:
        failure(error)
        return
    measured(coach, kept, run)
    take_away(coach, kept)


show_page(
    "Evals",
    _draw,
    seen_by=who.seen_by("eval_runs"),
    stays=(
        "It measures the coach on texts that were given or written for that, never the people who use it. What was "
        f"measured is kept in the home folder on {resources.here()}."
    ),
)
