from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.errors import DatasetError
from evals.suite.task import Case, SkippedTask, failed
from evals.tasks.onet import CANDIDATES, Onet
from tests.unit.evals.tasks.engines import make_engine

CASE = Case(
    id="task-1",
    text="Pull cables.",
    target="Install",
    data={"right": ["b"], "candidates": {"a": "Plan", "b": "Install"}},
)


def _write(folder: Path, tasks: Sequence[str], activities: int, links: Sequence[str]) -> None:
    onet = folder / "data" / "onet"
    onet.mkdir(parents=True)
    rows = {
        "first.txt": ["Task ID\tTask\tDate", *tasks],
        "second.tsv": ["DWA ID\tDWA Title", *(f"d{number}\tActivity {number}" for number in range(activities))],
        "third.txt": ["Task ID\tDWA ID", *links],
        "Read Me.txt": ["nothing of the kind"],
    }
    for name, lines in rows.items():
        (onet / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_tasks_are_ranked_among_their_own_and_other_activities_whatever_the_files_are_called(tmp_path: Path) -> None:
    _write(tmp_path, ['1\tPull "long" cables.\t2014', "2\tDig.\t2014"], 80, ["1\td3", "1\td70"])
    (case,) = Onet().cases(make_engine(tmp_path), "test")
    assert (case.id, case.text, case.data["right"]) == ("task-1", 'Pull "long" cables.', ["d3", "d70"])
    assert len(case.data["candidates"]) == CANDIDATES
    assert {"d3", "d70"} <= set(case.data["candidates"])


def test_the_sample_is_the_same_each_time(tmp_path: Path) -> None:
    _write(tmp_path, [f"{number}\tTask {number}\t" for number in range(9)], 60, [f"{n}\td{n}" for n in range(9)])
    engine = make_engine(tmp_path)
    assert Onet().cases(engine, "test") == Onet().cases(engine, "test")


def test_a_row_with_an_empty_column_is_refused_with_its_line(tmp_path: Path) -> None:
    _write(tmp_path, ["1\t\t2014"], 3, ["1\td1"])
    with pytest.raises(DatasetError, match=r"first\.txt, line 2: there is no Task ID or no Task"):
        Onet().cases(make_engine(tmp_path), "test")


def test_without_links_it_is_skipped(tmp_path: Path) -> None:
    _write(tmp_path, ["1\tDig.\t"], 3, [])
    with pytest.raises(SkippedTask, match="onet/ has no tasks, activities and links"):
        Onet().cases(make_engine(tmp_path), "test")


def test_the_first_right_activity_is_scored_and_a_failure_is_wrong() -> None:
    task = Onet()
    outcomes = [task.score(CASE, {"ranked": ["a", "b"]}), failed(CASE, "no encoder")]
    values = {metric.name: metric.value for metric in task.metrics(outcomes)}
    assert values == {"mean reciprocal rank": 0.25, "top-1": 0.0, "top-3": 0.5}
