"""Pictures show what the numbers say, and print them in words that mislead nobody."""

from typing import Any

import pytest

from coach.domain.evaluation import Curve, Metric, Outcome
from evals.report.pictures import MOST_BARS, draw_confusion, draw_groups, draw_reliability, draw_slices, draw_target
from evals.report.words import explain, is_breakdown, percent, plain_name, print_metric, safe, say_doubt, say_n

NB = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


def make_metric(name: str = "findings right", value: float | None = 0.72, **overrides: Any) -> Metric:
    data: dict[str, Any] = {"low": 0.66, "high": 0.78, "n": 66}
    return Metric(name=name, value=value, **{**data, **overrides})


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("findings right", f"72{NB}%"),
        ("abstention recall", f"72{NB}%"),
        ("macro-F1", "0.72"),
        ("own-it: macro-F1", "0.72"),
        ("Cohen's kappa", "0.72"),
        ("expected calibration error", "0.72"),
        ("nDCG@10, kind story", "0.72"),
        ("mean reciprocal rank", "0.72"),
    ],
)
def test_a_share_prints_as_percent_and_an_index_as_a_number(name: str, printed: str) -> None:
    assert print_metric(make_metric(name)).value == printed


def test_an_interval_is_printed_with_the_digits_of_its_value() -> None:
    assert print_metric(make_metric()).interval == f"66 to 78{NB}%"
    assert print_metric(make_metric("Cohen's kappa", -0.12, low=-0.3, high=0.05)).interval == f"{MINUS}0.30 to 0.05"


@pytest.mark.parametrize(
    ("value", "printed"),
    [(0.0, "0"), (0.002, "0.2"), (0.9984, "99.8"), (0.99999, "99.999"), (1.0, "100"), (0.5, "50")],
)
def test_nearly_all_is_not_printed_as_all_and_nearly_none_not_as_none(value: float, printed: str) -> None:
    assert percent(value) == f"{printed}{NB}%"


def test_a_figure_that_misses_its_target_never_looks_as_if_it_equalled_it() -> None:
    assert print_metric(make_metric(value=0.9473, target=0.95)).value == f"94.7{NB}%"
    assert print_metric(make_metric("macro-F1", 0.7496, target=0.75)).value == "0.7496"
    assert print_metric(make_metric("macro-F1", 0.7504, target=0.75)).value == "0.75"


def test_targets_say_which_way_they_hold() -> None:
    assert print_metric(make_metric(target=0.7)).target == f"at least 70{NB}%"
    assert print_metric(make_metric(target=0.05, at_least=False)).target == f"at most 5{NB}%"
    assert print_metric(make_metric(target=1.0, is_exact=True)).target == f"100{NB}%, without exception"


def test_a_promise_is_told_in_counts() -> None:
    assert say_n(make_metric(value=0.99, n=300, target=1.0, is_exact=True)) == "297 of 300"
    assert say_n(make_metric(n=1_200)) == "n = 1,200"


def test_doubt_is_said_only_where_the_interval_lies_on_both_sides_of_the_target() -> None:
    assert "might be missed" in say_doubt(make_metric(target=0.7))
    assert "might be reached" in say_doubt(make_metric(target=0.75))
    assert say_doubt(make_metric(target=0.9)) == ""
    assert say_doubt(make_metric(target=0.75, low=None, high=None)) == ""


def test_names_are_plain_and_keep_the_term_of_the_specialists() -> None:
    assert plain_name("nDCG@10") == "Good answers near the top (nDCG@10)"
    assert plain_name("partly_shown: recall") == "Of all that were expected ◐ partly shown, those found so (recall)"
    assert plain_name("own-it: macro-F1") == "own it (macro-F1)"
    assert plain_name("silence left alone") == "Silence left alone"
    assert [is_breakdown(name) for name in ("nDCG@10", "nDCG@10, kind story", "shown: recall")] == [False, True, True]


def test_only_the_terms_that_occur_are_explained() -> None:
    assert [term for term, _ in explain(["Cohen's kappa"])] == ["n", "Interval", "Target", "Kappa"]


def test_what_cannot_be_seen_or_turns_the_text_around_is_made_visible() -> None:
    assert safe("a\x00\u202e<b>\r\nc\td") == "a��&lt;b&gt;\nc\td"


def test_a_bar_shows_value_interval_and_target_in_their_places() -> None:
    picture = draw_target(make_metric(target=0.75), "t")

    assert 'class="bar missed" x="0.00%" y="16" width="72.00%"' in picture
    assert 'class="interval" x1="66.00%" x2="78.00%"' in picture
    assert 'class="target" x1="75.00%"' in picture
    assert f"72{NB}%; likely between 66 to 78{NB}%; target: at least 75{NB}%; missed." in picture


def test_a_bar_below_zero_starts_from_zero() -> None:
    picture = draw_target(make_metric("Cohen's kappa", -0.5, low=None, high=None, target=0.6), "t")

    assert 'x="25.00%" y="16" width="25.00%"' in picture
    assert "interval" not in picture.split("<details>")[0].split("</desc>")[1]


def test_a_figure_that_should_be_small_has_a_scale_on_which_it_can_be_seen() -> None:
    picture = draw_target(make_metric(value=0.02, low=0.01, high=0.04, target=0.05, at_least=False), "t")

    assert 'class="bar reached" x="0.00%" y="16" width="20.00%"' in picture
    assert f">10{NB}%</text>" in picture


def test_a_metric_without_value_or_target_is_no_bar() -> None:
    with pytest.raises(ValueError, match="findings right"):
        draw_target(make_metric(), "t")


def test_confusion_counts_each_pair_and_names_the_costly_error() -> None:
    labels = [("a", "contrary", "shown"), ("b", "contrary", "contrary"), ("c", "shown", "shown")]

    picture = draw_confusion(labels, "c")

    assert "2 of 3 findings have the state that was expected." in picture
    assert "Of the 2 that were expected ▲ contrary, 1 came as ● shown: the costly error." in picture
    assert '<th scope="row">▲ contrary</th><td>1</td><td>0</td><td>1</td><td>0</td>' in picture
    assert all(mark in picture for mark in "●◐▲○")


def test_findings_that_never_came_are_counted_beside_the_confusion() -> None:
    picture = draw_confusion([("a", "shown", "failed"), ("b", "shown", "shown")], "c")

    assert "1 finding got no state, which counts as wrong" in picture
    assert '<th scope="row">● shown</th><td>1</td><td>0</td><td>0</td><td>0</td><td>1</td>' in picture


@pytest.mark.parametrize("labels", [[], [("a", "partially_correct", "correct")]])
def test_labels_that_are_no_states_have_no_confusion_of_states(labels: list[tuple[str, str, str]]) -> None:
    assert draw_confusion(labels, "c") == ""


def test_reliability_tells_its_largest_band_in_words() -> None:
    picture = draw_reliability(Curve(name="confidence", points=((0.55, 0.6, 10), (0.85, 0.79, 120))), "r")

    assert f"Where it said that it was 85{NB}% sure, it was right 79{NB}% of the time (n = 120)." in picture
    assert picture.count("<circle") == 2
    assert draw_reliability(Curve(name="confidence", points=()), "r") == ""


def make_outcome(name: str, value: float | None, **slices: str) -> Outcome:
    return Outcome(sample_id=name, status="unscored" if value is None else "scored", value=value, slices=slices)


def test_groups_are_means_with_the_lowest_first_and_without_what_was_not_judged() -> None:
    outcomes = [
        make_outcome("a", 1.0, role="shop-adviser", mode="ask"),
        make_outcome("b", 0.5, role="shop-adviser", mode="ask"),
        make_outcome("c", 0.5, role="hr-adviser", mode="ask"),
        make_outcome("d", None, role="hr-adviser", mode="ask"),
    ]

    picture = draw_slices(outcomes, "s")

    rows = '<th scope="row">hr adviser</th><td>50{}%</td><td>1</td></tr><tr><th scope="row">shop adviser</th><td>75{}%'
    assert rows.format(NB, NB) in picture
    assert "By mode" not in picture
    assert "fewer than 10 samples" in picture


def test_a_single_group_is_no_picture() -> None:
    assert draw_slices([make_outcome("a", 1.0, role="picker")], "s") == ""


def test_groups_beyond_the_picture_are_in_its_table() -> None:
    groups = [(f"a very long name of a framework by others, {number}", 0.5, 20) for number in range(MOST_BARS + 2)]

    picture = draw_groups("framework", groups, "g")

    assert picture.count('class="bar"') == MOST_BARS
    assert picture.count('<th scope="row">a very long') == MOST_BARS + 2
    assert "The 2 groups with the highest values are only in the table." in picture
