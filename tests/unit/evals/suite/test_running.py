"""What the runner hands on of a sample."""

import gc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.domain.evaluation import Metric, Outcome
from coach.errors import ModelError
from evals.report.page import render_page
from evals.scorers.intervals import mean_of
from evals.suite.engine import EngineUnderTest
from evals.suite.results import read_run
from evals.suite.running import Order, run_suite, version_of
from evals.suite.task import Case, NoCurves

OPEN = Case(id="open", text="A sample that anybody may read.", target="right")
SECRET = "I hid the parcels behind the boiler."


class Parcels(NoCurves):
    """A task with one open sample and two private ones, one of which the engine gives nothing for."""

    name, title, question = "parcels", "Parcels", "Is it right?"
    main = "mean"
    dataset = written_by = "the test"

    def cases(self, engine: EngineUnderTest, split: str) -> Sequence[Case]:
        """Return three samples."""
        own = Case(id="own", text=SECRET, target="right", is_private=True)
        return (OPEN, own, replace(own, id="broken"))

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Break for one of them."""
        if case.id == "broken":
            raise ModelError("The server is gone.", fault="unavailable")
        return {}

    def score(self, case: Case, output: dict[str, Any]) -> Outcome:
        """Return the sample as wrong, with its text."""
        return Outcome(sample_id=case.id, status="scored", value=0.0, text=case.text)

    def metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        """Return the mean."""
        return (mean_of("mean", [item.value or 0.0 for item in outcomes]),)


# Inspect leaves streams of its own to be collected.
@pytest.mark.filterwarnings("ignore:Unclosed <MemoryObject:ResourceWarning")
def test_somebodys_own_words_are_in_no_result_and_on_no_page(tmp_path: Path) -> None:
    path = tmp_path / "script.yaml"
    path.write_text("- nothing\n", encoding="utf-8")
    order = Order(engine=f"scripted:{path}", folder=tmp_path / "run")
    run = run_suite([Parcels()], order, EngineUnderTest(order.engine, tmp_path / "home"), tell=lambda *_: None)
    gc.collect()

    texts = {item.sample_id: item.text for item in run.tasks[0].outcomes}
    assert texts == {"open": OPEN.text, "own": "", "broken": ""}
    assert SECRET not in render_page(run)
    assert SECRET not in read_run(order.folder).model_dump_json()


def test_whether_a_sample_may_be_shown_is_no_other_dataset() -> None:
    assert version_of([OPEN]) == version_of([replace(OPEN, is_private=True)])
    assert version_of([OPEN]) != version_of([replace(OPEN, text="Another.")])
