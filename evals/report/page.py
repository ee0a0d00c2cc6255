"""One page about one run, for readers who know no statistics: self-contained, and the same for the same run."""

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from coach.domain.evaluation import AGREEMENT, NO_TEXT, Metric, Outcome, Run, RunInfo, TaskResult
from coach.domain.finding import STATES
from evals.report.pictures import (
    data_list,
    data_table,
    draw_confusion,
    draw_reliability,
    draw_slices,
    draw_target,
    fold_long,
    folded,
)
from evals.report.words import (
    STATUS_WORDS,
    explain,
    in_days,
    in_words,
    is_breakdown,
    number_of,
    percent,
    plain_name,
    print_metric,
    safe,
    say_doubt,
    say_n,
)

MOST_CASES = 12
_OPEN_CASES = 4
_MANY = 10
"""In a longer list of figures, those about one group are folded."""
_STYLE = Path(__file__).with_name("style.css")


def render_page(run: Run) -> str:
    """Return the page as HTML: no script, nothing fetched, and every text in it shown as it is."""
    style = _STYLE.read_text(encoding="utf-8")
    title = f"Evaluation of {run.info.engine}, {in_days(run.info.started_at)}"
    parts = (
        *_opening(run),
        *_verdicts(run.tasks),
        *_tasks(run.tasks),
        *_cost(run.info),
        *_for_engineers(run),
        *_glossary(run.tasks),
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{safe(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def _opening(run: Run) -> Iterator[str]:
    info, findings = run.info, run.task("findings")
    yield "<header>"
    yield '<p class="line">Vision Coach · evaluation of the engine, never of a person</p>'
    yield f"<h1>{safe(_first_sentence(run))}</h1>"
    if findings and not findings.skipped:
        yield f"<p>The accounts were written and labelled by {safe(findings.written_by)}.</p>"
    else:
        yield "<p>This run did not measure findings about accounts.</p>"
    pairs = [
        ("Engine", info.engine),
        ("Model", info.model),
        ("Knowledge version", info.knowledge_version),
        ("Date", in_days(info.finished_at) if info.finished_at else f"{in_days(info.started_at)}, not finished"),
        ("Samples", _split_in_words(info)),
        *([("Judge", info.judge)] if info.judge else []),
    ]
    yield data_list(pairs)
    links = [("targets", "What holds and what does not")]
    links += [(f"task-{number}", task.title) for number, task in enumerate(run.tasks, start=1)]
    links += [("engineers", "For engineers"), ("words", "Words")]
    items = "".join(f'<li><a href="#{anchor}">{safe(words)}</a></li>' for anchor, words in links)
    yield f'<nav aria-label="On this page"><ol>{items}</ol></nav></header>'


def _first_sentence(run: Run) -> str:
    measured = [task for task in run.tasks if not task.skipped]
    if not measured:
        return f"Nothing was measured: {'all tasks were skipped' if run.tasks else 'the run holds no task'}."
    findings = run.task("findings")
    agree = findings.metric(AGREEMENT) if findings else None
    if findings and not findings.skipped and agree and agree.value is not None:
        printed, accounts = print_metric(agree), len({outcome.sample_id for outcome in findings.outcomes})
        said = f"{printed.value} of the time{printed.bracket}"
        return f"On {number_of(accounts, 'account')}, findings agree with our labels {said}."
    for task in measured:
        main = task.metric(task.main)
        if main and main.value is not None:
            printed = print_metric(main)
            samples = number_of(len({outcome.sample_id for outcome in task.outcomes}), "sample")
            return f"{task.title}, on {samples}: {plain_name(main.name)} is {printed.value}{printed.bracket}."
    return f"{number_of(len(measured), 'task')} ran, and none gave a main figure."


def _split_in_words(info: RunInfo) -> str:
    kept = {
        "test": "the test part, which nothing was fitted to",
        "tune": "the tuning part, which the engine may have been fitted to: these figures flatter it",
    }[info.split]
    return kept if info.epochs == 1 else f"{kept}; each was run {info.epochs} times"


def _verdicts(tasks: Sequence[TaskResult]) -> Iterator[str]:
    held = [(task, metric) for task in tasks for metric in task.metrics if metric.target is not None]
    yield '<section id="targets"><h2>What holds and what does not</h2>'
    order = {False: 0, None: 1, True: 2}
    held.sort(key=lambda pair: (order[pair[1].meets_target], not pair[1].is_exact))
    if held:
        verdicts = [metric.meets_target for _, metric in held]
        said = [f"{verdicts.count(True)} reached", f"{verdicts.count(False)} missed"]
        said += [f"{verdicts.count(None)} not measured"] if None in verdicts else []
        yield f"<p>Of {number_of(len(held), 'target')}: {', '.join(said)}. The thin line with two ends is the interval:"
        yield "where the figure would likely lie on many more samples."
        yield '<a href="#words">New words are explained at the end.</a></p>'
        yield f'<ul class="targets">{"".join(_verdict(*pair, f"target-{i}") for i, pair in enumerate(held))}</ul>'
    else:
        yield "<p>No figure of this run is held to a target.</p>"
    if skipped := [task.title for task in tasks if task.skipped]:
        yield f"<p>Not in this list, because they were skipped: {safe(', '.join(skipped))}.</p>"
    yield "</section>"


def _verdict(task: TaskResult, metric: Metric, key: str) -> str:
    printed = print_metric(metric)
    state, mark, word = {
        True: ("reached", "✓", "reached"),
        False: ("missed", "✕", "missed"),
        None: ("open", "–", "not measured"),
    }[metric.meets_target]
    head = f'<p><span class="verdict {state}">{mark} {word}</span> · {safe(task.title)}</p>'
    name = f"<p>{safe(plain_name(metric.name))}</p>"
    if metric.value is None:
        return f'<li><div>{head}{name}<p class="facts">{safe(metric.missing)}; target: {printed.target}</p></div></li>'
    doubt = say_doubt(metric)
    doubt_html = f'<p class="facts">{safe(doubt)}</p>' if doubt else ""
    facts = (
        f'<p><span class="big">{printed.value}</span>{printed.bracket}, {say_n(metric)}; target: {printed.target}</p>'
    )
    return f"<li><div>{head}{name}{facts}{doubt_html}</div>{draw_target(metric, key)}</li>"


def _tasks(tasks: Sequence[TaskResult]) -> Iterator[str]:
    yield "<section><h2>Task by task</h2>"
    if not tasks:
        yield "<p>The run holds no task.</p>"
    for number, task in enumerate(tasks, start=1):
        yield f'<section id="task-{number}"><h3>{safe(task.title)}</h3><p>{safe(task.question)}</p>'
        if task.skipped:
            yield f'<p class="skipped">Skipped: {safe(task.skipped)}</p></section>'
            continue
        yield f'<p class="facts">{_facts(task)}</p>'
        yield from _figures(task)
        yield from _pictures(task, f"task-{number}")
        yield from _cases(task)
        yield "</section>"
    yield "</section>"


def _facts(task: TaskResult) -> str:
    samples = number_of(len({outcome.sample_id for outcome in task.outcomes}), "sample")
    runs = number_of(len(task.outcomes), "run")
    said = [samples if len({outcome.epoch for outcome in task.outcomes}) < 2 else f"{samples}, {runs} in all"]
    if task.outcomes:
        said += [f"{task.count('failed') or 'none'} failed{', which counts as wrong' if task.count('failed') else ''}"]
    said += [f"{task.count('refused')} declined by the engine"] if task.count("refused") else []
    said += [f"{task.count('unscored')} could not be judged"] if task.count("unscored") else []
    return f"On {'; '.join(said)}. Written and labelled by {safe(task.written_by)}."


def _figures(task: TaskResult) -> Iterator[str]:
    yield "<h4>The figures</h4>"
    if not task.metrics:
        yield "<p>The task gave no figure.</p>"
        return
    parts = [metric for metric in task.metrics if is_breakdown(metric.name) and metric.target is None]
    parts = parts if len(task.metrics) > _MANY else []
    head = ("Figure", "Value", "Likely between", "n")
    caption = f"The main figure is: {plain_name(task.main)}." if task.main else "All figures."
    yield data_table(caption, head, [_row(metric) for metric in task.metrics if metric not in parts])
    if parts:
        table = data_table("Figures about one state, behaviour or group", head, [_row(metric) for metric in parts])
        yield folded(f"{number_of(len(parts), 'more figure')}, by state, behaviour or group", table)


def _row(metric: Metric) -> tuple[str, str, str, str]:
    printed = print_metric(metric)
    value = f"{printed.value}: {metric.missing}" if metric.value is None else printed.value
    target = f" · target: {printed.target}" if printed.target else ""
    return plain_name(metric.name) + target, value, printed.interval or "–", f"{metric.n:,}"


def _pictures(task: TaskResult, key: str) -> Iterator[str]:
    if confusion := draw_confusion([label for outcome in task.outcomes for label in outcome.labels], f"{key}-states"):
        yield f"<h4>Expected and found, state by state</h4>{confusion}"
    for number, curve in enumerate(task.curves):
        if picture := draw_reliability(curve, f"{key}-curve-{number}"):
            yield f"<h4>How sure, and how often right: {safe(curve.name)}</h4>{picture}"
    if slices := draw_slices(task.outcomes, key):
        yield f"<h4>Where it does well and where it does not</h4>{slices}"


def _cases(task: TaskResult) -> Iterator[str]:
    wrong = [outcome for outcome in task.outcomes if outcome.status == "failed" or outcome.value != 1.0]
    # What could not be judged is not known to be wrong, so it comes after what is.
    wrong.sort(key=lambda item: (item.value is None, item.value or 0.0, item.sample_id, item.epoch))
    yield "<h4>Worst cases first</h4>"
    if not wrong:
        yield f"<p>{'Every sample is fully right.' if task.outcomes else 'There is no sample.'}</p>"
        return
    only = f", of which these are the first {MOST_CASES}" if len(wrong) > MOST_CASES else ""
    yield f'<p class="facts">{number_of(len(wrong), "sample")} not fully right{only}.</p>'
    cases = [_case(outcome) for outcome in wrong[:MOST_CASES]]
    yield from cases[:_OPEN_CASES]
    if more := cases[_OPEN_CASES:]:
        yield folded(f"The next {len(more)}", "".join(more))


def _case(outcome: Outcome) -> str:
    times = f", run {outcome.epoch}" if outcome.epoch > 1 else ""
    value = "" if outcome.value is None else f" · {percent(outcome.value)} right"
    slices = "".join(f" · {safe(in_words(group))}" for group in outcome.slices.values())
    head = f"<h5>{safe(outcome.sample_id)}{times}{value}</h5>"
    status = f'<p class="line">{STATUS_WORDS[outcome.status]}{slices}</p>'
    told = [("Expected", outcome.expected), ("Got", outcome.got), ("Difference", outcome.note)]
    told_html = "".join(f"<dt>{name}</dt><dd>{fold_long(words)}</dd>" for name, words in told if words)
    pairs = f'<dl class="pairs">{told_html}</dl>' if told_html else ""
    text = f"<blockquote>{fold_long(outcome.text)}</blockquote>" if outcome.text else f"<p>{NO_TEXT}</p>"
    if outcome.status == "scored" and (table := _wrong_labels(outcome)):
        return f"<article>{head}{status}{text}{table}{folded('Everything expected and found', pairs)}</article>"
    return f"<article>{head}{status}{text}{pairs}</article>"


def _wrong_labels(outcome: Outcome) -> str:
    wrong = [label for label in outcome.labels if label[1] != label[2]]
    if not wrong or any(expected not in STATES for _, expected, _ in wrong):
        return ""
    rows = [tuple(in_words(word) for word in label) for label in wrong]
    caption = f"{len(wrong)} of {number_of(len(outcome.labels), 'finding')} differ"
    return data_table(caption, ("Behaviour", "Expected", "Got"), rows, kind="labels")


def _cost(info: RunInfo) -> Iterator[str]:
    if not info.plans:
        return
    money = (
        "no prices are set" if info.cost is None else f"{info.cost / info.plans:.4f}, in the currency of the prices set"
    )
    yield "<section><h2>What one plan costs</h2>"
    yield f"<p>The mean over {number_of(info.plans, 'account')} that a language model read.</p>"
    yield data_list(
        [
            ("Calls", f"{info.calls / info.plans:.1f}"),
            ("Tokens", f"{info.tokens / info.plans:,.0f}"),
            ("Seconds", f"{info.seconds / info.plans:.1f}"),
            ("Money", money),
        ]
    )
    yield "</section>"


def _for_engineers(run: Run) -> Iterator[str]:
    info, name = run.info, shlex.quote(run.info.id)
    yield '<section id="engineers"><h2>For engineers</h2>'
    versions = "; ".join(f"{task.dataset} {task.dataset_version}" for task in run.tasks if not task.skipped)
    yield data_list(
        [
            ("Run", info.id),
            ("Code version", info.code_version),
            ("Prompts", ", ".join(info.prompts) or "none"),
            ("Datasets", versions or "none"),
            ("Split", info.split),
            ("Seed", str(info.seed)),
            ("Epochs", str(info.epochs)),
        ]
    )
    yield f"<p>Every sample in the log viewer: <code>python -m evals view {safe(name)}</code></p>"
    yield f"<p>This run beside an earlier one: <code>python -m evals compare BEFORE {safe(name)}</code></p></section>"


def _glossary(tasks: Sequence[TaskResult]) -> Iterator[str]:
    names = [plain_name(metric.name) for task in tasks for metric in task.metrics]
    yield '<section id="words"><h2>Words</h2><dl class="words">'
    yield from (f"<dt>{safe(term)}</dt><dd>{safe(meaning)}</dd>" for term, meaning in explain(names))
    yield "</dl></section>"
