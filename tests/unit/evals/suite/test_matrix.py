"""Engines beside each other: paired differences, and an engine that cannot be used is a reason, never a zero."""

import gc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from coach.domain.evaluation import Metric, Outcome
from coach.errors import ModelError
from evals.errors import RunError
from evals.report.matrix import matrix_table, render_matrix_part
from evals.scorers.intervals import mean_of
from evals.suite.engine import EngineUnderTest
from evals.suite.matrix import run_matrix
from evals.suite.matrix_row import MatrixRow, difference
from evals.suite.running import Order
from evals.suite.task import Case, NoCurves
from tests.unit.evals.suite.building import make_outcomes, make_result, make_run, numbered


class Letters(NoCurves):
    """A task that asks nobody: right for each engine whose file is named `good`, failed where it is `broken`."""

    name, title, question = "letters", "Letters", "Is it right?"
    main = "mean"
    dataset = written_by = "the test"

    def cases(self, engine: EngineUnderTest, split: str) -> Sequence[Case]:
        """Return three samples."""
        return tuple(Case(id=letter, text=letter, target="right") for letter in "abc")

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Return whether it is right."""
        if "broken" in engine.spec:
            raise ModelError("The server is gone.", fault="unavailable")
        return {"right": "good" in engine.spec or case.id == "a"}

    def score(self, case: Case, output: dict[str, Any]) -> Outcome:
        """Return 1 where it is right."""
        return Outcome(sample_id=case.id, status="scored", value=float(output["right"]))

    def metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        """Return the mean."""
        return (mean_of("mean", [item.value or 0.0 for item in outcomes]),)


def script(folder: Path, name: str) -> str:
    path = folder / f"{name}.yaml"
    path.write_text("- nothing\n", encoding="utf-8")
    return f"scripted:{path}"


def quiet(*_: object) -> None:
    """Say nothing."""


# Inspect leaves streams of its own to be collected.
@pytest.mark.filterwarnings("ignore:Unclosed <MemoryObject:ResourceWarning")
def test_engines_run_one_after_the_other_each_in_a_folder_of_its_own(tmp_path: Path) -> None:
    poor, good, broken = (script(tmp_path, name) for name in ("poor", "good", "broken"))
    specs = [poor, good, broken, f"scripted:{tmp_path / 'none.yaml'}", "no-engine"]
    order = Order(folder=tmp_path / "matrix")
    rows = run_matrix(specs, [Letters()], order, home=tmp_path / "home", tell=quiet)
    gc.collect()
    assert [row.run is not None for row in rows] == [True, True, False, False, False]
    assert [row.figure("letters").value for row in rows] == [pytest.approx(1 / 3), 1.0, None, None, None]
    assert "All 3 samples failed. Mostly: ModelError: The server is gone." in rows[2].reason
    assert "cannot be read" in rows[3].reason
    assert "Name it as COACH_MODEL does" in rows[4].reason
    assert sorted(path.name[:2] for path in (tmp_path / "matrix").iterdir()) == ["1-", "2-", "3-"]
    assert difference(rows[0], rows[1], "letters").difference == pytest.approx(2 / 3)


@pytest.mark.parametrize("specs", [[], ["embedded", "embedded"]])
def test_no_engine_and_one_named_twice_are_refused(tmp_path: Path, specs: list[str]) -> None:
    with pytest.raises(RunError, match="engine"):
        run_matrix(specs, [Letters()], Order(folder=tmp_path), home=tmp_path, tell=quiet)


def make_rows() -> tuple[MatrixRow, ...]:
    first = make_run(make_result(numbered([0.0, 0.5, 1.0, 0.5])), engine="embedded")
    prompts = ("assess/read@1:3ca4055aa3a4",)
    spent = {"plans": 4, "calls": 12, "tokens": 8000, "seconds": 6.0, "cost": 0.02}
    other = make_run(make_result(numbered([0.5, 1.0, 1.0, 1.0])), engine="openai:x", prompts=prompts, **spent)
    reason = "The server says <no>."
    return (
        MatrixRow(engine="embedded", run=first),
        MatrixRow(engine="openai:x", run=other),
        MatrixRow(engine="openai:y", reason=reason),
    )


def test_the_table_says_figures_cost_and_differences_with_n() -> None:
    table = matrix_table(make_rows())
    assert "openai:x  (prompts: assess/read@1)" in table
    assert "0.875  (n = 4)" in table
    assert "+0.375  (" in table
    assert "for one plan: calls 3.0, tokens 2,000, seconds 1.5, money 0.0050" in table
    assert "cannot be used: The server says <no>." in table


def test_the_page_shows_foreign_text_as_text_and_no_figure_of_an_engine_that_did_not_run() -> None:
    page = render_matrix_part(make_rows())
    assert "The server says &lt;no&gt;." in page
    assert (
        '<th scope="row">openai:y</th><td>cannot be used</td><td>–</td><td>–</td><td>–</td><td>–</td><td>–</td>' in page
    )
    assert "assess/read@1:3ca4055aa3a4" in page


def test_a_task_in_which_every_sample_failed_has_no_figure() -> None:
    failures = tuple(
        item.model_copy(update={"status": "failed", "note": "no reply"}) for item in make_outcomes({"a": 0.0, "b": 0.0})
    )
    row = MatrixRow(engine="openai:x", run=make_run(make_result({"a": 0.0, "b": 0.0}, outcomes=failures)))
    assert row.figure("findings").missing == "all 2 samples failed: no reply"
    assert difference(make_rows()[0], row, "findings").missing == "all 2 samples failed: no reply"


def test_another_version_of_the_dataset_is_no_pair() -> None:
    later = make_run(make_result(numbered([1.0] * 4), dataset_version="bbbb"))
    assert "two versions" in difference(make_rows()[0], MatrixRow(engine="x", run=later), "findings").missing


def test_a_row_has_a_run_or_a_reason() -> None:
    with pytest.raises(ValueError, match="has a run: False"):
        MatrixRow(engine="openai:x")
