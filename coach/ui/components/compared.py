"""Two runs beside each other: each task, each part of it, each sample that came out otherwise."""

from collections.abc import Sequence

import streamlit as st

from coach.domain.evaluation import NO_TEXT, Comparison, Difference, RunInfo, SampleChange, TaskComparison
from coach.errors import CoachError, SuiteError
from coach.service import Coach
from coach.suite.protocols import KeptRun
from coach.ui import state, who
from coach.ui.components.eval_runs import run_name
from coach.ui.components.figures import CHANGES, chance, change, difference, interval, number, table
from coach.ui.components.notice import failure
from coach.ui.components.quiet import quiet
from coach.ui.safe_text import one_line, plain

_SHOWN = 10
_LONGEST_TITLE = 60


def compare_section(coach: Coach, finished: Sequence[KeptRun]) -> None:
    """Choose two finished runs and show what is different."""
    st.subheader("Compare two runs", anchor=False)
    if len(finished) < 2:
        quiet("One more finished run, and two can be compared here, sample by sample.")
        return
    if coach.missing_for_evals(principal=who.principal()):
        quiet("Comparing needs the suite of evals, which is not installed here.")
        return
    names = {run.id: run_name(run) for run in finished}
    ids = list(names)
    before = st.selectbox("Before", ids, index=1, format_func=lambda run_id: names[run_id], key="compare-before")
    after = st.selectbox("After", ids, index=0, format_func=lambda run_id: names[run_id], key="compare-after")
    if before == after:
        quiet("Choose two different runs.")
        return
    if st.button("Compare them", key="compare"):
        state.put("compared_evals", (before, after))
    if state.value("compared_evals") == (before, after):
        _compare(coach, before, after)


def _compare(coach: Coach, before: str, after: str) -> None:
    try:
        with st.spinner("Comparing, sample by sample. It takes a few seconds."):
            comparison = coach.compare_evals(before, after, principal=who.principal())
    except SuiteError as error:
        with st.container(border=True):
            st.markdown(":material/info: **These two cannot be compared.** Both are safe.")
            st.markdown(plain(str(error)))
        state.put("compared_evals", None)
        return
    except CoachError as error:
        failure(error)
        return
    _comparison(comparison)


def _comparison(comparison: Comparison) -> None:
    changed = _what_changed(comparison.before, comparison.after)
    st.markdown(
        "**What is different about the runs**" if changed else "Both runs measured the same engine, files and code."
    )
    if changed:
        st.markdown(table(("", "Before", "After"), changed))
    for task in comparison.tasks:
        _task(task)
    for names, which in ((comparison.only_before, "before"), (comparison.only_after, "after")):
        if names:
            quiet(f"Only in the run {which}: {one_line(', '.join(names))}.")
    st.download_button(
        "Comparison (JSON)",
        data=lambda: comparison.model_dump_json(indent=1),
        file_name=f"compared-{comparison.before.id}-{comparison.after.id}.json",
        mime="application/json",
        on_click="ignore",
        icon=":material/download:",
    )


def _what_changed(before: RunInfo, after: RunInfo) -> list[tuple[str, ...]]:
    pairs = {
        "Engine": (before.engine, after.engine),
        "Model": (before.model, after.model),
        "Prompts": (", ".join(before.prompts) or "none", ", ".join(after.prompts) or "none"),
        "Knowledge": (before.knowledge_version, after.knowledge_version),
        "Code": (before.code_version, after.code_version),
        "Samples": (before.split, after.split),
    }
    return [(name, old, new) for name, (old, new) in pairs.items() if old != new]


def _task(task: TaskComparison) -> None:
    whole = task.difference
    with st.container(border=True):
        st.markdown(f"{CHANGES[change(whole)]} **{one_line(task.title)}**")
        st.markdown(_in_words(whole))
        later = {metric.name: metric for metric in task.after}
        rows = [(m.name, interval(m), interval(later[m.name])) for m in task.before if m.name in later]
        with st.expander(f"Every figure, before and after ({len(rows)})", type="compact"):
            st.markdown(table(("Figure", "Before", "After"), rows))
        if task.slices:
            with st.expander(f"Part by part ({len(task.slices)})", type="compact"):
                st.markdown(table(("Part", "Before → after", "Difference", "n"), [_row(part) for part in task.slices]))
    _changes(task)


def _in_words(part: Difference) -> str:
    if part.difference is None:
        return one_line(part.missing)
    better = f"{part.better} better, {part.worse} worse, of {part.n:,} samples."
    return (
        f"The mean over the samples went from {_mean(part.before)} to {_mean(part.after)}: "
        f"**{one_line(difference(part))}**. {better} {chance(part.p)}"
    )


def _row(part: Difference) -> tuple[str, ...]:
    sign = CHANGES[change(part)].partition("[")[2][:1]
    return (
        f"{sign} {part.name}",
        f"{_mean(part.before)} → {_mean(part.after)}",
        difference(part),
        f"{part.n:,}",
    )


def _mean(value: float | None) -> str:
    return "–" if value is None else number(value)


def _changes(task: TaskComparison) -> None:
    if not task.changes:
        quiet(f"{one_line(task.title)}: no sample came out otherwise.")
        return
    st.markdown(f"**Samples that came out otherwise ({len(task.changes)}), those that got worse first**")
    for item in task.changes[:_SHOWN]:
        _sample(item)
    if len(task.changes) > _SHOWN:
        quiet(f"{len(task.changes) - _SHOWN} more are in the comparison that can be downloaded.")


def _sample(item: SampleChange) -> None:
    how = "Better" if item.after > item.before else "Worse" if item.after < item.before else "Otherwise"
    text = " ".join(item.text.split())
    begins = text if len(text) <= _LONGEST_TITLE else f"{text[:_LONGEST_TITLE]}…"
    with st.expander(f"**{how}**, {number(item.before)} → {number(item.after)} · {one_line(begins or item.sample_id)}"):
        quiet(one_line(item.sample_id))
        st.markdown(f"**What the coach was given**\n\n{plain(item.text) or NO_TEXT}")
        st.markdown(f"**Expected**\n\n{plain(item.expected)}")
        st.markdown(f"**Came before**\n\n{plain(item.got_before) or 'nothing'}")
        st.markdown(f"**Came after**\n\n{plain(item.got_after) or 'nothing'}")
