"""The names under which figures are explained are those that the suite gives them."""

import pytest

from coach.ui.components.figures import EXPLAINED
from evals.report.words import NAMES
from evals.suite.baseline import baseline_path, read_baseline


@pytest.fixture(scope="module")
def measured() -> set[str]:
    baseline = read_baseline(baseline_path("embedded", "test"))
    assert baseline is not None
    return {metric.name for task in baseline.tasks for metric in task.metrics}


@pytest.mark.parametrize("name", [*EXPLAINED, *NAMES])
def test_what_is_explained_is_a_figure_of_the_suite(name: str, measured: set[str]) -> None:
    assert name in measured
