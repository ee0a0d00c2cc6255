"""Pictures as SVG that stands in the page, each with a title, a description and its numbers in a table."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt

from coach.domain.evaluation import Curve, Metric, Outcome
from coach.domain.finding import STATE_SHAPES, STATE_WORDS, STATES
from evals.report.words import FEW, in_words, number_of, percent, plain_name, print_metric, safe

Label = tuple[str, str, str]
"""(item, expected, got)."""
Group = tuple[str, float, int]
"""(name, mean value, n)."""

MOST_BARS = 16
_LONG, _BEGINNING = 320, 200
"""A longer text is folded behind so much of its beginning."""
_LONGEST_NAME = 30
_EXPECTED = '<text class="small quiet" x="0" y="54">expected</text>'
_CEILINGS = (0.1, 0.25, 0.5, 1.0)
"""Where the scale of a figure that should be small may end."""


def data_table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, kind: str = "numbers") -> str:
    """Return a table; all cells are text, and the first of each row names it."""
    columns = "".join(f'<th scope="col">{safe(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{safe(row[0])}</th>{"".join(f"<td>{safe(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return (
        f'<table class="{kind}"><caption>{safe(caption)}</caption>'
        f"<thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>"
    )


def folded(summary: str, content: str) -> str:
    """Return something that opens when its line is chosen; `content` is HTML."""
    return f"<details><summary>{safe(summary)}</summary>{content}</details>"


def fold_long(text: str) -> str:
    """Return somebody's text; of a long one its beginning, which opens in place."""
    whole = f'<div class="words-of">{safe(text)}</div>'
    if len(text) <= _LONG:
        return whole
    beginning = text[:_BEGINNING].rpartition(" ")[0] or text[:_BEGINNING]
    return (
        f'<details class="long"><summary><span class="beginning">{safe(beginning)} … </span>'
        f'<span class="more">read it all</span><span class="less">fold it</span></summary>{whole}</details>'
    )


def data_list(pairs: Sequence[tuple[str, str]]) -> str:
    """Return names with what they stand for; both are text."""
    items = "".join(f"<dt>{safe(name)}</dt><dd>{safe(value)}</dd>" for name, value in pairs)
    return f'<dl class="facts-of">{items}</dl>'


def draw_target(metric: Metric, key: str) -> str:
    """Return a metric's bar with its interval and the mark of its target; `key` is the picture's own in the page.

    Raises:
        ValueError: the metric has no value or no target, so there is nothing to draw.
    """
    if metric.value is None or metric.target is None:
        raise ValueError(f"metric {metric.name!r} has value {metric.value} and target {metric.target}")
    printed, (floor, top) = print_metric(metric), _scale(metric)
    zero, value, target = (_place(number, floor, top) for number in (0.0, metric.value, metric.target))
    state = "reached" if metric.meets_target else "missed"
    shapes = [
        '<rect class="track" x="0" y="16" width="100%" height="12"/>',
        f'<rect class="bar {state}" x="{min(zero, value):.2f}%" y="16" width="{abs(value - zero):.2f}%" height="12"/>',
        *_interval(metric, floor, top),
        f'<line class="target" x1="{target:.2f}%" x2="{target:.2f}%" y1="13" y2="31"/>',
        f'<text class="small" x="{target:.2f}%" y="10" text-anchor="{_anchor(target)}">target</text>',
        f'<text class="small quiet" x="0" y="43">{_end(floor, metric)}</text>',
        f'<text class="small quiet" x="100%" y="43" text-anchor="end">{_end(top, metric)}</text>',
    ]
    said = f"{printed.value}; likely between {printed.interval or 'unknown bounds'}; target: {printed.target}; {state}."
    row = (printed.value, printed.interval or "no interval", f"{metric.n:,}", printed.target)
    head = ("Target is", "Value", "Likely between", "n", "Target")
    numbers = data_table(plain_name(metric.name), head, [(state, *row)])
    return _figure(key, plain_name(metric.name), said, 'width="100%" height="46"', shapes, numbers)


def _scale(metric: Metric) -> tuple[float, float]:
    numbers = [number for number in (metric.value, metric.low, metric.high, metric.target) if number is not None]
    largest = max(numbers)
    floor = min(-1.0, *numbers) if min(numbers) < 0 else 0.0
    if metric.at_least or largest > 1:
        return floor, max(1.0, largest)
    return floor, next(ceiling for ceiling in _CEILINGS if ceiling >= 1.2 * largest or ceiling == _CEILINGS[-1])


def _place(number: float, floor: float, top: float) -> float:
    return 100 * min(1.0, max(0.0, (number - floor) / (top - floor)))


def _anchor(place: float) -> str:
    return "start" if place < 10 else "end" if place > 90 else "middle"


def _end(number: float, metric: Metric) -> str:
    return print_metric(Metric(name=metric.name, value=number, n=0)).value


def _interval(metric: Metric, floor: float, top: float) -> Iterator[str]:
    if metric.low is None or metric.high is None:
        return
    low, high = _place(metric.low, floor, top), _place(metric.high, floor, top)
    yield f'<line class="interval" x1="{low:.2f}%" x2="{high:.2f}%" y1="22" y2="22"/>'
    for end in (low, high):
        yield f'<line class="interval" x1="{end:.2f}%" x2="{end:.2f}%" y1="18" y2="26"/>'


def draw_slices(outcomes: Sequence[Outcome], key: str) -> str:
    """Return one picture for each way to group the samples; empty where no grouping tells two groups apart.

    The lowest mean comes first. What could not be judged has no value and is in no group.
    """
    values: dict[str, dict[str, list[float]]] = {}
    for outcome in outcomes:
        for name, group in outcome.slices.items():
            if outcome.value is not None:
                values.setdefault(name, {}).setdefault(group, []).append(outcome.value)
    by_name = {name: _means(inside) for name, inside in values.items() if len(inside) > 1}
    if not by_name:
        return ""
    is_few = any(n < FEW for groups in by_name.values() for _, _, n in groups)
    few = f" A pale bar stands for fewer than {FEW} samples and says little." if is_few else ""
    pictures = "".join(
        f"<div><h5>By {safe(name)}</h5>{draw_groups(name, groups, f'{key}-group-{number}')}</div>"
        for number, (name, groups) in enumerate(by_name.items())
    )
    said = f"The mean over each group's samples, from {percent(0)} (all wrong) to {percent(1)} (all right)."
    return f'<p>{said}{few}</p><div class="groups">{pictures}</div>'


def _means(values: Mapping[str, Sequence[float]]) -> list[Group]:
    means = [(group, sum(of) / len(of), len(of)) for group, of in values.items()]
    return sorted(means, key=lambda group: (group[1], group[0]))


def draw_groups(name: str, groups: Sequence[Group], key: str) -> str:
    """Return the mean value of each group as a small bar, in the order given; at most `MOST_BARS` are drawn."""
    shapes = []
    for number, (group, mean, n) in enumerate(groups[:MOST_BARS]):
        top, label = 38 * number, in_words(group)
        short = label if len(label) <= _LONGEST_NAME else f"{label[: _LONGEST_NAME - 1]}…"
        bar = "bar few" if n < FEW else "bar"
        shapes += [
            f'<text class="label" x="0" y="{top + 15}">{safe(short)}</text>',
            f'<text class="label" x="100%" y="{top + 15}" text-anchor="end">{percent(mean)}'
            f'<tspan class="quiet"> · n = {n:,}</tspan></text>',
            f'<rect class="track" x="0" y="{top + 21}" width="100%" height="6"/>',
            f'<rect class="{bar}" x="0" y="{top + 21}" width="{_place(mean, 0, 1):.2f}%" height="6"/>',
        ]
    left_out = len(groups) - MOST_BARS
    more = f"<p>The {number_of(left_out, 'group')} with the highest values are only in the table.</p>"
    said = "; ".join(f"{in_words(group)} {percent(mean)}, n = {n}" for group, mean, n in groups[:MOST_BARS])
    numbers = data_table(
        f"Mean value by {name}",
        (name.capitalize(), "Mean value", "n"),
        [(in_words(group), percent(mean), f"{n:,}") for group, mean, n in groups],
    )
    height = 38 * min(len(groups), MOST_BARS)
    picture = _figure(key, f"By {name}", said, f'width="100%" height="{height}"', shapes, numbers)
    return picture + (more if left_out > 0 else "")


def draw_confusion(labels: Sequence[Label], key: str) -> str:
    """Return how often each expected state came as each state; empty where not all that was expected is a state."""
    if not labels or any(expected not in STATES for _, expected, _ in labels):
        return ""
    counted = Counter((expected, got) for _, expected, got in labels)
    totals = Counter(expected for _, expected, _ in labels)
    stateless = sum(got not in STATES for _, _, got in labels)
    shapes = ['<text class="small quiet" x="217" y="12" text-anchor="middle">found</text>', _EXPECTED]
    for number, state in enumerate(STATES):
        shapes += _heads(number, state, totals[state])
        shapes += [
            shape
            for column, got in enumerate(STATES)
            for shape in _cell(number, column, counted[(state, got)], totals[state])
        ]
    right = sum(counted[(state, state)] for state in STATES)
    said = (
        f"{right} of {number_of(len(labels), 'finding')} have the state that was expected. {_example(counted, totals)}"
    )
    failed = ("nothing given",) if stateless else ()
    rows = [
        (
            in_words(state),
            *(f"{counted[(state, got)]:,}" for got in STATES),
            *(str(totals[state] - sum(counted[(state, got)] for got in STATES)) for _ in failed),
        )
        for state in STATES
    ]
    head = ("Expected", *(in_words(state) for state in STATES), *failed)
    numbers = data_table("Expected states (rows) and found states (columns)", head, rows)
    note = f"<p>{number_of(stateless, 'finding')} got no state, which counts as wrong; see the table.</p>"
    shape = 'class="square" viewBox="0 0 340 266"'
    picture = _figure(key, "Expected and found states", said, shape, shapes, numbers)
    return f"<p>{safe(said)}</p>{picture}{note if stateless else ''}"


def _example(counted: Counter[tuple[str, str]], totals: Counter[str]) -> str:
    if not totals["contrary"]:
        return ""
    taken = counted[("contrary", "shown")]
    return (
        f"Of the {totals['contrary']} that were expected {in_words('contrary')}, {taken} came as "
        f"{in_words('shown')}: the costly error."
    )


def _heads(number: int, state: str, total: int) -> Iterator[str]:
    shape = STATE_SHAPES[STATES[number]]
    first, _, second = STATE_WORDS[STATES[number]].partition(" ")
    x, y = 128 + 60 * number, 62 + 51 * number
    yield f'<text class="mark {state}" x="{x}" y="30" text-anchor="middle">{shape}</text>'
    yield f'<text class="small" x="{x}" y="43" text-anchor="middle">{first}</text>'
    yield f'<text class="small" x="{x}" y="54" text-anchor="middle">{second}</text>'
    yield f'<text class="mark {state}" x="0" y="{y + 22}">{shape}</text>'
    yield f'<text class="small" x="16" y="{y + 21}">{STATE_WORDS[STATES[number]]}</text>'
    yield f'<text class="small quiet" x="16" y="{y + 35}">n = {total:,}</text>'


def _cell(row: int, column: int, count: int, total: int) -> Iterator[str]:
    share = count / total if total else 0.0
    x, y, kind = 99 + 60 * column, 62 + 51 * row, "right" if row == column else "wrong"
    yield f'<rect class="cell" x="{x}" y="{y}" width="58" height="49"/>'
    yield f'<rect class="cell {kind}" x="{x}" y="{y}" width="58" height="49" fill-opacity="{0.5 * sqrt(share):.3f}"/>'
    yield f'<text class="count" x="{x + 29}" y="{y + 24}" text-anchor="middle">{count:,}</text>'
    if total:
        yield f'<text class="small quiet" x="{x + 29}" y="{y + 39}" text-anchor="middle">{percent(share)}</text>'


def draw_reliability(curve: Curve, key: str) -> str:
    """Return how often something was right, by how sure the engine was; empty where there are no points."""
    if not curve.points:
        return ""
    most = max(n for _, _, n in curve.points)
    shapes = [*_grid()]
    for said, was, n in curve.points:
        x, y, radius = 48 + 280 * said, 262 - 240 * was, 3 + 9 * sqrt(n / most) if most else 3
        shapes.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>')
    said, was, n = max(curve.points, key=lambda point: (point[2], point[0]))
    words = f"Where it said that it was {percent(said)} sure, it was right {percent(was)} of the time (n = {n:,})."
    numbers = data_table(
        "How sure, and how often right",
        ("How sure", "How often right", "n"),
        [(percent(said), percent(was), f"{n:,}") for said, was, n in curve.points],
    )
    picture = _figure(
        key,
        f"How sure and how often right: {curve.name}",
        words,
        'class="square" viewBox="0 0 340 310"',
        shapes,
        numbers,
    )
    return (
        f"<p>{safe(words)} On the dashed line, being sure means what it says. "
        f"The larger the dot, the more findings.</p>{picture}"
    )


def _grid() -> Iterator[str]:
    for step in range(5):
        x, y, said = 48 + 70 * step, 262 - 60 * step, percent(step / 4)
        yield f'<line class="grid" x1="48" x2="328" y1="{y}" y2="{y}"/>'
        yield f'<text class="small quiet" x="42" y="{y + 4}" text-anchor="end">{said}</text>'
        yield f'<text class="small quiet" x="{x}" y="279" text-anchor="middle">{said}</text>'
    yield '<line class="ideal" x1="48" y1="262" x2="328" y2="22"/>'
    yield '<text class="small quiet" x="60" y="40">more often right than it said</text>'
    yield '<text class="small quiet" x="320" y="250" text-anchor="end">less often right than it said</text>'
    yield '<text class="small" x="188" y="300" text-anchor="middle">how sure it said it was</text>'
    yield '<text class="small" x="0" y="10">how often it was right</text>'


def _figure(key: str, title: str, said: str, size: str, shapes: Sequence[str], numbers: str) -> str:
    return (
        f'<figure><svg role="img" aria-labelledby="{key}-title {key}-desc" {size}>'
        f'<title id="{key}-title">{safe(title)}</title><desc id="{key}-desc">{safe(said)}</desc>'
        f"{''.join(shapes)}</svg>{folded('The numbers', numbers)}</figure>"
    )
