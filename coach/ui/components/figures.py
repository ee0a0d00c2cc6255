"""Figures about the engine in words: what a run says first, what holds, what misses its target."""

from collections.abc import Sequence
from typing import Literal

from coach.domain.evaluation import AGREEMENT, Difference, Metric, Run, RunInfo, TaskResult
from coach.ui.safe_text import one_line

Verdict = Literal["holds", "misses", "unknown"]
Change = Literal["better", "worse", "unclear"]

VERDICTS: dict[Verdict, str] = {
    "misses": ":red-badge[▲ misses]",
    "holds": ":green-badge[● holds]",
    "unknown": ":gray-badge[○ not known]",
}
CHANGES: dict[Change, str] = {
    "better": ":green-badge[● better]",
    "worse": ":red-badge[▲ worse]",
    "unclear": ":gray-badge[○ no clear difference]",
}
_FINEST = 0.000_05
_MINUS = "\N{MINUS SIGN}"

EXPLAINED = {
    "macro-F1": "findings that are right, with every state counting the same",
    AGREEMENT: "the share of findings that are what our labels say",
    "Cohen's kappa": "agreement beyond chance: 0 is chance, 1 is all",
    "quadratic-weighted kappa": "the same, where a small miss counts less than a large one",
    "contrary taken as shown": "the costly error: words for the opposite, taken as a good example",
    "expected calibration error": "how far “how sure” lies from how often it is right",
    "nDCG@10": "how far up the answers stand among the first ten; 1 is all on top",
    "mean reciprocal rank": "1 where the first answer is on top, 0.5 where it is second",
    "abstention precision": "where the search says nothing, how often that is right",
    "abstention recall": "where there is no answer, how often the search says nothing",
}
"""What a figure means, for readers who do not know its name."""


def headline(run: Run) -> str:
    """Return what a run says in one sentence, as plain text."""
    findings = run.task("findings")
    agreement = findings.metric(AGREEMENT) if findings and not findings.skipped else None
    if findings and agreement and agreement.value is not None:
        between = f", {_percent(agreement.low)} to {_percent(agreement.high)} %" if agreement.low is not None else ""
        return (
            f"On {samples(findings, 'account')}, findings agree with our labels "
            f"{_percent(agreement.value)} % of the time{between}."
        )
    for task in run.tasks:
        metric = task.metric(task.main)
        if metric and metric.value is not None:
            return f"On {samples(task)}, {task.title}: {task.main} is {interval(metric)}."
    return "This run could measure nothing."


def samples(task: TaskResult, noun: str = "sample") -> str:
    """Return how many samples a task ran on."""
    count = len({outcome.sample_id for outcome in task.outcomes})
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def verdict(metric: Metric) -> Verdict:
    """Return whether a figure reaches its target."""
    reached = metric.meets_target
    return "unknown" if reached is None else "holds" if reached else "misses"


def metric_line(task: TaskResult, metric: Metric) -> str:
    """Return a figure with its target, as Markdown."""
    target = "" if metric.target is None else f" Target: {target_words(metric)}."
    shown = f"{interval(metric)}, n = {metric.n:,}." if metric.value is not None else f"{one_line(metric.missing)}."
    name = f"**{one_line(task.title)}: {one_line(metric.name)}**"
    return f"{VERDICTS[verdict(metric)]} {name} {shown}{target}{_doubt(metric)}"


def target_words(metric: Metric) -> str:
    """Return what a figure is held to."""
    if metric.target is None:
        return ""
    if metric.is_exact:
        return f"exactly {metric.target:g}"
    return f"{'at least' if metric.at_least else 'at most'} {metric.target:g}"


def interval(metric: Metric) -> str:
    """Return a value with its interval, as plain text."""
    if metric.value is None:
        return "–"
    if metric.low is None or metric.high is None:
        return number(metric.value)
    return f"{number(metric.value)} ({number(metric.low)} to {number(metric.high)})"


def number(value: float) -> str:
    """Return a figure to two places, and never a whole one that is not whole."""
    rounded = f"{value:.2f}"
    is_whole = float(rounded).is_integer()
    text = f"{value:.4f}".rstrip("0") if is_whole and abs(value - float(rounded)) >= _FINEST else rounded
    return text.replace("-", _MINUS)


def change(part: Difference) -> Change:
    """Return whether the difference of two runs is more than chance."""
    if part.low is not None and part.low > 0:
        return "better"
    return "worse" if part.high is not None and part.high < 0 else "unclear"


def difference(part: Difference) -> str:
    """Return a difference with its interval, as plain text."""
    if part.difference is None or part.low is None or part.high is None:
        return part.missing or "–"
    return f"{signed(part.difference)} ({signed(part.low)} to {signed(part.high)})"


def chance(p: float | None) -> str:
    """Return how likely so lopsided a change is by chance alone, as a sentence; nothing where it is not known."""
    if p is None:
        return ""
    return f"Chance alone: p {'< 0.01' if p < 0.01 else f'= {p:.2f}'}."


def signed(value: float) -> str:
    """Return a difference with its sign."""
    text = number(value)
    return text if value <= 0 else f"+{text}"


def run_facts(info: RunInfo) -> str:
    """Return what was run, on one line of Markdown."""
    parts = [info.engine if info.engine == info.model else f"{info.engine}, {info.model}", f"{info.split} samples"]
    if info.epochs > 1:
        parts.append(f"each {info.epochs} times")
    return " · ".join(one_line(part) for part in (*parts, f"knowledge {info.knowledge_version}"))


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table as Markdown; every cell is shown as it is."""
    lines = [head, tuple("---" for _ in head), *(tuple(one_line(cell) for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _doubt(metric: Metric) -> str:
    """Say where the interval reaches over the target."""
    if metric.target is None or metric.low is None or metric.high is None or metric.is_exact:
        return ""
    return " Too close to be sure: the interval reaches over it." if metric.low < metric.target < metric.high else ""


def _percent(value: float | None) -> str:
    return f"{round(100 * (value or 0.0))}"
