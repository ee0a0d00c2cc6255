"""Agreement corrected for chance, beside figures worked out by hand and by scikit-learn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score

from evals.scorers.agreement import accuracy, cohens_kappa, confusion, f1, macro_f1, quadratic_kappa

LABELS = ("contrary", "partly_shown", "shown")
PAIRS = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=2, max_size=40)


@given(PAIRS)
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    left, right = zip(*pairs, strict=True)
    if len(set(left) | set(right)) < 2:
        assert cohens_kappa(pairs) is None
        return
    weighted = cohen_kappa_score(left, right, labels=LABELS, weights="quadratic")

    assert cohens_kappa(pairs) == pytest.approx(cohen_kappa_score(left, right))
    assert quadratic_kappa(pairs, LABELS) == pytest.approx(weighted)


@given(PAIRS)
def test_macro_f1_is_that_of_scikit_learn_over_the_labels_that_are_expected(pairs: list[tuple[str, str]]) -> None:
    left, right = zip(*pairs, strict=True)
    expected = sorted(set(left))

    theirs = f1_score(left, right, labels=expected, average="macro", zero_division=0)
    assert macro_f1(pairs, LABELS) == pytest.approx(theirs)


def test_a_label_without_a_place_on_the_scale_is_left_out_of_the_weighted_kappa() -> None:
    pairs = [("shown", "shown"), ("contrary", "contrary"), ("not_described", "shown"), ("shown", "failed")]

    assert quadratic_kappa(pairs, LABELS) == 1.0


def test_a_failure_counts_as_wrong() -> None:
    pairs = [("shown", "shown"), ("shown", "failed")]

    assert accuracy(pairs) == 0.5
    assert f1(pairs, "shown") == pytest.approx(2 / 3)


def test_no_pairs_have_no_figures() -> None:
    assert (accuracy([]), cohens_kappa([]), macro_f1([], LABELS)) == (None, None, None)


def test_the_confusion_has_what_was_expected_in_its_rows() -> None:
    pairs = [("shown", "contrary"), ("shown", "shown"), ("contrary", "contrary")]

    assert confusion(pairs, ("contrary", "shown")) == ((1, 0), (1, 1))
