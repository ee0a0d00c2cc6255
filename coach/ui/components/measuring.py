"""Measure: start a run, see how far it has come, stop it, go on with it; and what to do where the suite is not."""

from datetime import UTC, datetime

import streamlit as st

from coach.errors import CoachError
from coach.service import Coach
from coach.service.measuring import LOOK
from coach.suite.protocols import KeptRun, Split
from coach.ui import state, who
from coach.ui.attempt import attempt
from coach.ui.components.notice import failure
from coach.ui.components.provenance import name_engine
from coach.ui.components.quiet import quiet
from coach.ui.safe_text import one_line, plain

_EVERY_S = 1.0
_ALL, _SOME = "Everything", "Only a part"
_SPLITS: dict[Split, str] = {
    "test": "The test samples: nothing was ever fitted to them",
    "tune": "The tune samples: those that thresholds were chosen on",
}
_WHOLE, _LOOK = "All samples", f"A look: the first {LOOK} of each task"
_HOW = {
    "suite": (
        "The suite of evals is no part of the installed coach. It comes with a checkout of its code. In a checkout, "
        "type this, and open the coach that it starts:",
        "python3 -m venv .venv\n.venv/bin/python -m pip install --editable '.[ui,evals]'\n.venv/bin/coach serve",
    ),
    "packages": (
        "This checkout has the suite, and not the packages that it needs. Type this in the checkout, and start the "
        "coach anew:",
        ".venv/bin/python -m pip install --editable '.[ui,evals]'",
    ),
}


def measure_now(coach: Coach, *, is_first: bool) -> None:
    """Offer to measure, or say what is missing for it."""
    st.subheader("Measure now", anchor=False)
    missing = coach.missing_for_evals(principal=who.principal())
    if missing:
        told, typed = _HOW[missing]
        st.markdown(told)
        st.code(typed, language=None, wrap_lines=True)
        quiet("What was measured before stays on this page.")
        return
    st.markdown(
        f"It measures what Settings has at work: {name_engine(coach.provenance)}. It runs in the background on this "
        "computer, also when you leave the page."
    )
    if coach.uses_model:
        st.warning(
            "A language model is asked for every account and every question: that costs calls, tokens and perhaps "
            f"money. A look at the first {LOOK} samples costs little.",
            icon=":material/payments:",
        )
    with st.expander("Choose what is measured"):
        tasks = _tasks(coach)
        split = st.radio("On which samples", list(_SPLITS), format_func=lambda name: _SPLITS[name], key="evals-split")
        depth = st.radio("How many of them", [_WHOLE, _LOOK], key="evals-depth")
    limit = LOOK if depth == _LOOK else None
    st.button(
        "Measure now",
        type="primary" if is_first else "secondary",
        key="measure",
        on_click=_start,
        args=(coach, tasks, split, limit),
        disabled=tasks is None,
    )


@st.fragment(run_every=_EVERY_S)
def run_at_work(coach: Coach, run_id: str) -> None:
    """Show how far a run has come; when it is over, draw the page again."""
    kept = next((run for run in coach.eval_runs(principal=who.principal()) if run.id == run_id), None)
    if kept is None or kept.state != "running":
        st.rerun()
    with st.container(border=True):
        st.markdown(":material/hourglass_top: **The suite is measuring.** You can leave this page; it goes on.")
        progress = kept.progress
        st.progress(min(progress.done / progress.total, 1.0) if progress and progress.total else 0.0)
        quiet(f"{_at_what(kept)}{_since(kept)}")
        if not kept.can_stop:
            quiet("It was started from a terminal. Stop it there.")
        elif st.button("Stop", icon=":material/stop_circle:", key="stop-eval"):
            _stop(coach, run_id)


def unfinished(coach: Coach, kept: KeptRun) -> None:
    """Show a run that was stopped or failed: what is safe, and how to go on."""
    with st.container(border=True):
        if kept.state == "stopped":
            done = f" after {_so_far(kept)}" if kept.progress else ""
            st.markdown(f":material/pause_circle: **The last run was stopped{done}.** What it measured is kept.")
        else:
            st.markdown(":material/info: **The last run failed.** Every earlier run is safe.")
            st.code("\n".join(kept.last_words), language=None, wrap_lines=True)
            quiet(
                f"These are the last lines of its log, run.log in the folder evals/{one_line(kept.id)} under the home "
                "folder. Of errors that nobody foresaw only the kind and the place are shown."
            )
        go_on_button(coach, kept, key="go-on-last", is_first=True)


def go_on_button(coach: Coach, kept: KeptRun, *, key: str, is_first: bool = False) -> None:
    """Show the button that takes a run up where it ended, if it can be."""
    if kept.order is None or coach.missing_for_evals(principal=who.principal()):
        return
    label = "Go on with it" if kept.state == "stopped" else "Try again"
    st.button(label, key=key, type="primary" if is_first else "secondary", on_click=_go_on, args=(coach, kept.id))


def _tasks(coach: Coach) -> tuple[str, ...] | None:
    """Return the chosen tasks, none for all; None where nothing is chosen."""
    if st.radio("What", [_ALL, _SOME], key="evals-what") == _ALL:
        return ()
    try:
        with st.spinner("Asking the suite what it can measure."):
            known = coach.eval_tasks(principal=who.principal())
    except CoachError as error:
        failure(error)
        return None
    chosen = tuple(
        task.name
        for task in known
        if st.checkbox(f"**{one_line(task.title)}**. {plain(task.question)}", key=f"evals-task-{task.name}")
    )
    if not chosen:
        quiet("Choose at least one.")
    return chosen or None


def _start(coach: Coach, tasks: tuple[str, ...], split: Split, limit: int | None) -> None:
    if attempt(lambda: coach.start_eval(tasks, split=split, limit=limit, principal=who.principal())):
        state.put("open_eval", None)
        state.to_top()


def _go_on(coach: Coach, run_id: str) -> None:
    if attempt(lambda: coach.go_on_with_eval(run_id, principal=who.principal())):
        state.to_top()


def _stop(coach: Coach, run_id: str) -> None:
    try:
        with st.spinner("Stopping. What was measured is kept."):
            coach.stop_eval(run_id, principal=who.principal())
    except CoachError as error:
        failure(error)
    else:
        st.rerun()


def _so_far(kept: KeptRun) -> str:
    return f"{kept.progress.done:,} of {kept.progress.total:,} samples" if kept.progress else ""


def _at_what(kept: KeptRun) -> str:
    if not kept.progress:
        return "Starting: the engine is being loaded."
    if kept.progress.done >= kept.progress.total:
        return f"{_so_far(kept)}. Adding up, with intervals."
    return f"{_so_far(kept)}. At work on: {one_line(kept.progress.task)}."


def _since(kept: KeptRun) -> str:
    if kept.started_at is None:
        return ""
    minutes = int((datetime.now(UTC) - kept.started_at).total_seconds() // 60)
    return f" Started {minutes} minute{'' if minutes == 1 else 's'} ago." if minutes > 0 else " Just started."
