import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from evals.errors import DatasetError
from evals.suite.task import Case, SkippedTask, failed
from evals.tasks.matching import Matching
from tests.unit.evals.tasks.engines import make_engine, write_rows

CASE = Case(
    id="inn/0",
    text="I carry bags up.",
    target="bags: Carries bags",
    data={"framework": "inn", "place": 0, "behaviour": "bags"},
    slices={"framework": "inn"},
)


def _row(**overrides: object) -> dict[str, object]:
    return {"framework": "inn", "behaviour_id": "bags", "statement": "I carry bags up.", **overrides}


def _write(folder: Path, *files: Sequence[Mapping[str, object]]) -> Path:
    for number, rows in enumerate(files):
        write_rows(folder / "data" / "matching" / f"part-{number}.jsonl", rows)
    behaviours = {"inn": [{"behaviour_id": item, "behaviour_text": item} for item in ("bags", "beds")]}
    (folder / "data" / "matching" / "behaviours.json").write_text(json.dumps(behaviours), encoding="utf-8")
    return folder


def test_any_framework_in_files_of_any_name_is_measured(tmp_path: Path) -> None:
    _write(tmp_path, [_row()], [_row(behaviour_id="beds", statement="I make beds.")])
    cases = Matching().cases(make_engine(tmp_path), "test")
    assert [(case.id, case.text, case.target) for case in cases] == [
        ("inn/0", "I carry bags up.", "bags: bags"),
        ("inn/1", "I make beds.", "beds: beds"),
    ]


@pytest.mark.parametrize("wrong", [{"framework": "hotel"}, {"behaviour_id": "bar"}])
def test_a_statement_filed_under_nothing_known_is_refused_with_its_line(
    tmp_path: Path, wrong: dict[str, object]
) -> None:
    _write(tmp_path, [_row(), _row(**wrong)])
    with pytest.raises(DatasetError, match=r"part-0\.jsonl, line 2: behaviours\.json has no behaviour"):
        Matching().cases(make_engine(tmp_path), "test")


def test_malformed_behaviours_are_refused(tmp_path: Path) -> None:
    _write(tmp_path, [_row()])
    (tmp_path / "data" / "matching" / "behaviours.json").write_text('{"inn": [{"id": 1}]}', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"behaviours\.json: KeyError"):
        Matching().cases(make_engine(tmp_path), "test")


def test_without_behaviours_or_statements_it_is_skipped(tmp_path: Path) -> None:
    engine = make_engine(tmp_path)
    (tmp_path / "data" / "matching").mkdir()
    with pytest.raises(SkippedTask, match=r"behaviours\.json is not in"):
        Matching().cases(engine, "test")
    _write(tmp_path, [{"text": "no statement"}])
    with pytest.raises(SkippedTask, match="no file in matching/ has the columns"):
        Matching().cases(engine, "test")


def test_the_place_of_the_right_behaviour_is_scored() -> None:
    outcome = Matching().score(CASE, {"ranked": ["beds", "bags", "bar"]})
    assert (outcome.value, outcome.counts) == (0.5, {"top-1": 0.0, "top-3": 1.0})


def test_a_failure_counts_as_wrong_in_its_framework() -> None:
    task = Matching()
    outcomes = [task.score(CASE, {"ranked": ["bags"]}), failed(CASE, "no encoder")]
    values = {metric.name: metric.value for metric in task.metrics(outcomes)}
    assert values == {
        "mean reciprocal rank": 0.5,
        "inn: top-1": 0.5,
        "inn: top-3": 0.5,
        "inn: mean reciprocal rank": 0.5,
    }
