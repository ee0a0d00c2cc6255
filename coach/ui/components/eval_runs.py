"""The runs of the suite: earlier ones to open or to go on with, and one of them as files to take away."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from coach.errors import CoachError
from coach.service import Coach
from coach.suite.protocols import KeptRun
from coach.ui import state, who
from coach.ui.components.dates import name_day
from coach.ui.components.measuring import go_on_button
from coach.ui.components.notice import failure
from coach.ui.components.quiet import quiet, quiet_text
from coach.ui.safe_text import one_line

_SHOWN = 10
_STATES = {
    "finished": ":green-badge[● finished]",
    "running": ":blue-badge[◐ at work]",
    "stopped": ":gray-badge[○ stopped]",
    "failed": ":red-badge[▲ failed]",
}


def run_name(kept: KeptRun) -> str:
    """Return when and what a run measured, as plain text."""
    order = kept.order
    begun = kept.started_at.astimezone() if kept.started_at else None
    parts = [f"{name_day(begun.date())}, {begun:%H:%M:%S}" if begun else kept.id]
    if order:
        what = ", ".join(order.tasks) or "everything"
        parts += [order.engine, f"{order.split} samples", what, f"a look at {order.limit}" if order.limit else ""]
    return " · ".join(filter(None, parts))


def earlier_runs(coach: Coach, runs: Sequence[KeptRun], *, shown: str | None) -> None:
    """List the runs, newest first; `shown` is the one that the page shows."""
    if not runs:
        return
    is_busy = any(run.state == "running" for run in runs)
    with st.expander(f"All runs ({len(runs)})", icon=":material/history:"):
        for run in runs[:_SHOWN]:
            with st.container(border=True):
                st.markdown(f"{_STATES[run.state]} {one_line(run_name(run))}")
                if run.id == shown:
                    quiet("Shown on this page.")
                elif run.state == "finished":
                    st.button("Show it", key=f"show-{run.id}", on_click=_show, args=(run.id,))
                elif run.state != "running" and not is_busy:
                    go_on_button(coach, run, key=f"go-on-{run.id}")
        if len(runs) > _SHOWN:
            quiet(f"The newest {_SHOWN} are shown. All are kept in the folder evals under the home folder.")


def take_away(coach: Coach, kept: KeptRun) -> None:
    """Offer a finished run as a page for readers and as data."""
    st.markdown(f"**Download this run**  \n{quiet_text('A page for readers, and all results with every sample.')}")
    asked = False
    with st.container(horizontal=True):
        if not coach.missing_for_evals(principal=who.principal()):
            asked = _report(coach, kept)
        st.download_button(
            "Results (JSON)",
            # The file is made outside of the session that shows the button, so who asks is settled now.
            data=partial(coach.eval_results, kept.id, principal=who.principal()),
            file_name=f"evals-{kept.id}.json",
            mime="application/json",
            key=f"results-{kept.id}",
            on_click="ignore",
            icon=":material/download:",
        )
    if asked:
        _make_report(coach, kept)


def _make_report(coach: Coach, kept: KeptRun) -> None:
    try:
        with st.spinner("Making the page. It takes a few seconds."):
            coach.eval_report(kept.id, principal=who.principal())
    except CoachError as error:
        failure(error)
        return
    state.put("reported_eval", kept.id)
    st.rerun()


def _report(coach: Coach, kept: KeptRun) -> bool:
    """Offer the report as a file, or to make it first; say whether that was asked for."""
    if state.value("reported_eval") != kept.id:
        return st.button("Make the report", icon=":material/description:", key="make-report")
    st.download_button(
        "Report (web page)",
        data=partial(coach.eval_report, kept.id, principal=who.principal()),
        file_name=f"evals-{kept.id}.html",
        mime="text/html",
        key=f"report-{kept.id}",
        on_click="ignore",
        icon=":material/download:",
    )
    return False


def _show(run_id: str) -> None:
    state.put("open_eval", run_id)
    state.to_top()
