"""Runs and comparisons as text for a terminal."""

from collections.abc import Iterator

from coach.domain.evaluation import Comparison, Difference, Metric, Run, TaskResult


def metric_table(run: Run) -> str:
    """Return one table of all figures, each with its interval, n and target."""
    info = run.info
    head = f"{info.engine} ({info.model}), split {info.split}, knowledge {info.knowledge_version}"
    lines = [line for task in run.tasks for line in _task_lines(task)]
    cost = [f"For one plan: {_per_plan(run)}"] if info.plans else []
    return "\n".join([head, *cost, *lines])


def _per_plan(run: Run) -> str:
    info = run.info
    money = f", money {info.cost / info.plans:.4f}" if info.cost is not None else ""
    calls, tokens, seconds = (value / info.plans for value in (info.calls, info.tokens, info.seconds))
    return f"{calls:.1f} calls, {tokens:,.0f} tokens, {seconds:.1f} s{money}"


def _task_lines(task: TaskResult) -> Iterator[str]:
    yield ""
    if task.skipped:
        yield f"{task.title}: skipped: {task.skipped}"
        return
    failures = task.count("failed")
    said = f", {failures} failed" if failures else ""
    yield f"{task.title}: {len(task.outcomes)} samples{said}, {task.seconds:.0f} s"
    yield from (f"  {metric_line(metric)}" for metric in task.metrics)


def metric_line(metric: Metric) -> str:
    """Return one figure: value, interval, n, and whether it reaches its target."""
    if metric.value is None:
        return f"{metric.name:52} -      ({metric.missing})"
    interval = f"{metric.low:.3f} to {metric.high:.3f}, " if metric.low is not None and metric.high is not None else ""
    target = ""
    if metric.target is not None:
        sign = ">=" if metric.at_least else "<="
        target = f"  {'reaches' if metric.meets_target else 'MISSES'} {sign} {metric.target:g}"
    return f"{metric.name:52} {metric.value:.3f}  ({interval}n = {metric.n}){target}"


def comparison_table(comparison: Comparison) -> str:
    """Return what got better and what got worse."""
    lines = [f"{comparison.before.id}  ->  {comparison.after.id}"]
    for task in comparison.tasks:
        lines += ["", f"{task.title} ({task.main})", f"  {difference_line(task.difference)}"]
        lines += [f"    {difference_line(part)}" for part in task.slices]
        lines += [f"    {item.sample_id}: {item.before:.2f} -> {item.after:.2f}" for item in task.changes[:10]]
        if len(task.changes) > 10:
            lines.append(f"    and {len(task.changes) - 10} more samples that changed")
    for names, said in ((comparison.only_before, "before"), (comparison.only_after, "after")):
        if names:
            lines += ["", f"Only in the run {said}: {', '.join(names)}"]
    return "\n".join(lines)


def difference_line(part: Difference) -> str:
    """Return one difference with its interval."""
    if part.difference is None:
        return f"{part.name}: {part.missing}"
    return (
        f"{part.name:40} {part.before:.3f} -> {part.after:.3f}  {part.difference:+.3f} "
        f"({part.low:+.3f} to {part.high:+.3f}, n = {part.n}; {part.better} better, {part.worse} worse, "
        f"p = {part.p:.3f})"
    )
