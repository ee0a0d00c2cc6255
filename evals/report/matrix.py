"""Engines beside each other, as a table for a terminal and as a part of a page."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from coach.domain.evaluation import Difference, Metric
from evals.report.pictures import data_list, data_table
from evals.report.words import explain, plain_name, print_metric, safe, say_n
from evals.suite.matrix_row import MatrixRow, difference, first_usable, task_titles

_STYLE = Path(__file__).with_name("style.css")
_PAIRED = (
    "The mean over samples of each sample's main score, on the samples that both have, with the 95 % interval over "
    "pairs."
)


def matrix_table(rows: Sequence[MatrixRow]) -> str:
    """Return the table as text: for each engine what it reached, what a plan took, and the difference to the first."""
    return "\n".join(_lines(rows))


def _lines(rows: Sequence[MatrixRow]) -> Iterator[str]:
    titles, first = task_titles(rows), first_usable(rows)
    for row in rows:
        yield f"{row.engine}  (prompts: {', '.join(row.prompts) or 'none'})" if row.run else row.engine
        if row.run is None:
            yield f"  cannot be used: {row.reason}"
            continue
        for task, title in titles.items():
            yield f"  {title:52} {_figure(row.figure(task))}"
            if first and row is not first:
                yield f"    {f'beside {first.engine}':50} {_paired(difference(first, row, task))}"
        yield "  for one plan: " + ", ".join(f"{name} {value}" for name, value in row.per_plan())
    if first and len(rows) > 1:
        yield f"Differences: {_PAIRED}"


def _figure(metric: Metric) -> str:
    if metric.value is None:
        return f"–  ({metric.missing})"
    between = f"{metric.low:.3f} to {metric.high:.3f}, " if metric.low is not None and metric.high is not None else ""
    return f"{metric.value:.3f}  ({between}n = {metric.n})"


def _paired(part: Difference) -> str:
    if part.difference is None:
        return f"–  ({part.missing})"
    return f"{part.difference:+.3f}  ({part.low:+.3f} to {part.high:+.3f}, n = {part.n})"


def render_matrix_page(runs: Sequence[MatrixRow]) -> str:
    """Return a page of its own about the engines: no script, nothing fetched, every text shown as it is."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    told = explain(list(task_titles(runs).values()))
    words = "".join(f"<dt>{safe(term)}</dt><dd>{safe(meaning)}</dd>" for term, meaning in told)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Engines beside each other</title>\n<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>Engines beside each other</h1>\n{render_matrix_part(runs)}\n"
        f'<section id="words"><h2>Words</h2><dl class="words">{words}</dl></section>\n</main>\n</body>\n</html>\n'
    )


def render_matrix_part(runs: Sequence[MatrixRow]) -> str:
    """Return the tables about the engines as one section of a page."""
    return "\n".join(('<section id="engines">', *_tables(runs), "</section>"))


def _tables(rows: Sequence[MatrixRow]) -> Iterator[str]:
    titles, first = task_titles(rows), first_usable(rows)
    spent = [name for name, _ in MatrixRow(engine="none", reason="none").per_plan()]
    head = ("Engine", "Prompts", *(plain_name(title) for title in titles.values()), *spent)
    yield data_table(
        "The main figure of each task, and what one plan took", head, [_cells(row, list(titles)) for row in rows]
    )
    if unusable := [(row.engine, row.reason) for row in rows if row.run is None]:
        yield "<h3>Engines that could not be used</h3>"
        yield data_list(unusable)
    others = [row for row in rows if row.run and row is not first]
    if first and others:
        yield f"<h3>Beside {safe(first.engine)}</h3><p>{safe(_PAIRED)}</p>"
        columns = ("Engine", *titles.values())
        body = [(row.engine, *(_paired(difference(first, row, task)) for task in titles)) for row in others]
        yield data_table(f"How far each engine lies from {first.engine}", columns, body)


def _cells(row: MatrixRow, tasks: Sequence[str]) -> tuple[str, ...]:
    if row.run is None:
        reasons = ("cannot be used", *(["–"] * (len(tasks) + 4)))
        return (row.engine, *reasons)
    return (
        row.engine,
        ", ".join(row.run.info.prompts) or "none",
        *(_words(row.figure(task)) for task in tasks),
        *(value for _, value in row.per_plan()),
    )


def _words(metric: Metric) -> str:
    if metric.value is None:
        return f"not measured: {metric.missing}"
    printed = print_metric(metric)
    return f"{printed.value}{printed.bracket}, {say_n(metric)}"
