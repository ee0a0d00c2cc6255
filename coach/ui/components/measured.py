"""What one run measured: the sentence, what holds and what misses, all figures, the worst cases."""

from collections.abc import Iterator, Mapping

import streamlit as st

from coach.domain.evaluation import NO_TEXT, Metric, Outcome, Run, TaskResult
from coach.domain.finding import STATES
from coach.service import Coach
from coach.suite.protocols import KeptRun
from coach.ui import who
from coach.ui.components.dates import name_moment
from coach.ui.components.figures import (
    EXPLAINED,
    headline,
    interval,
    metric_line,
    run_facts,
    samples,
    table,
    target_words,
)
from coach.ui.components.marks import MARKS
from coach.ui.components.quiet import quiet
from coach.ui.components.reliability import reliability
from coach.ui.components.spent import money, tokens
from coach.ui.safe_text import one_line, plain

_WORST = 5
_BADLY = 10
_LONGEST_TITLE = 70


def measured(coach: Coach, kept: KeptRun, run: Run) -> None:
    """Show a run from its one sentence to its worst cases."""
    _opening(coach, kept, run)
    _targets(run)
    _figures(run)
    reliability(run)
    _worst(run, {behaviour.id: behaviour.name for behaviour in coach.knowledge.behaviours})


def _opening(coach: Coach, kept: KeptRun, run: Run) -> None:
    if kept.order and kept.order.limit:
        st.markdown(
            f":gray-badge[○ a look] The first {kept.order.limit} samples of each task only: nothing to judge by."
        )
    st.subheader(one_line(headline(run)), anchor=False)
    when = name_moment(run.info.finished_at or run.info.started_at, today=coach.today())
    lines = [f"Measured {when} · {run_facts(run.info)}"]
    lines += [_spent(coach, run)] if run.info.plans else []
    lines += [one_line(change) for change in coach.changes_since_eval(run, principal=who.principal())]
    quiet("  \n".join(lines))


def _spent(coach: Coach, run: Run) -> str:
    info = run.info
    parts = [f"{info.calls / info.plans:.1f} calls", tokens(round(info.tokens / info.plans))]
    if info.cost is not None and coach.currency:
        parts.append(money(info.cost / info.plans, coach.currency))
    return f"For one account: {', '.join(parts)}, {info.seconds / info.plans:.1f} seconds"


def _targets(run: Run) -> None:
    held = [(task, metric) for task in run.tasks for metric in task.metrics if metric.target is not None]
    misses = [metric_line(task, metric) for task, metric in held if metric.meets_target is False]
    unknown = [metric_line(task, metric) for task, metric in held if metric.meets_target is None]
    holds = [metric_line(task, metric) for task, metric in held if metric.meets_target]
    st.subheader("What misses its target, and what holds", anchor=False)
    for line in (*misses, *unknown, *holds):
        st.markdown(line)
    if not held:
        st.markdown("No figure of this run is held to a target.")
    for line in _remarks(run):
        quiet(line)


def _remarks(run: Run) -> Iterator[str]:
    for task in run.tasks:
        failed, refused, unscored = (task.count(status) for status in ("failed", "refused", "unscored"))
        if failed:
            yield f"{one_line(task.title)}: {failed} of {len(task.outcomes)} failed. They count as wrong."
        if refused:
            yield f"{one_line(task.title)}: {refused} of {len(task.outcomes)} were refused."
        if unscored:
            yield f"{one_line(task.title)}: {unscored} of {len(task.outcomes)} could not be judged and count nowhere."
        if task.skipped:
            yield f"{one_line(task.title)} was not measured: {one_line(task.skipped)}"


def _figures(run: Run) -> None:
    st.subheader("All figures", anchor=False)
    quiet("In brackets stands the 95 % interval: where the figure would lie on other samples of the same kind.")
    for task in run.tasks:
        if task.metrics:
            with st.expander(f"{one_line(task.title)} · {samples(task)}"):
                _task(task)


def _task(task: TaskResult) -> None:
    st.markdown(plain(task.question))
    st.markdown(table(("Figure", "Value", "n"), [_row(metric) for metric in task.metrics]))
    explained = [f"**{name}**: {EXPLAINED[name]}" for name in EXPLAINED if task.metric(name)]
    lines = [*explained, f"Data: {one_line(task.dataset)}, version {one_line(task.dataset_version)}"]
    quiet("  \n".join([*lines, f"Labels: {one_line(task.written_by)}"]))


def _row(metric: Metric) -> tuple[str, ...]:
    name = f"{metric.name}, {target_words(metric)}" if metric.target is not None else metric.name
    return name, metric.missing or interval(metric), f"{metric.n:,}"


def _worst(run: Run, names: Mapping[str, str]) -> None:
    with_cases = [task for task in run.tasks if any(_is_wrong(outcome) for outcome in task.outcomes)]
    if not with_cases:
        return
    st.subheader("The worst cases first", anchor=False)
    titles = {task.task: task.title for task in with_cases}
    chosen = next(iter(titles))
    if len(titles) > 1:
        chosen = st.selectbox("Of which part", list(titles), format_func=lambda name: titles[name], key="worst-of")
    task = next(task for task in with_cases if task.task == chosen)
    cases = sorted(filter(_is_wrong, task.outcomes), key=_rank)
    for case in cases[:_WORST]:
        _case(case, names)
    if len(cases) > _WORST and st.toggle(f"Show more of the {len(cases)}", key=f"more-{task.task}"):
        for case in cases[_WORST : _WORST + _BADLY]:
            _case(case, names)
        if len(cases) > _WORST + _BADLY:
            quiet(f"{len(cases) - _WORST - _BADLY} more are in the results that can be downloaded.")


def _is_wrong(outcome: Outcome) -> bool:
    return outcome.value is not None and outcome.value < 1


def _rank(outcome: Outcome) -> tuple[bool, float, str]:
    return outcome.status != "failed", outcome.value or 0.0, outcome.sample_id


def _case(case: Outcome, names: Mapping[str, str]) -> None:
    # The number of a repeated sample is a part of its name: the same sample can be wrong twice.
    name = f"{case.sample_id}, time {case.epoch}" if case.epoch > 1 else case.sample_id
    text = " ".join(case.text.split())
    begins = text if len(text) <= _LONGEST_TITLE else f"{text[:_LONGEST_TITLE]}…"
    with st.expander(f"**{one_line(_how_wrong(case))}** · {one_line(begins or name)}"):
        quiet(" · ".join(one_line(part) for part in (name, *case.slices.values())))
        st.markdown(f"**What the coach was given**\n\n{plain(case.text) or NO_TEXT}")
        if case.labels:
            st.markdown("**Where it differs**")
            st.markdown("\n".join(f"- {_label(*label, names)}" for label in case.labels if label[1] != label[2]))
        else:
            st.markdown(f"**Expected**\n\n{plain(case.expected)}")
            st.markdown(f"**Came**\n\n{plain(case.got) or 'nothing'}")
        if case.note and not (case.labels and case.status == "scored"):
            st.markdown(f"**The difference**\n\n{plain(case.note)}")


def _how_wrong(case: Outcome) -> str:
    if case.status == "failed":
        return "Failed"
    if case.labels:
        wrong = sum(expected != got for _, expected, got in case.labels)
        return f"{wrong} of {len(case.labels)} differ"
    return "Wrong" if not case.value else f"Right to {round(100 * case.value)} %"


def _label(item: str, expected: str, got: str, names: Mapping[str, str]) -> str:
    return f"{one_line(names.get(item, item))}: expected {_state(expected)}, came {_state(got)}"


def _state(state: str) -> str:
    return next((MARKS[known].badge for known in STATES if known == state), one_line(state))
