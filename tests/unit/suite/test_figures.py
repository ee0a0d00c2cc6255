"""Figures in words; the component stands in `coach/ui/components/figures.py`."""

import pytest

from coach.domain.evaluation import Difference, Metric
from coach.ui.components.figures import chance, change, difference, headline, interval, metric_line, number, table
from tests.unit.suite.runs import make_findings, make_run, make_search


def test_a_run_opens_with_how_often_findings_agree_with_the_labels() -> None:
    assert headline(make_run()) == "On 66 accounts, findings agree with our labels 78 % of the time, 72 to 83 %."


def test_a_run_without_findings_opens_with_the_main_figure_of_its_first_task() -> None:
    skipped = make_findings(skipped="its data is not here", metrics=(), outcomes=())

    assert headline(make_run(skipped, make_search())) == "On 2 samples, Search: nDCG@10 is 0.87 (0.81 to 0.92)."


def test_a_run_that_measured_nothing_says_so() -> None:
    assert headline(make_run(make_search(skipped="no data", metrics=()))) == "This run could measure nothing."


@pytest.mark.parametrize(
    ("metric", "line"),
    [
        (
            Metric(name="macro-F1", value=0.7, low=0.6, high=0.72, n=9, target=0.75),
            ":red-badge[▲ misses] **Search: macro-F1** 0.70 (0.60 to 0.72), n = 9. Target: at least 0.75.",
        ),
        (
            Metric(name="macro-F1", value=0.8, low=0.7, high=0.9, n=9, target=0.75),
            ":green-badge[● holds] **Search: macro-F1** 0.80 (0.70 to 0.90), n = 9. Target: at least 0.75. "
            "Too close to be sure: the interval reaches over it.",
        ),
        (
            Metric(name="errors", value=0.0, n=9, target=0.0, at_least=False),
            ":green-badge[● holds] **Search: errors** 0.00, n = 9. Target: at most 0.",
        ),
        (
            Metric(name="quotes", value=None, missing="there are none", n=0, target=1.0, is_exact=True),
            ":gray-badge[○ not known] **Search: quotes** there are none. Target: exactly 1.",
        ),
    ],
)
def test_a_figure_is_held_to_its_target_in_a_word_and_a_shape(metric: Metric, line: str) -> None:
    assert metric_line(make_search(), metric) == line


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.875, "0.88"),
        (1.0, "1.00"),
        (0.999_999, "1.00"),
        (0.9968, "0.9968"),
        (0.004, "0.004"),
        (-0.25, "\N{MINUS SIGN}0.25"),
    ],
)
def test_what_is_not_whole_is_never_rounded_to_whole(value: float, shown: str) -> None:
    assert number(value) == shown


@pytest.mark.parametrize(
    ("low", "high", "said"), [(0.01, 0.2, "better"), (-0.2, -0.01, "worse"), (-0.1, 0.1, "unclear"), (0, 0, "unclear")]
)
def test_a_difference_is_one_only_where_its_interval_leaves_out_nothing(low: float, high: float, said: str) -> None:
    assert change(Difference(name="all", n=9, difference=(low + high) / 2, low=low, high=high)) == said


def test_a_difference_has_its_sign_and_its_interval() -> None:
    assert (
        difference(Difference(name="all", n=9, difference=0.03, low=-0.01, high=0.07))
        == "+0.03 (\N{MINUS SIGN}0.01 to +0.07)"
    )
    assert difference(Difference(name="all", n=0, missing="no sample is in both runs")) == "no sample is in both runs"


def test_chance_is_never_nothing() -> None:
    assert [chance(p) for p in (None, 0.0004, 0.25)] == ["", "Chance alone: p < 0.01.", "Chance alone: p = 0.25."]


def test_a_figure_without_an_interval_stands_alone() -> None:
    assert interval(Metric(name="x", value=0.5, n=1)) == "0.50"


def test_a_table_shows_its_cells_as_they_are() -> None:
    assert table(("a", "b"), [("x|y", "1")]) == "| a | b |\n| --- | --- |\n| x\\|y | 1 |"
