"""Figures and terms in plain words, and foreign text made safe to stand in a page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from coach.domain.evaluation import Metric, Status
from coach.domain.finding import STATE_SHAPES, STATE_WORDS, STATES

NO_BREAK = "\N{NO-BREAK SPACE}"
FEW = 10
"""A group with fewer samples says little."""

# Control characters, halves of surrogate pairs, and what turns the order of the text around it; line breaks may stay.
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NOT_A_SHARE = re.compile(r"kappa|ndcg|\bf1\b|calibration error|\bece\b|reciprocal rank|\bmrr\b", re.IGNORECASE)
_BREAKDOWN = re.compile(r": |, \w+ ")

STATUS_WORDS: dict[Status, str] = {
    "scored": "scored",
    "failed": "failed: the engine gave nothing",
    "refused": "refused: the engine declined",
    "unscored": "could not be judged",
}

NAMES = {
    "macro-F1": "States told apart, each state counting the same (macro-F1)",
    "Cohen's kappa": "Agreement beyond chance (Cohen's kappa)",
    "quadratic-weighted kappa": "Agreement beyond chance, near misses costing less (quadratic-weighted kappa)",
    "expected calibration error": "How far the stated confidence is off (expected calibration error)",
    "nDCG@10": "Good answers near the top (nDCG@10)",
    "mean reciprocal rank": "How far up the first answer stands (mean reciprocal rank)",
    "recall@5 (an answer among the first five)": "An answer is among the first five (recall@5)",
    "recall@5 (share of all answers)": "Of all answers, those among the first five (recall@5)",
    "abstention precision": "Where it said nothing, that was right (abstention precision)",
    "abstention recall": "Where there is no answer, it said nothing (abstention recall)",
}
_PARTS = {
    "recall": "Of all that were expected {whose}, those found so (recall)",
    "precision": "Of all that were found {whose}, those expected so (precision)",
    "macro-F1": "{whose} (macro-F1)",
    "top-1": "{whose}: right at the first guess",
    "top-3": "{whose}: right within three guesses",
    "mean reciprocal rank": "{whose} (mean reciprocal rank)",
}

_GLOSSARY = (
    ("n", None, "How many things a figure is about. The fewer, the less a figure says."),
    (
        "Interval",
        None,
        "The two numbers after a figure. Other samples of the same kind would have given a somewhat different figure; "
        "in 95 of 100 such trials, an interval made this way holds the figure that endless samples would give.",
    ),
    ("Target", None, "What we decided beforehand that a figure must reach."),
    (
        "Calibration error",
        r"calibration error",
        "How far “I am 80 % sure” lies from being right 80 % of the time, on average. 0 is best.",
    ),
    (
        "Kappa",
        r"kappa",
        "How often two readers agree, with the agreement taken off that guessing alone would give. 1 is full "
        "agreement, 0 is no better than chance. The weighted kind counts a near miss for less.",
    ),
    (
        "Macro-F1",
        r"\bf1\b",
        "One number for how well states are told apart, from 0 to 1. For each state it weighs what was missed against "
        "what was wrongly given; then every state counts the same, also a rare one.",
    ),
    (
        "Mean reciprocal rank",
        r"reciprocal rank",
        "1 if the first answer is always on top, a half if it is always in second place, a third in third place.",
    ),
    (
        "nDCG",
        r"ndcg",
        "How good the order of a list is, from 0 to 1: an answer further down counts for less. 1 is the best order.",
    ),
    ("Precision", r"precision", "Of what was given, how much was right."),
    ("Recall", r"recall", "Of what should have been given, how much was."),
    ("Top-1", r"top-1|first guess", "How often the first guess is the right one."),
)


@dataclass(frozen=True)
class Printed:
    """A metric's numbers as they are printed, all with the same digits."""

    value: str
    interval: str
    """Such as "72 to 83 %"; empty where there is none."""
    target: str
    """Such as "at least 75 %"; empty where there is none."""

    @property
    def bracket(self) -> str:
        """The interval as it follows a value in a sentence."""
        return f" ({self.interval})" if self.interval else ""


def safe(text: str) -> str:
    """Return text as HTML that shows exactly that text; characters that cannot be seen are shown as "�"."""
    return escape(_HIDDEN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n")), quote=True)


def is_share(name: str) -> bool:
    """Tell whether a figure of this name is a share of something, and so prints as percent."""
    return not _NOT_A_SHARE.search(name)


def is_breakdown(name: str) -> bool:
    """Tell whether a figure is about one group, state or behaviour only."""
    return bool(_BREAKDOWN.search(name))


def print_metric(metric: Metric) -> Printed:
    """Return a metric's numbers in words; one that misses its target never looks as if it equalled it."""
    as_share = is_share(metric.name)
    missed = metric.target if metric.meets_target is False else None
    digits = _digits(metric.value, missed, as_share=as_share)
    value = "not measured" if metric.value is None else _number(metric.value, digits, as_share=as_share)
    interval = target = ""
    if metric.low is not None and metric.high is not None:
        low, high = (_number(bound, digits, as_share=as_share) for bound in (metric.low, metric.high))
        interval = f"{low.removesuffix(f'{NO_BREAK}%')} to {high}"
    if metric.target is not None:
        bound = _number(metric.target, _digits(metric.target, None, as_share=as_share), as_share=as_share)
        exactly = ", without exception" if metric.is_exact else ""
        target = f"at {'least' if metric.at_least else 'most'} {bound}"
        if metric.is_exact and metric.target in (0.0, 1.0):
            target = bound
        target += exactly
    return Printed(value=value, interval=interval, target=target)


def say_doubt(metric: Metric) -> str:
    """Return a warning where a figure's interval lies on both sides of its target; empty where it does not."""
    if metric.low is None or metric.high is None or metric.target is None or metric.is_exact:
        return ""
    if not metric.low < metric.target < metric.high:
        return ""
    other = "missed" if metric.meets_target else "reached"
    return f"Too few samples to be sure: on others it might be {other}."


def say_n(metric: Metric) -> str:
    """Return what a figure is about; of a promise that must hold each time, how often it did."""
    if metric.is_exact and metric.value is not None and is_share(metric.name):
        return f"{round(metric.value * metric.n):,} of {metric.n:,}"
    return f"n = {metric.n:,}"


def percent(value: float) -> str:
    """Return a share as percent; nearly all is not printed as all, and nearly none not as none."""
    return _number(value, _digits(value, None, as_share=True), as_share=True)


def _number(value: float, digits: int, *, as_share: bool) -> str:
    # Adding zero turns a rounded -0.0 into 0.0.
    rounded = round(value * 100 if as_share else value, digits) + 0.0
    text = f"{rounded:,.{digits}f}".replace("-", "\N{MINUS SIGN}")
    return f"{text}{NO_BREAK}%" if as_share else text


def _digits(value: float | None, target: float | None, *, as_share: bool) -> int:
    fewest, most = (0, 4) if as_share else (2, 4)
    if value is None:
        return fewest
    others = [bound for bound in (0.0, 1.0, target) if bound is not None and bound != value]
    for digits in range(fewest, most):
        own = _number(value, digits, as_share=as_share)
        if all(own != _number(bound, digits, as_share=as_share) for bound in others):
            return digits
    return most


def plain_name(name: str) -> str:
    """Return a metric's name in plain words, with the term that specialists know it by."""
    if name in NAMES:
        return NAMES[name]
    whose, _, what = name.partition(": ")
    if what in _PARTS:
        return _PARTS[what].format(whose=in_words(whose))
    return name[:1].upper() + name[1:]


def in_words(label: str) -> str:
    """Return a state with its mark, or an id as words."""
    for state in STATES:
        if label == state:
            return f"{STATE_SHAPES[state]} {STATE_WORDS[state]}"
    return label.replace("-", " ") if _SLUG.fullmatch(label) else label


def in_days(moment: datetime) -> str:
    """Return the day of a moment."""
    return f"{moment.day} {moment:%B %Y}"


def number_of(count: int, thing: str) -> str:
    """Return how many there are of a thing whose plural ends in s."""
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def explain(names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the terms that these figures use, each with its explanation."""
    used = "\n".join(names)
    return tuple(
        (term, meaning)
        for term, pattern, meaning in _GLOSSARY
        if pattern is None or re.search(pattern, used, re.IGNORECASE)
    )
