"""Golden accounts keep their version whatever reviewers add; reviewers' findings have figures of their own."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coach.domain.evaluation import Outcome
from coach.knowledge.files import load_knowledge
from coach.settings import content_folder
from evals.golden import DATASETS
from evals.reviewers import NAME, ReviewedFinding
from evals.suite.running import version_of
from evals.suite.task import Case, failed
from evals.tasks.findings import Findings
from tests.builders import make_assessment


class Engine:
    """The knowledge files, and nothing that reads."""

    def __init__(self) -> None:
        self.knowledge = load_knowledge(content_folder("knowledge"), today=date(2026, 11, 28))


@pytest.fixture(scope="module")
def engine() -> Any:
    return Engine()


def reviewed_file(folder: Path, engine: Any) -> Path:
    role = engine.knowledge.roles[0]
    lines = [
        ReviewedFinding(
            id=f"rv-{number}",
            text="I water the plants.",
            role_id=role.id,
            behaviour_id=role.expectations[0].behaviour_id,
            evidence=(),
            state="not_described",
            reader_1="not_described",
            reader_2="shown" if number == 2 else "not_described",
            consent=True,
        )
        for number in (1, 2)
    ]
    path = folder / NAME
    path.write_text("\n".join(line.model_dump_json() for line in lines), encoding="utf-8")
    return path


def answered(cases: Sequence[Case]) -> list[Outcome]:
    """Return outcomes in which everything was found as expected."""
    return [
        failed(case, "").model_copy(
            update={
                "status": "scored",
                "value": 1.0,
                "labels": tuple((item, state, state) for item, state in case.labels.items()),
            }
        )
        for case in cases
    ]


def test_reviewers_findings_join_without_changing_the_golden_part(tmp_path: Path, engine: Any) -> None:
    alone = Findings(tmp_path / "none.jsonl").cases(engine, "test")
    joined = Findings(reviewed_file(tmp_path, engine)).cases(engine, "test")
    assert version_of(joined[: len(alone)]) == version_of(alone)
    assert [case.slices["source"] for case in joined[len(alone) :]] == ["reviewers", "reviewers"]
    assert [case.is_private for case in joined] == [case in joined[len(alone) :] for case in joined]
    assert all("source" not in case.slices for case in alone)


def test_nothing_of_reviewers_is_in_the_tuning_part(tmp_path: Path, engine: Any) -> None:
    assert all("source" not in case.slices for case in Findings(reviewed_file(tmp_path, engine)).cases(engine, "tune"))


def test_a_golden_sample_is_of_the_authors(tmp_path: Path, engine: Any) -> None:
    task = Findings(tmp_path / "none.jsonl")
    case = task.cases(engine, "test")[0]
    output = {"assessment": make_assessment(findings=()).model_dump(mode="json")}
    assert task.score(case, output).slices == {"source": "authors", **case.slices}


def test_reviewers_findings_move_no_figure_of_the_golden_accounts(tmp_path: Path, engine: Any) -> None:
    task = Findings(reviewed_file(tmp_path, engine))
    *golden, right, last = answered(task.cases(engine, "test"))
    wrong = last.model_copy(update={"labels": ((last.labels[0][0], last.labels[0][1], "contrary"),)})
    with_wrong = {metric.name: metric for metric in task.metrics([*golden, right, wrong])}
    assert with_wrong["findings right"].value == 1.0
    assert with_wrong["reviewers: findings right"].value == 0.5
    assert with_wrong["agreement of two reviewers (kappa)"].n == 2
    assert "coach minus reviewers (kappa)" in with_wrong


def test_without_reviewers_there_is_no_figure_of_theirs(tmp_path: Path, engine: Any) -> None:
    task = Findings(tmp_path / "none.jsonl")
    names = [metric.name for metric in task.metrics(answered(task.cases(engine, "test")))]
    assert not any("reviewer" in name for name in names)


def test_the_coach_is_held_to_the_agreement_of_both_passes_and_a_failure_counts(tmp_path: Path, engine: Any) -> None:
    task = Findings(tmp_path / "none.jsonl")
    cases = task.cases(engine, "test")
    right = {metric.name: metric for metric in task.metrics(answered(cases))}
    people, gate = right["agreement of two labelling passes (kappa)"], right["coach minus labellers (kappa)"]
    assert people.value is not None
    assert 0.5 < people.value < 1
    assert people.n == sum(len(case.labels) for case in cases)
    # What was settled between both passes lies nearer to each than they lie to each other.
    assert gate.meets_target
    none = {metric.name: metric for metric in task.metrics([failed(case, "no reply") for case in cases])}
    assert none["agreement of two labelling passes (kappa)"].value == people.value
    assert none["coach minus labellers (kappa)"].meets_target is False


def test_the_report_says_that_no_people_made_the_passes() -> None:
    assert "a language model" in Findings.written_by
    assert "upper bound" in Findings.written_by


def test_no_reviewed_findings_are_kept_in_the_repository() -> None:
    assert not (DATASETS / "reviewed").exists()
